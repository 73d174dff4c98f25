// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop_notice.h"

#include <QApplication>
#include <QSystemTrayIcon>
#include <QWidget>

#include <utility>

namespace kneepoint::ui {

DesktopNotice::DesktopNotice(QWidget* window)
    : QObject(window), m_window(window),
      m_show([this](const QString& title, const QString& sentence) { show_in_tray(title, sentence); })
{}

void DesktopNotice::tell(const QString& title, const QString& sentence, const std::function<void()>& wanted)
{
    if (m_window->isActiveWindow()) return; // it says so itself
    m_wanted = wanted;
    m_show(title, sentence);
}

void DesktopNotice::click()
{
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
    if (const auto wanted = std::exchange(m_wanted, nullptr)) wanted();
}

/// The icon comes with the first notice and goes when the window is looked at: nobody asked for one more icon.
void DesktopNotice::show_in_tray(const QString& title, const QString& sentence)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(QApplication::windowIcon(), this);
        m_tray->setToolTip(QApplication::applicationDisplayName());
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, &DesktopNotice::click);
        connect(m_tray, &QSystemTrayIcon::activated, this, &DesktopNotice::click);
        connect(qApp, &QApplication::focusChanged, m_tray, [this] {
            if (m_window->isActiveWindow()) m_tray->hide();
        });
    }
    m_tray->show();
    m_tray->showMessage(title, sentence, QApplication::windowIcon());
}

} // namespace kneepoint::ui
