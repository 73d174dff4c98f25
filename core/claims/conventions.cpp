// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_claims.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace kneepoint::claims {

namespace {

enum class Side : std::uint8_t { target, base };

/// "Latency_target / Latency_baseline", also as \frac{...}{...}.
struct StatedRatio {
    Family family = Family::none;
    Side numerator = Side::target;
    int line = 0;
    std::string text; ///< "latency of the target / latency of the baseline"
};

std::optional<Side> side_of(const std::vector<std::string>& words)
{
    for (const auto& word : words) {
        if (word == "target" || word == "candidate" || word == "new" || word == "quantized" || word == "compressed")
            return Side::target;
        if (is_base_word(word)) return Side::base;
    }
    return std::nullopt;
}

Family metric_of(const std::vector<std::string>& words)
{
    for (const auto& word : words)
        if (const auto family = family_of_word(word)) return *family;
    return Family::none;
}

/// The braced group that opens at `at`, without its braces; `at` moves behind it.
std::string_view group_at(std::string_view text, std::size_t& at)
{
    if (at >= text.size() || text[at] != '{') return {};
    int depth = 0;
    const auto begin = at + 1;
    for (; at < text.size(); ++at) {
        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        if (depth == 0) return text.substr(begin, at++ - begin);
    }
    return {};
}

/// Words of a formula: commands such as \mathit say nothing.
std::vector<std::string> formula_words(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            while (at + 1 < text.size() && ((text[at + 1] >= 'a' && text[at + 1] <= 'z'))) ++at;
        else
            plain += text[at];
    }
    return words_of(plain);
}

std::optional<StatedRatio> ratio_of(std::string_view top, std::string_view bottom, int line)
{
    const auto above = formula_words(top), below = formula_words(bottom);
    const auto family = metric_of(above);
    const auto first = side_of(above), second = side_of(below);
    if (family == Family::none || metric_of(below) != family || !first || !second || *first == *second)
        return std::nullopt;
    const auto name = [&](Side side) {
        return fmt::format("{} of the {}", to_string(family), side == Side::target ? "target" : "baseline");
    };
    return StatedRatio{family, *first, line, fmt::format("{} / {}", name(*first), name(*second))};
}

/// The ratio that a paragraph defines, if it defines one.
std::optional<StatedRatio> stated_ratio(const Sentence& sentence)
{
    if (const auto at = sentence.raw.find("\\frac"); at != std::string::npos) {
        auto place = at + 5;
        const auto top = group_at(sentence.raw, place);
        const auto bottom = group_at(sentence.raw, place);
        return ratio_of(top, bottom, sentence.line);
    }
    const auto equals = sentence.plain.find('=');
    const auto slash = equals == std::string::npos ? equals : sentence.plain.find('/', equals);
    if (slash == std::string::npos) return std::nullopt;
    return ratio_of(std::string_view(sentence.plain).substr(equals, slash - equals),
                    std::string_view(sentence.plain).substr(slash), sentence.line);
}

/// "A value of <1 indicates target performs better": +1 above, -1 below 1, and whose.
struct RatioReading {
    int side_of_one = 0;
    Side better = Side::target;
};

std::optional<RatioReading> stated_reading(const Sentence& sentence)
{
    const auto& text = sentence.lower;
    const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    if (!has("better") && !has("outperform")) return std::nullopt;
    std::string squeezed;
    std::ranges::copy_if(text, std::back_inserter(squeezed), [](char c) { return c != ' ' && c != '$'; });
    const auto said = [&](std::string_view part) { return squeezed.find(part) != std::string::npos; };
    RatioReading reading;
    if (said("<1") || said("lessthan1") || said("below1") || said("smallerthan1"))
        reading.side_of_one = -1;
    else if (said(">1") || said("greaterthan1") || said("above1") || said("largerthan1"))
        reading.side_of_one = 1;
    else
        return std::nullopt;
    const auto verb = std::min({text.find("indicate"), text.find("mean"), text.find("denote"), text.find("better")});
    const auto side = side_of(sentence.words_in(verb, text.size()));
    if (!side) return std::nullopt;
    reading.better = *side;
    return reading;
}

/// A ratio on that side of 1 means that the numerator is the smaller or the larger figure; whether that is better is a
/// matter of the metric.
void check_ratio(const StatedRatio& ratio, const RatioReading& reading, const Sentence& sentence,
                 std::vector<Claim>& claims)
{
    const bool target_smaller = (ratio.numerator == Side::target) == (reading.side_of_one < 0);
    const bool smaller_is_better = direction_of(ratio.family) == Direction::lower_is_better;
    const bool target_better = target_smaller == smaller_is_better;
    Claim claim;
    claim.line = sentence.line;
    claim.text = sentence.text;
    claim.kind = Kind::convention;
    claim.stated = fmt::format("{} {} 1: {} better", ratio.text, reading.side_of_one < 0 ? "<" : ">",
                               reading.better == Side::target ? "target" : "baseline");
    claim.verdict = target_better == (reading.better == Side::target) ? Verdict::holds : Verdict::contradicts;
    claim.why = fmt::format("The ratio of line {} is {}; {} {} is better, so {} 1 means that the {} is better.",
                            ratio.line, ratio.text, smaller_is_better ? "a lower" : "a higher", to_string(ratio.family),
                            reading.side_of_one < 0 ? "below" : "above", target_better ? "target" : "baseline");
    claims.push_back(std::move(claim));
}

/// "If a metric is throughput, larger value means better performance."; "A lower TTFT indicates a more efficient
/// system."
void check_direction(const Sentence& sentence, std::vector<Claim>& claims)
{
    const auto verb = std::min(
        {sentence.lower.find(" means "), sentence.lower.find(" indicates "), sentence.lower.find(" denotes ")});
    if (verb == std::string::npos) return;
    const auto after = sentence.lower.substr(verb);
    const bool praises = after.find("better") != std::string::npos || after.find("more efficient") != std::string::npos;
    const auto before = sentence.words_in(0, verb);
    const auto family = metric_of(before);
    if (!praises || family == Family::none) return;
    const auto has = [&](std::string_view word) { return std::ranges::find(before, word) != before.end(); };
    const bool larger = has("larger") || has("higher") || has("greater");
    const bool smaller = has("smaller") || has("lower");
    if (larger == smaller) return;
    const bool lower_is_better = direction_of(family) == Direction::lower_is_better;
    Claim claim;
    claim.line = sentence.line;
    claim.text = sentence.text;
    claim.kind = Kind::convention;
    claim.stated = fmt::format("{} {} is better", larger ? "higher" : "lower", to_string(family));
    claim.verdict = smaller == lower_is_better ? Verdict::holds : Verdict::contradicts;
    claim.why = fmt::format("Of {}, the {} figure is better.", to_string(family), lower_is_better ? "lower" : "higher");
    claims.push_back(std::move(claim));
}

} // namespace

void check_conventions(const std::vector<Sentence>& sentences, std::vector<Claim>& claims)
{
    std::optional<StatedRatio> ratio;
    int ratio_lines = 0;
    for (const auto& sentence : sentences) {
        if (auto found = stated_ratio(sentence)) {
            ratio = std::move(found);
            ratio_lines = sentence.line;
        }
        const auto reading = stated_reading(sentence);
        constexpr int nearby = 12; ///< lines between a formula and what is said of it
        if (reading && ratio && sentence.line - ratio_lines <= nearby)
            check_ratio(*ratio, *reading, sentence, claims);
        else if (!reading)
            check_direction(sentence, claims);
    }
}

} // namespace kneepoint::claims
