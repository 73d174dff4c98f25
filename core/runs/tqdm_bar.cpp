// SPDX-License-Identifier: GPL-3.0-or-later
#include "tqdm_bar.h"

#include "log_words.h"

#include "kneepoint/base/text.h"

#include <algorithm>

namespace kneepoint::runs {

namespace {

/// "01:40", "2:01:40"; 0 when it is none, or longer than a bar can have stood.
std::chrono::duration<double> time_of_bar(std::string_view text)
{
    constexpr double longest = 1e7;
    double seconds = 0;
    for (const auto part : split(text, ':')) {
        const auto number = whole_number(part);
        if (!number) return {};
        seconds = seconds * 60 + static_cast<double>(*number);
    }
    return std::chrono::duration<double>(seconds > longest ? 0 : seconds);
}

/// The bar whose "%|" stands there; none where it is cut or no bar.
std::optional<TqdmBar> bar_at(std::string_view log, std::size_t percent)
{
    constexpr auto none = std::string_view::npos;
    auto behind = log.substr(percent + 2);
    const auto drawn = behind.find('|');
    if (drawn == none) return {};
    behind = trimmed(behind.substr(drawn + 1, 60));
    const auto slash = behind.find('/'), end = behind.find(" [");
    if (slash == none || end == none || end < slash) return {};
    const auto done = whole_number(behind.substr(0, slash)),
               total = whole_number(behind.substr(slash + 1, end - slash - 1));
    if (!done || !total || *total == 0 || *done > *total) return {};
    auto before = log.substr(0, percent);
    before = before.substr(std::min(before.size(), before.find_last_of("\r\n|") + 1));
    while (before.starts_with("\x1b[A")) before.remove_prefix(3); // nested bars move the cursor up
    while (!before.empty() && before.back() >= '0' && before.back() <= '9') before.remove_suffix(1);
    before = trimmed(before);
    if (before.ends_with(':')) before.remove_suffix(1);
    const auto since = between_words(behind, " [", "<");
    return TqdmBar{
        .what = before, .done = *done, .total = *total, .since = time_of_bar(since.value_or(std::string_view()))};
}

} // namespace

std::optional<TqdmBar> last_bar(std::string_view log, WhichBar which)
{
    constexpr auto none = std::string_view::npos;
    for (auto at = log.rfind("%|"); at != none; at = at == 0 ? none : log.rfind("%|", at - 1)) {
        const auto bar = bar_at(log, at);
        if (bar && (which == WhichBar::any || bar->what.empty())) return bar;
    }
    return {};
}

std::optional<TqdmBar> first_bar(std::string_view log)
{
    for (auto at = log.find("%|"); at != std::string_view::npos; at = log.find("%|", at + 2))
        if (const auto bar = bar_at(log, at)) return bar;
    return {};
}

} // namespace kneepoint::runs
