// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "rules.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

namespace {

/// What the report cannot speak about.
std::optional<Sentence> missing_half(const ReportInput& input)
{
    const auto has = [&](auto part) {
        return std::ranges::any_of(input.comparisons, [&](const compare::Comparison& c) { return !(c.*part).empty(); });
    };
    if (!has(&compare::Comparison::accuracy))
        return Sentence{"No accuracy results of both sides were given, so nothing is said about accuracy.",
                        "no-accuracy"};
    if (!has(&compare::Comparison::levels))
        return Sentence{"No load tests of both sides were given, so nothing is said about speed.", "no-performance"};
    return std::nullopt;
}

std::string nothing_compared(const ReportInput& input)
{
    if (input.runs.empty() && input.subjects.empty()) return "No results were given, so there is nothing to report.";
    return fmt::format("{} shown; nothing is compared, because no base and candidate were found or chosen.",
                       counted(std::max(input.runs.size(), input.subjects.size()), "result is", "results are"));
}

} // namespace

Blocks summary_blocks(const ReportInput& input)
{
    Blocks blocks;
    if (input.comparisons.empty()) {
        blocks.emplace_back(Sentence{nothing_compared(input), "nothing-compared"});
        return blocks;
    }
    for (auto& sentence : verdict(input.comparisons, input.options)) blocks.emplace_back(std::move(sentence));
    if (auto missing = missing_half(input)) blocks.emplace_back(std::move(*missing));
    return blocks;
}

} // namespace kneepoint::report
