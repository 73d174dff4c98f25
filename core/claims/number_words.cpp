// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::claims {

namespace {

/// A word that means a factor or a share, and what must stand beside it, so that "half-precision" and "double
/// buffering" are none.
struct NumberWord {
    std::string_view before, word, after;
    double value;
    std::string_view unit;
};

constexpr auto number_word_list = std::to_array<NumberWord>({
    {"", "halves", "", 0.5, "x"},
    {"", "halved", "", 0.5, "x"},
    {"", "halving", "", 0.5, "x"},
    {"in ", "half", "", 0.5, "x"},
    {"by ", "half", "", 0.5, "x"},
    {"", "half", " the ", 0.5, "x"},
    {"", "half", " of the ", 0.5, "x"},
    {"", "half", " as ", 0.5, "x"},
    {"", "half", " of that of ", 0.5, "x"},
    {"", "half", " that of ", 0.5, "x"},
    {"", "twice", " the ", 2, "x"},
    {"", "twice", " as ", 2, "x"},
    {"", "twice", " that of ", 2, "x"},
    {"", "doubles", "", 2, "x"},
    {"", "doubled", "", 2, "x"},
    {"", "doubling", "", 2, "x"},
    {"", "double", " the ", 2, "x"},
    {"", "double", " that of ", 2, "x"},
    {"", "twofold", "", 2, "x"},
    {"", "triples", "", 3, "x"},
    {"", "tripled", "", 3, "x"},
    {"", "triple", " the ", 3, "x"},
    {"", "threefold", "", 3, "x"},
    {"", "quadruples", "", 4, "x"},
    {"", "quadruple", " the ", 4, "x"},
    {"", "third", " of the ", 1. / 3, "x"},
    {"", "quarter", " of the ", 0.25, "x"},
    {"by ", "a third", "", 100. / 3, "%"},
    {"by ", "one third", "", 100. / 3, "%"},
    {"by ", "a quarter", "", 25, "%"},
    {"by ", "two thirds", "", 200. / 3, "%"},
    {"", "one and a half times", " ", 1.5, "x"},
    {"", "two and a half times", " ", 2.5, "x"},
    {"", "two times", " ", 2, "x"},
    {"", "three times", " ", 3, "x"},
    {"", "four times", " ", 4, "x"},
    {"", "five times", " ", 5, "x"},
    {"", "six times", " ", 6, "x"},
    {"", "eight times", " ", 8, "x"},
    {"", "ten times", " ", 10, "x"},
});

/// "Three times" compares only where a comparison follows.
bool compares(std::string_view after)
{
    const auto next = after.substr(1, after.find(' ', 1) - 1);
    return next == "the" || next == "as" || next == "more" || next == "less" || next == "that" ||
           (next.size() > 4 && (next.ends_with("er") || next.ends_with("er.")));
}

bool says_nearly(std::string_view before)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"nearly ", "almost ", "close to ", "roughly ", "about ", "around ",
                                         "approximately ", "nearly in ", "almost in "});
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
}

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::vector<Quantity> number_words(std::string_view plain)
{
    const auto text = lower_case(plain) + " ";
    std::vector<Quantity> found;
    for (const auto& [before, word, after, value, unit] : number_word_list)
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            const auto end = at + word.size();
            const auto rest = std::string_view(text).substr(end);
            if ((at > 0 && is_name_char(text[at - 1])) || is_name_char(text[end])) continue;
            if (!std::string_view(text).substr(0, at).ends_with(before) || !rest.starts_with(after)) continue;
            if (word.ends_with(" times") && !compares(rest)) continue;
            Figure figure;
            figure.value = value;
            figure.decimals = 2;
            figure.half_unit =
                (says_nearly(std::string_view(text).substr(0, at)) ? 0.1 : 0.05) * value; // no measurement
            figure.unit = unit;
            figure.approximate = true;
            figure.begin = at;
            figure.end = end;
            found.push_back({figure, figure, false});
        }
    std::ranges::sort(found, {}, [](const Quantity& quantity) { return quantity.begin(); });
    return found;
}

} // namespace kneepoint::claims
