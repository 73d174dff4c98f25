// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/legend_bar.h"

#include "plots/marker.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace kneepoint::ui {

/// A checkable button drawn as marker and name; hidden series are hollow and faint.
class LegendEntry : public QAbstractButton {
public:
    LegendEntry(const report::ChartSeries& series, LegendBar::Marks marks, QWidget* parent)
        : QAbstractButton(parent), m_identity(series.identity), m_variant(series.variant),
          m_only_joins(series.only_joins), m_marks(marks)
    {
        setCheckable(true);
        setChecked(true);
        setCursor(Qt::PointingHandCursor);
    }

    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(text()) + mark_width + grid_unit, fontMetrics().height() + grid_unit};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        const QColor colour = theme.identity(m_identity);
        const QColor fill = isChecked() ? colour : theme.panel;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (hasFocus() || underMouse()) {
            painter.setPen(hasFocus() ? theme.accent : theme.line);
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        const QPointF mark(mark_width / 2.0, height() / 2.0);
        painter.setPen(QPen(colour, 1.5, m_marks == LegendBar::Marks::points ? dash_of(m_variant) : Qt::SolidLine));
        if (m_marks == LegendBar::Marks::points) {
            if (isChecked()) painter.drawLine(mark - QPointF(8, 0), mark + QPointF(8, 0));
            if (!m_only_joins) draw_marker(painter, mark, m_identity + m_variant, 8, colour, fill);
        } else {
            painter.setBrush(fill);
            painter.drawRect(QRectF(mark - QPointF(5, 5), QSizeF(10, 10)));
        }
        painter.setPen(isChecked() ? theme.text : theme.faint);
        QFont words = font();
        words.setStrikeOut(!isChecked());
        painter.setFont(words);
        painter.drawText(rect().adjusted(mark_width, 0, 0, 0), Qt::AlignVCenter, text());
    }

private:
    static constexpr int mark_width = 4 * grid_unit;
    int m_identity, m_variant;
    bool m_only_joins;
    LegendBar::Marks m_marks;
};

LegendBar::LegendBar(Marks marks, QWidget* parent) : QWidget(parent), m_marks(marks)
{
    setObjectName("legend");
    setAccessibleName(tr("Series of the chart"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void LegendBar::set_series(const std::vector<report::ChartSeries>& series)
{
    qDeleteAll(m_entries);
    m_entries.clear();
    for (int i = 0; i < int(series.size()); ++i) {
        const QString name = QString::fromStdString(series[std::size_t(i)].name);
        const auto& one = series[std::size_t(i)];
        auto* entry = m_entries.emplace_back(new LegendEntry(one, m_marks, this));
        entry->setText(QString(name).replace('&', "&&"));
        entry->setAccessibleName(tr("Show %1").arg(name));
        entry->setToolTip(tr("Click or Space hides and shows %1").arg(name));
        connect(entry, &QAbstractButton::toggled, this, [this, i](bool shown) { emit toggled(i, shown); });
        entry->show();
    }
    setVisible(m_entries.size() > 1);
    arrange(width(), true);
    updateGeometry();
}

void LegendBar::set_shown(int series, bool shown)
{
    if (series < 0 || series >= int(m_entries.size())) return;
    const QSignalBlocker quiet(m_entries[std::size_t(series)]);
    m_entries[std::size_t(series)]->setChecked(shown);
}

int LegendBar::arrange(int width, bool move) const
{
    int x = 0, y = 0, row = 0;
    for (LegendEntry* entry : m_entries) {
        const QSize size = entry->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += row;
        }
        if (move) entry->setGeometry(x, y, std::min(size.width(), std::max(width, 1)), size.height());
        x += size.width() + grid_unit;
        row = size.height();
    }
    return y + row;
}

QSize LegendBar::sizeHint() const
{
    int width = 0;
    for (const LegendEntry* entry : m_entries) width += entry->sizeHint().width() + grid_unit;
    return {width, heightForWidth(width)};
}

QSize LegendBar::minimumSizeHint() const
{
    return {0, fontMetrics().height() + grid_unit};
}

int LegendBar::heightForWidth(int width) const
{
    return arrange(width, false);
}

void LegendBar::resizeEvent(QResizeEvent*)
{
    arrange(width(), true);
}

void LegendBar::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1
                     : event->key() == Qt::Key_Left || event->key() == Qt::Key_Up  ? -1
                                                                                   : 0;
    const auto focused = std::ranges::find_if(m_entries, [](const LegendEntry* entry) { return entry->hasFocus(); });
    if (step == 0 || focused == m_entries.end()) return QWidget::keyPressEvent(event);
    const int next = std::clamp(int(focused - m_entries.begin()) + step, 0, int(m_entries.size()) - 1);
    m_entries[std::size_t(next)]->setFocus(Qt::TabFocusReason);
}

void LegendBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange) return;
    arrange(width(), true);
    updateGeometry();
}

} // namespace kneepoint::ui
