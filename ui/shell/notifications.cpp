// SPDX-License-Identifier: GPL-3.0-or-later
#include "notifications.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <chrono>

namespace kneepoint::ui {

using namespace std::chrono_literals;

NotificationStrip::NotificationStrip(QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel(this)), m_more(new QLabel(this)), m_accept(new QPushButton(this)),
      m_dismiss(new QToolButton(this))
{
    setObjectName(QStringLiteral("notifications"));
    setAccessibleName(tr("Notifications"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sentence->setObjectName(QStringLiteral("notification-sentence"));
    m_dismiss->setText(QStringLiteral("✕"));
    m_dismiss->setAutoRaise(true);
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss the notification"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * grid_unit, grid_unit / 2, grid_unit, grid_unit / 2);
    row->setSpacing(grid_unit);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_more);
    m_accept->setAccessibleName(tr("Do what the message offers"));
    row->addWidget(m_accept);
    row->addWidget(m_dismiss);
    m_passing.setSingleShot(true);
    m_passing.setInterval(6s);
    connect(&m_passing, &QTimer::timeout, this, &NotificationStrip::dismiss);
    connect(m_dismiss, &QToolButton::clicked, this, &NotificationStrip::dismiss);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        const auto accepted = m_waiting.empty() ? nullptr : m_waiting.front().accepted;
        dismiss();
        if (accepted) accepted();
    });
    hide();
}

void NotificationStrip::note(const QString& sentence)
{
    add({sentence, {}, {}, true});
}

void NotificationStrip::problem(const QString& sentence)
{
    add({sentence, {}, {}, false});
}

void NotificationStrip::offer(const QString& sentence, const QString& button, const std::function<void()>& accepted)
{
    add({sentence, button, accepted, false});
}

QString NotificationStrip::sentence() const
{
    return m_waiting.empty() ? QString() : m_waiting.front().sentence;
}

void NotificationStrip::add(Notice notice)
{
    const auto same = [&](const Notice& other) { return other.sentence == notice.sentence; };
    if (const auto found = std::ranges::find_if(m_waiting, same); found != m_waiting.end())
        *found = std::move(notice);
    else
        m_waiting.push_back(std::move(notice));
    // A passing note gives way to what stays.
    std::ranges::stable_partition(m_waiting, [](const Notice& one) { return !one.passing; });
    show_first();
}

void NotificationStrip::dismiss()
{
    if (!m_waiting.empty()) m_waiting.pop_front();
    show_first();
}

void NotificationStrip::clear()
{
    m_waiting.clear();
    show_first();
}

void NotificationStrip::show_first()
{
    m_passing.stop();
    setVisible(!m_waiting.empty());
    if (m_waiting.empty()) return;
    const auto& first = m_waiting.front();
    m_sentence->setText(first.sentence);
    m_accept->setText(first.button);
    if (!first.button.isEmpty()) m_accept->setAccessibleName(first.button);
    m_accept->setVisible(!first.button.isEmpty());
    const auto more = static_cast<int>(m_waiting.size()) - 1;
    m_more->setText(tr("%n more", nullptr, more));
    m_more->setVisible(more > 0);
    if (first.passing) m_passing.start();
}

void NotificationStrip::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::current();
    const bool passing = !m_waiting.empty() && m_waiting.front().passing;
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.fillRect(QRect(0, 0, 4, height()), passing ? theme.accent : theme.slo);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
}

} // namespace kneepoint::ui
