// SPDX-License-Identifier: GPL-3.0-or-later
#include "figure.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>

namespace kneepoint::claims {

namespace {

/// A word that means a factor, and what must follow it, so that "half-precision" and "double buffering" are none.
struct NumberWord {
    std::string_view word, follows;
    double value;
};

constexpr auto number_word_list = std::to_array<NumberWord>({
    {"halves", "", 0.5},
    {"halved", "", 0.5},
    {"halving", "", 0.5},
    {"in half", "", 0.5},
    {"by half", "", 0.5},
    {"half", " the ", 0.5},
    {"half", " of the ", 0.5},
    {"half", " as ", 0.5},
    {"half", " that of ", 0.5},
    {"twice", " the ", 2},
    {"twice", " as ", 2},
    {"twice", " that of ", 2},
    {"doubles", "", 2},
    {"doubled", "", 2},
    {"doubling", "", 2},
    {"double", " the ", 2},
    {"double", " that of ", 2},
    {"twofold", "", 2},
    {"triples", "", 3},
    {"tripled", "", 3},
    {"triple", " the ", 3},
    {"threefold", "", 3},
    {"quadruples", "", 4},
    {"quadruple", " the ", 4},
    {"third", " of the ", 1. / 3},
    {"quarter", " of the ", 0.25},
});

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

std::vector<Quantity> number_words(std::string_view plain)
{
    const auto text = lower_case(plain) + " ";
    std::vector<Quantity> found;
    for (const auto& [word, follows, value] : number_word_list)
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            const auto end = at + word.size();
            if ((at > 0 && is_name_char(text[at - 1])) || is_name_char(text[end])) continue;
            if (!follows.empty() && !std::string_view(text).substr(end).starts_with(follows)) continue;
            Figure figure;
            figure.value = value;
            figure.decimals = 2;
            figure.half_unit = 0.05 * value; // a word is no measurement
            figure.unit = "x";
            figure.approximate = true;
            figure.begin = at;
            figure.end = end;
            found.push_back({figure, figure, false});
        }
    std::ranges::sort(found, {}, [](const Quantity& quantity) { return quantity.begin(); });
    return found;
}

} // namespace kneepoint::claims
