// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/log_lines.h"

#include <QTextEdit>
#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace kneepoint::ui {

/// The end of a job's log, with a search. Stays live under a flood: it reads at most four times a second, only while it
/// is in sight, and puts what it read on screen in pieces, so that every turn of the event loop ends within a frame.
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
    void write_piece();
    void find_all();
    void find_piece();
    QTextEdit::ExtraSelection mark(int position, qsizetype length) const;
    void find(bool backwards);

    std::function<QString()> m_read;
    LogLines m_lines;
    QPlainTextEdit* m_text;
    QLineEdit* m_search;
    QLabel* m_found;
    struct Found {
        int block = -1; ///< the next to search, its number; -1: none
        int count = 0;
        QList<QTextEdit::ExtraSelection> marks = {};
    };
    QTimer m_rate, m_pieces, m_finding;
    QString m_waiting; ///< read, and not yet on screen
    Found m_found_so_far;
    int m_readings = 0;
    bool m_stale = false;
};

} // namespace kneepoint::ui
