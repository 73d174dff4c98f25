// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/chart_sentence.h"

#include "shell/text.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <array>
#include <functional>

namespace kneepoint::ui {

using report::LoadAxis;

namespace {

constexpr auto charted_metrics = std::to_array<MetricId>({
    MetricId::itl,
    MetricId::ttft,
    MetricId::tpot,
    MetricId::request_latency,
    MetricId::output_tokens_per_second,
    MetricId::total_tokens_per_second,
    MetricId::requests_per_second,
});

constexpr auto statistics = std::to_array<Statistic>(
    {Statistic::median(), Statistic::mean(), Statistic::percentile(95), Statistic::percentile(99)});

struct AxisWord {
    LoadAxis axis;
    const char* text;
};

constexpr auto axes = std::to_array<AxisWord>({
    {LoadAxis::concurrency_median, QT_TRANSLATE_NOOP("ChartSentence", "concurrent requests")},
    {LoadAxis::concurrency_mean, QT_TRANSLATE_NOOP("ChartSentence", "concurrent requests (mean)")},
    {LoadAxis::streams, QT_TRANSLATE_NOOP("ChartSentence", "streams asked for")},
    {LoadAxis::request_rate, QT_TRANSLATE_NOOP("ChartSentence", "requests per second")},
    {LoadAxis::output_rate, QT_TRANSLATE_NOOP("ChartSentence", "output tokens per second")},
});

QString axis_text(LoadAxis axis)
{
    for (const auto& word : axes)
        if (word.axis == axis) return QCoreApplication::translate("ChartSentence", word.text);
    return {};
}

QToolButton* word_button(QWidget* parent, const QString& name)
{
    auto* button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    auto font = button->font();
    font.setBold(true);
    button->setFont(font);
    button->setMenu(new QMenu(button));
    return button;
}

} // namespace

ChartSentence::ChartSentence(QWidget* parent)
    : QWidget(parent), m_metric(word_button(this, tr("Metric"))), m_statistic(word_button(this, tr("Statistic"))),
      m_axis(word_button(this, tr("Load axis")))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid_unit / 2);
    row->addWidget(m_metric);
    row->addWidget(m_statistic);
    row->addWidget(new QLabel(tr("against"), this));
    row->addWidget(m_axis);
    row->addSpacing(grid_unit);
    m_band = add_check(tr("band p5–p95"), tr("Shade between the 5th and the 95th percentile"));
    m_log = add_check(tr("log"), tr("Logarithmic axes"));
    m_normalised = add_check(tr("degradation"), tr("Divide each curve by its first row"));
    m_slo = add_check(tr("SLO"), tr("Show a limit that can be dragged"));
    row->addStretch(1);
    add_metric_menu();
    add_statistic_menu();
    add_axis_menu();
    m_band->setChecked(true);
    connect(m_band, &QCheckBox::toggled, this, &ChartSentence::change);
    connect(m_log, &QCheckBox::toggled, this, &ChartSentence::change);
    connect(m_normalised, &QCheckBox::toggled, this, &ChartSentence::change);
    connect(m_slo, &QCheckBox::toggled, this, &ChartSentence::slo_toggled);
    change();
}

QCheckBox* ChartSentence::add_check(const QString& text, const QString& help)
{
    auto* check = new QCheckBox(text, this);
    check->setToolTip(help);
    layout()->addWidget(check);
    return check;
}

namespace {

/// Adds an exclusive, checkable entry; the first one of a menu is checked.
void add_choice(QToolButton* button, const QString& text, const std::function<void()>& chosen)
{
    auto* menu = button->menu();
    auto* group = menu->findChild<QActionGroup*>();
    if (!group) group = new QActionGroup(menu);
    auto* action = menu->addAction(text, menu, chosen);
    action->setCheckable(true);
    action->setChecked(group->actions().isEmpty());
    group->addAction(action);
}

} // namespace

void ChartSentence::add_metric_menu()
{
    for (const auto id : charted_metrics)
        add_choice(m_metric, qt(metric_info(id).long_name), [this, id] {
            m_options.metric = id;
            change();
        });
}

void ChartSentence::add_statistic_menu()
{
    for (const auto statistic : statistics)
        add_choice(m_statistic, qt(to_string(statistic)), [this, statistic] {
            m_options.statistic = statistic;
            change();
        });
}

void ChartSentence::add_axis_menu()
{
    for (const auto& word : axes)
        add_choice(m_axis, axis_text(word.axis), [this, axis = word.axis] {
            m_options.axis = axis;
            change();
        });
}

bool ChartSentence::slo_wanted() const
{
    return m_slo->isChecked();
}

void ChartSentence::set_slo_wanted(bool wanted)
{
    const QSignalBlocker quiet(m_slo);
    m_slo->setChecked(wanted);
}

void ChartSentence::update_words()
{
    const auto arrow = QStringLiteral(" ▾");
    const bool is_rate = metric_info(m_options.metric).is_rate;
    m_metric->setText(qt(metric_info(m_options.metric).long_name) + arrow);
    m_statistic->setText((is_rate ? tr("mean") : qt(to_string(m_options.statistic))) + arrow);
    m_statistic->setDisabled(is_rate);
    m_statistic->setToolTip(
        is_rate ? tr("Medians of rates are over intervals of time; the mean is the figure to compare") : QString());
    m_axis->setText(axis_text(m_options.axis) + arrow);
    m_band->setDisabled(is_rate);
}

void ChartSentence::change()
{
    const bool band = m_band->isChecked() && !metric_info(m_options.metric).is_rate;
    m_options.band_low = band ? std::optional(Statistic::percentile(5)) : std::nullopt;
    m_options.band_high = band ? std::optional(Statistic::percentile(95)) : std::nullopt;
    m_options.log_x = m_options.log_y = m_log->isChecked();
    m_options.normalised = m_normalised->isChecked();
    update_words();
    emit changed();
}

} // namespace kneepoint::ui
