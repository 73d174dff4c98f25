// SPDX-License-Identifier: GPL-3.0-or-later
#include "circle.h"

#include <algorithm>
#include <array>

namespace kneepoint::claims {

bool leaves_out_base(const Sentence& sentence)
{
    return std::ranges::any_of(
        std::to_array<std::string_view>({"among the quantized", "of the quantized", "among quantized",
                                         "of all quantized", "among the compressed", "of the compressed",
                                         "of the two quantized", "best quantized", "fastest quantized",
                                         "smallest quantized", "after the baseline", "among all quantized"}),
        [&](std::string_view words) { return sentence.lower.contains(words); });
}

bool is_denied(const Sentence& sentence, const Word& word)
{
    const auto before = std::string_view(sentence.lower).substr(0, word.begin);
    const auto from = before.find_last_of(",;:");
    const auto words = words_of(before.substr(from == std::string_view::npos ? 0 : from));
    return std::ranges::any_of(
        words, [](const std::string& w) { return w == "not" || w == "never" || w == "t" || w == "neither"; });
}

std::size_t place_of(const Sentence& sentence, const Word& word)
{
    const auto before = std::string_view(sentence.lower).substr(0, word.begin);
    return before.ends_with("second-") || before.ends_with("second ") ? 2
           : before.ends_with("third-") || before.ends_with("third ") ? 3
                                                                      : 1;
}

bool names_a_circle(const Sentence& sentence)
{
    return std::ranges::any_of(
        std::to_array<std::string_view>({" among ", "among ", " after ", "except", "apart from", "other than",
                                         "besides", " of the two", " of these", " of those", "next to", " behind "}),
        [&](std::string_view words) { return sentence.lower.contains(words); });
}

} // namespace kneepoint::claims
