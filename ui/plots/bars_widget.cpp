// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/bars_widget.h"

#include "plots/bars_scene.h"
#include "plots/chart_text.h"
#include "plots/legend_bar.h"

#include <QChartView>
#include <QCursor>
#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QToolTip>
#include <QVBoxLayout>

namespace kneepoint::ui {

namespace {

QString tip(const report::Chart& chart, const BarHover& bar)
{
    const report::ChartSeries& series = chart.series[std::size_t(bar.series)];
    const report::ChartPoint& point = series.points[std::size_t(bar.point)];
    QString text =
        QString::fromStdString(series.name) + "  " + (value_text(point.y) + " " + axis_words(chart.y).unit).trimmed();
    if (point.band)
        text += BarsWidget::tr(" (%1 to %2)").arg(value_text(point.band->low), value_text(point.band->high));
    if (!point.label.empty()) text.prepend(QString::fromStdString(point.label) + "\n");
    return text;
}

} // namespace

struct BarsWidget::Parts {
    explicit Parts(BarsWidget& owner);
    void draw();
    void hover(BarHover bar);

    BarsWidget& widget;
    LegendBar* legend;
    QScrollArea* scroll;
    QChartView* view;
    QLabel* empty;
    QLabel* notes;
    report::Chart chart;
    std::set<std::string> hidden;
};

BarsWidget::Parts::Parts(BarsWidget& owner)
    : widget(owner), legend(new LegendBar(LegendBar::Marks::bars, &owner)), scroll(new QScrollArea(&owner)),
      view(new QChartView(scroll)), empty(new QLabel(&owner)), notes(new QLabel(&owner))
{
    auto* column = new QVBoxLayout(&owner);
    column->setContentsMargins(grid_unit, grid_unit, grid_unit, grid_unit);
    column->setSpacing(grid_unit / 2);
    column->addWidget(legend);
    column->addWidget(scroll, 1);
    column->addWidget(empty, 1);
    column->addWidget(notes);
    for (QLabel* label : {empty, notes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    empty->setObjectName("empty");
    notes->setObjectName("notes");
    empty->setAlignment(Qt::AlignCenter);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::NoFocus); // the scroll area takes the keys
    view->viewport()->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(view);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::StrongFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    owner.setFocusProxy(scroll);
    owner.setAutoFillBackground(true);
    owner.setBackgroundRole(QPalette::Base);
    QObject::connect(legend, &LegendBar::toggled, &owner, [this](int series, bool shown) {
        const std::string& name = chart.series[std::size_t(series)].name;
        if (shown)
            hidden.erase(name);
        else
            hidden.insert(name);
        draw();
    });
}

void BarsWidget::Parts::draw()
{
    const bool nothing = chart.empty();
    const auto tell = [this](BarHover bar) { hover(bar); };
    const std::unique_ptr<QChart> old(view->chart());
    view->setChart(make_bars(chart, Theme::current(), widget.font(), hidden, tell).release());
    view->setBackgroundBrush(Theme::current().panel);
    view->setMinimumHeight(natural_height(chart, widget.font(), hidden));
    for (int s = 0; s < int(chart.series.size()); ++s)
        legend->set_shown(s, !hidden.contains(chart.series[std::size_t(s)].name));
    scroll->setVisible(!nothing);
    legend->setVisible(!nothing && chart.series.size() > 1);
    empty->setVisible(nothing);
    empty->setText(nothing ? empty_text(chart) : QString());
    const QString words = notes_of(chart).join(" · ");
    notes->setText(words);
    notes->setVisible(!nothing && !words.isEmpty());
    for (QWidget* described : {static_cast<QWidget*>(&widget), static_cast<QWidget*>(scroll)}) {
        described->setAccessibleName(nothing ? QObject::tr("Bar chart") : QString::fromStdString(chart.title));
        described->setAccessibleDescription(chart_summary(chart));
    }
}

void BarsWidget::Parts::hover(BarHover bar)
{
    const report::ChartPoint& point = chart.series[std::size_t(bar.series)].points[std::size_t(bar.point)];
    if (bar.inside)
        QToolTip::showText(QCursor::pos(), tip(chart, bar), view);
    else
        QToolTip::hideText();
    emit widget.bar_hovered(bar.inside ? QString::fromStdString(point.why) : QString());
}

BarsWidget::BarsWidget(QWidget* parent) : QWidget(parent)
{
    m_parts = std::make_unique<Parts>(*this); // Qt calls changeEvent meanwhile
    m_parts->draw();
}

BarsWidget::~BarsWidget() = default;

void BarsWidget::set_chart(const report::Chart& chart)
{
    if (chart.kind != m_parts->chart.kind) m_parts->hidden.clear();
    m_parts->chart = chart;
    m_parts->legend->set_series(chart.series);
    m_parts->draw();
}

void BarsWidget::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (!m_parts || (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)) return;
    m_parts->draw();
    m_parts->legend->update();
}

} // namespace kneepoint::ui
