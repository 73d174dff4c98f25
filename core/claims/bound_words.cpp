// SPDX-License-Identifier: GPL-3.0-or-later
#include "bound_words.h"

#include "kneepoint/base/text.h"

#include <array>

namespace kneepoint::claims {

namespace {

struct Phrase {
    std::string_view words;
    Shape shape;
};

/// What stands before a figure and bounds it. Longer phrases first where one ends in another.
constexpr auto phrases_before = std::to_array<Phrase>({
    {"no more than", Shape::at_most},
    {"not more than", Shape::at_most},
    {"never more than", Shape::at_most},
    {"no less than", Shape::at_least},
    {"not less than", Shape::at_least},
    {"a maximum of", Shape::up_to},
    {"up to", Shape::up_to},
    {"upto", Shape::up_to},
    {"as much as", Shape::up_to},
    {"as high as", Shape::up_to},
    {"as many as", Shape::up_to},
    {"at most", Shape::at_most},
    {"less than", Shape::at_most},
    {"fewer than", Shape::at_most},
    {"lower than", Shape::at_most},
    {"smaller than", Shape::at_most},
    {"stays below", Shape::at_most},
    {"stay below", Shape::at_most},
    {"remains below", Shape::at_most},
    {"remain below", Shape::at_most},
    {"below", Shape::at_most},
    {"under", Shape::at_most},
    {"drops below", Shape::at_most},
    {"drop below", Shape::at_most},
    {"falls below", Shape::at_most},
    {"fall below", Shape::at_most},
    {"dropping below", Shape::at_most},
    {"falling below", Shape::at_most},
    {"<=", Shape::at_most},
    {"<", Shape::at_most},
    {"at least", Shape::at_least},
    {"a minimum of", Shape::at_least},
    {"more than", Shape::at_least},
    {"greater than", Shape::at_least},
    {"higher than", Shape::at_least},
    {"larger than", Shape::at_least},
    {"better than", Shape::at_least},
    {"upwards of", Shape::at_least},
    {"stays above", Shape::at_least},
    {"stay above", Shape::at_least},
    {"remains above", Shape::at_least},
    {"remain above", Shape::at_least},
    {"above", Shape::at_least},
    {"exceeding", Shape::at_least},
    {"exceeds", Shape::at_least},
    {"exceed", Shape::at_least},
    {"over", Shape::at_least},
    {">=", Shape::at_least},
    {">", Shape::at_least},
});

} // namespace

bool ends_with_words(std::string_view text, std::string_view words)
{
    if (!text.ends_with(words)) return false;
    const auto at = text.size() - words.size();
    const bool letters = words.front() >= 'a' && words.front() <= 'z';
    return at == 0 || !letters || text[at - 1] == ' ' || text[at - 1] == '(' || text[at - 1] == '*';
}

std::string_view without_filling(std::string_view before)
{
    static constexpr auto fillers =
        std::to_array<std::string_view>({"about", "around", "approximately", "roughly", "nearly", "almost", "a", "an",
                                         "only", "just", "even", "still", "well", "the"});
    for (bool more = true; more;) {
        more = false;
        while (!before.empty() && (before.back() == ' ' || before.back() == '~' || before.back() == '*'))
            before.remove_suffix(1);
        for (const auto filler : fillers)
            if (ends_with_words(before, filler) && before.size() > filler.size()) {
                before.remove_suffix(filler.size());
                more = true;
            }
    }
    return before;
}

void read_bound(const Sentence& sentence, const Quantity& quantity, Said& said)
{
    const auto lower = std::string_view(sentence.lower);
    const auto before = without_filling(lower.substr(0, quantity.begin()));
    said.begin = quantity.begin();
    if (quantity.range) said.shape = Shape::range;
    std::size_t longest = 0;
    for (const auto& [words, shape] : phrases_before)
        if (words.size() > longest && ends_with_words(before, words) && !before.ends_with("->")) {
            longest = words.size();
            said.shape = quantity.range ? Shape::range : shape;
            said.begin = before.size() - words.size();
        }
    const auto after = trimmed(lower.substr(quantity.end()));
    for (const std::string_view words : {"or more", "or better", "or higher", "at least"})
        if (after.starts_with(words) && said.shape == Shape::exact) said.shape = Shape::at_least;
    for (const std::string_view words : {"or less", "or lower", "at most", "at worst"})
        if (after.starts_with(words) && said.shape == Shape::exact) said.shape = Shape::at_most;
    if (after.starts_with('+') && said.shape == Shape::exact) said.shape = Shape::at_least; // "98 %+"
    if (after.starts_with("at best") && said.shape == Shape::exact) said.shape = Shape::up_to;
}

} // namespace kneepoint::claims
