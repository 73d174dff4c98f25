// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace kneepoint::ui {

class ElidedLabel;

/// The line at the bottom: where the number under the eye comes from, and how far work under way is.
class WhyBar : public QWidget {
    Q_OBJECT
public:
    explicit WhyBar(QWidget* parent = nullptr);

    void explain(const QString& text); ///< ignored while pinned
    void set_pinned(bool pinned);
    bool pinned() const { return m_pinned; }
    QString text() const { return m_text; }

    void set_busy(bool busy);
    void set_progress(double fraction, const QString& what);

signals:
    void cancelled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void show_text();
    void show_progress(bool shown);

    QLabel* m_why;
    ElidedLabel* m_line;
    QLabel* m_whole; ///< wrapped and selectable, while pinned
    ElidedLabel* m_work;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QTimer m_patience; ///< short work shows no progress
    QString m_text;
    bool m_pinned = false;
};

} // namespace kneepoint::ui
