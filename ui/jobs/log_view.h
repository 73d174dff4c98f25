// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/log_lines.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace kneepoint::ui {

/// The end of a job's log, with a search. Stays live under a flood: it reads at most four times a second, and only
/// while it is in sight.
class LogView : public QWidget {
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    /// @param read gives the last part of the log; none: an empty view
    void set_source(std::function<QString()> read);
    void grew();
    void focus_search();
    int readings() const { return m_readings; } ///< how often the log was read

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* build_search();
    void read();
    void add(const LogLines::Addition& addition);
    void find_all();
    void find(bool backwards);

    std::function<QString()> m_read;
    LogLines m_lines;
    QPlainTextEdit* m_text;
    QLineEdit* m_search;
    QLabel* m_found;
    QTimer m_rate;
    int m_readings = 0;
    bool m_stale = false;
};

} // namespace kneepoint::ui
