// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>

class QSystemTrayIcon;
class QWidget;

namespace kneepoint::ui {

/// Tells through the desktop what its user waits for while another window has the keyboard. Where the desktop has no
/// tray it tells nothing: the window's own notice is there in any case.
class DesktopNotice : public QObject {
    Q_OBJECT
public:
    explicit DesktopNotice(QWidget* window);

    /// @param wanted what a click on the notice does, after the window was brought to the front
    void tell(const QString& title, const QString& sentence, const std::function<void()>& wanted);
    void click(); ///< on the last notice

    /// Puts a notice on the desktop. A test brings its own.
    using Show = std::function<void(const QString& title, const QString& sentence)>;
    void set_show(Show show) { m_show = std::move(show); }

private:
    void show_in_tray(const QString& title, const QString& sentence);

    QWidget* m_window;
    QSystemTrayIcon* m_tray = nullptr;
    Show m_show;
    std::function<void()> m_wanted;
};

} // namespace kneepoint::ui
