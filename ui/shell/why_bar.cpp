// SPDX-License-Identifier: GPL-3.0-or-later
#include "why_bar.h"

#include "elided_label.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <chrono>

namespace kneepoint::ui {

using namespace std::chrono_literals;

WhyBar::WhyBar(QWidget* parent)
    : QWidget(parent), m_why(new QLabel(tr("why"), this)), m_line(new ElidedLabel(this)), m_whole(new QLabel(this)),
      m_work(new ElidedLabel(this, Qt::ElideMiddle)), m_bar(new QProgressBar(this)), m_cancel(new QToolButton(this))
{
    setObjectName(QStringLiteral("why-bar"));
    setAccessibleName(tr("Where the number comes from"));
    auto bold = font();
    bold.setBold(true);
    m_why->setFont(bold);
    m_whole->setTextFormat(Qt::PlainText);
    m_whole->setWordWrap(true);
    m_whole->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_whole->setAccessibleName(tr("Pinned explanation"));
    m_whole->hide();
    m_work->setFixedWidth(30 * grid_unit);
    m_bar->setRange(0, 100);
    m_bar->setFixedWidth(20 * grid_unit);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * grid_unit, grid_unit / 2, 2 * grid_unit, grid_unit / 2);
    row->setSpacing(grid_unit);
    row->addWidget(m_why, 0, Qt::AlignVCenter);
    row->addWidget(m_line, 1);
    row->addWidget(m_whole, 1);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_work), static_cast<QWidget*>(m_bar), static_cast<QWidget*>(m_cancel)})
        row->addWidget(widget, 0, Qt::AlignVCenter);
    setMinimumHeight(4 * grid_unit);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    show_text();
    show_progress(false);
    m_patience.setSingleShot(true);
    m_patience.setInterval(150ms);
    connect(&m_patience, &QTimer::timeout, this, [this] { show_progress(true); });
    connect(m_cancel, &QToolButton::clicked, this, &WhyBar::cancelled);
}

void WhyBar::explain(const QString& text)
{
    if (m_pinned) return;
    m_text = text;
    show_text();
}

void WhyBar::set_pinned(bool pinned)
{
    m_pinned = pinned;
    show_text();
}

void WhyBar::show_text()
{
    m_why->setText(m_pinned ? tr("why (pinned)") : tr("why"));
    m_line->setVisible(!m_pinned);
    m_whole->setVisible(m_pinned);
    m_whole->setText(m_text);
    m_line->set_text(
        m_text.isEmpty() ? tr("point at a number or select it to see where it comes from; F2 pins this line") : m_text);
}

void WhyBar::set_busy(bool busy)
{
    if (busy) {
        set_progress(0, {});
        m_patience.start();
    } else {
        m_patience.stop();
        show_progress(false);
    }
}

void WhyBar::set_progress(double fraction, const QString& what)
{
    m_bar->setValue(std::clamp(static_cast<int>(100 * fraction), 0, 100));
    m_work->set_text(what);
}

void WhyBar::show_progress(bool shown)
{
    m_work->setVisible(shown);
    m_bar->setVisible(shown);
    m_cancel->setVisible(shown);
}

void WhyBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), Theme::current().line);
}

} // namespace kneepoint::ui
