// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

#include <deque>
#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace kneepoint::ui {

/// A strip above the page that says one sentence at a time. Problems and offers stay until they are dismissed, notes go
/// by themselves; what waits is counted. Never takes the focus.
class NotificationStrip : public QWidget {
    Q_OBJECT
public:
    explicit NotificationStrip(QWidget* parent = nullptr);

    void note(const QString& sentence);
    void problem(const QString& sentence);
    /// With a button; another offer of the same sentence replaces the one that waits.
    void offer(const QString& sentence, const QString& button, const std::function<void()>& accepted);

    QString sentence() const; ///< in sight; empty when hidden
    void dismiss();
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Notice {
        QString sentence, button;
        std::function<void()> accepted;
        bool passing = false;
    };
    void add(Notice notice);
    void show_first();

    std::deque<Notice> m_waiting;
    QTimer m_passing;
    QLabel* m_sentence;
    QLabel* m_more;
    QPushButton* m_accept;
    QToolButton* m_dismiss;
};

} // namespace kneepoint::ui
