// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/log_lines.h"

#include <algorithm>

namespace kneepoint::ui {

namespace {

/// Where the text after `last` begins in `log`; -1 when `last` is not in it.
qsizetype end_of(const QString& last, const QString& log)
{
    if (last.isEmpty()) return 0;
    const auto found = log.lastIndexOf(last);
    return found < 0 ? -1 : found + last.size();
}

/// The last lines of a text, at most so many.
QStringView last_lines(QStringView text, int lines)
{
    auto from = text.size();
    for (int line = 0; line <= lines && from > 0; ++line) from = text.lastIndexOf(QLatin1Char('\n'), from - 1);
    return from <= 0 ? text : text.mid(from + 1);
}

} // namespace

LogLines::Addition LogLines::take(const QString& log)
{
    const auto from = end_of(m_last, log);
    const auto news = QStringView(log).mid(std::max<qsizetype>(from, 0));
    auto kept = last_lines(news, most_lines);
    const bool too_many = kept.size() < news.size();
    Addition addition{.continues = from >= 0 && !(too_many && m_begun)};
    if (!addition.continues) kept = last_lines(kept, after_gap);
    if (from < 0 || too_many) m_line_length = 0;
    addition.text = bounded(kept);
    m_last = log.right(overlap);
    m_begun = true;
    return addition;
}

void LogLines::forget()
{
    *this = LogLines();
}

QString LogLines::bounded(QStringView text)
{
    QString result;
    while (!text.isEmpty()) {
        const auto end = text.indexOf(QLatin1Char('\n'));
        const auto line = end < 0 ? text : text.left(end);
        const auto room = std::max(0, longest_line - m_line_length);
        result += line.left(room);
        if (line.size() > room && room > 0) result += QStringLiteral(" …");
        m_line_length = static_cast<int>(std::min<qsizetype>(m_line_length + line.size(), longest_line));
        if (end < 0) break;
        result += QLatin1Char('\n');
        m_line_length = 0;
        text = text.mid(end + 1);
    }
    return result;
}

} // namespace kneepoint::ui
