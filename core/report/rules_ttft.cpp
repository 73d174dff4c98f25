// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules.h"

#include "escape.h"
#include "figures.h"
#include "level_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::report {

using compare::Comparison;

namespace {

constexpr std::size_t most_named = 3;

struct Loss {
    const compare::AlignedLevel* level;
    const compare::Delta* delta;
};

/// "52.4 against 42.5 ms at 2 streams"; of sweeps "at concurrency 28"
std::string named_loss(const Loss& loss, const Comparison& comparison)
{
    const auto metric = loss.delta->metric;
    const int decimals = shown_decimals(metric, {loss.delta->base});
    const auto where = comparison.alignment == compare::Alignment::load && loss.level->load
                           ? "concurrency " + load_text(*loss.level->load)
                           : markdown_escaped(loss.level->label);
    return fmt::format("{} against {} {} at {}", shown(*loss.delta->candidate, decimals),
                       shown(*loss.delta->base, decimals), unit_symbol(metric_info(metric).unit), where);
}

/// The worst first, for those that are named.
std::string named_losses(std::vector<Loss> losses, const Comparison& comparison)
{
    std::ranges::stable_sort(losses, std::ranges::greater{}, [](const Loss& one) { return *one.delta->ratio; });
    std::vector<std::string> texts;
    for (const auto& loss : losses)
        if (texts.size() < most_named) texts.push_back(named_loss(loss, comparison));
    return (losses.size() > most_named ? "the worst: " : "") + enumerated(texts);
}

std::optional<Sentence> losses_of(const Comparison& comparison, Statistic statistic)
{
    std::vector<Loss> losses;
    std::size_t loads = 0;
    for (const auto& level : comparison.levels) {
        const auto* delta = find_delta(level, MetricId::ttft, statistic);
        if (level.excluded || !delta || !delta->ratio) continue;
        ++loads;
        if (delta->verdict == compare::Judgement::worse) losses.push_back({&level, delta});
    }
    if (losses.empty()) return std::nullopt;
    return Sentence{fmt::format("{} of {} is higher at {} of {} loads ({}).", metric_name(MetricId::ttft, statistic),
                                markdown_escaped(comparison.candidate_label), losses.size(), loads,
                                named_losses(losses, comparison)),
                    "ttft-loss"};
}

} // namespace

std::vector<Sentence> ttft_losses(const Comparison& comparison)
{
    std::vector<Sentence> sentences;
    for (const auto statistic : {Statistic::median(), Statistic::percentile(95)})
        if (auto sentence = losses_of(comparison, statistic)) sentences.push_back(std::move(*sentence));
    return sentences;
}

} // namespace kneepoint::report
