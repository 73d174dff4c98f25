// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace kneepoint::ui {

/// What to add to the log on screen when a job's log is read again. The log that is read is only its last part, a
/// window that moves: the new text is found by the old one's end. However much comes, what is handed on is bounded.
class LogLines {
public:
    static constexpr int most_lines = 5000;   ///< kept on screen, and handed on at once
    static constexpr int after_gap = 1000;    ///< handed on where lines were passed over: nobody can read a flood
    static constexpr int longest_line = 2000; ///< characters; the rest of a line is left out
    static constexpr int overlap = 1 << 14;   ///< of the old text that is looked for in the new one

    struct Addition {
        QString text;
        bool continues = true; ///< false: lines between what is on screen and this were passed over
    };
    /// @param log the last part of the log as it is now
    Addition take(const QString& log);
    void forget();

private:
    QString bounded(QStringView text);

    QString m_last;        ///< the end of what was read
    int m_line_length = 0; ///< of the line that has not ended
    bool m_begun = false;
};

} // namespace kneepoint::ui
