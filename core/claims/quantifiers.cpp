// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparisons.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace kneepoint::claims {

namespace {

std::optional<std::size_t> small_number(std::string_view word)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"});
    if (const auto found = std::ranges::find(words, word); found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    if (word.empty() || word.size() > 3 || word.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::size_t value = 0;
    for (const char c : word) value = 10 * value + static_cast<std::size_t>(c - '0');
    return value;
}

bool denies(std::string_view word)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"not", "never", "no", "none", "neither", "cannot", "t", "nowhere"});
    return std::ranges::find(words, word) != words.end();
}

/// "3 of 4", "3 out of 4", "three of the four".
std::optional<Quantifier> counted_part(const Sentence& sentence)
{
    const auto& words = sentence.words;
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const auto number = small_number(words[i].text);
        auto next = i + 1;
        if (!number || (words[next].text != "of" && words[next].text != "out")) continue;
        while (next < words.size() &&
               (words[next].text == "of" || words[next].text == "out" || words[next].text == "the"))
            ++next;
        const auto of = next < words.size() ? small_number(words[next].text) : std::nullopt;
        if (of && *number <= *of) return Quantifier{Quantifier::Kind::count, *number, *of, false};
    }
    return std::nullopt;
}

} // namespace

Quantifier quantifier_of(const Sentence& sentence, const Word& word)
{
    Quantifier quantifier;
    const auto has = [&](std::string_view text) { return sentence.lower.find(text) != std::string::npos; };
    for (const auto& [text, number] :
         {std::pair{" but one", 1U}, std::pair{" but two", 2U}, std::pair{" but three", 3U}})
        if (has(text)) return {Quantifier::Kind::but, number, 0, false};
    if (auto part = counted_part(sentence)) return *part;
    if (sentence.has("most") || sentence.has("generally") || sentence.has("mostly"))
        quantifier.kind = Quantifier::Kind::most;
    for (const std::string_view text :
         {"except", "apart from", "other than", "aside from", "with the exception", "only "})
        quantifier.excepts = quantifier.excepts || has(text);
    // A denial before the word and after the last comma.
    const auto comma = sentence.plain.substr(0, word.begin).find_last_of(",;:");
    for (const auto& other : sentence.words)
        if (other.end <= word.begin && (comma == std::string::npos || other.begin > comma) && denies(other.text))
            quantifier.kind = Quantifier::Kind::none;
    return quantifier;
}

Verdict verdict_of(const Quantifier& quantifier, std::size_t right, std::size_t all)
{
    if (quantifier.excepts) return right == all ? Verdict::holds : Verdict::unchecked;
    const auto as = [](bool holds) { return holds ? Verdict::holds : Verdict::contradicts; };
    switch (quantifier.kind) {
    case Quantifier::Kind::all:
        return as(right == all);
    case Quantifier::Kind::most:
        return as(2 * right > all);
    case Quantifier::Kind::none: // "not on all tasks" denies less than "on no task"
        return right == 0 ? Verdict::holds : right == all ? Verdict::contradicts : Verdict::unchecked;
    case Quantifier::Kind::but:
        return as(right + quantifier.number == all);
    case Quantifier::Kind::count:
        return quantifier.of == all ? as(right == quantifier.number) : Verdict::unchecked;
    }
    return Verdict::unchecked;
}

} // namespace kneepoint::claims
