// SPDX-License-Identifier: GPL-3.0-or-later
#include "alignment.h"

#include "figures.h"
#include "load.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace kneepoint::compare {

namespace {

const Level& level_at(const Run& run, int i)
{
    return run.levels[static_cast<std::size_t>(i)];
}

/// By what a level finds its counterpart; levels of one key pair in their order.
using Key = std::pair<int, double>;

std::optional<Key> key_of(const Run& run, int i, Alignment alignment)
{
    enum Class { synchronous, throughput, streams, rate, position };
    const auto& level = level_at(run, i);
    if (level.strategy == Strategy::synchronous) return Key(synchronous, 0);
    if (level.strategy == Strategy::throughput) return Key(throughput, 0);
    if (alignment == Alignment::streams && level.streams) return Key(streams, *level.streams);
    if (alignment == Alignment::rate && level.target_rate) return Key(rate, round_decimal(*level.target_rate, 3));
    if (alignment == Alignment::position) return Key(position + static_cast<int>(level.strategy), 0);
    return std::nullopt;
}

std::string position_note(const Run& base, const Run& candidate, const LevelPair& pair, const Options& options)
{
    const auto a = load_of(level_at(base, *pair.base), options.concurrency_statistic);
    const auto b = load_of(level_at(candidate, *pair.candidate), options.concurrency_statistic);
    if (!a || !b) return "same position, which need not be equal load";
    if (*a == *b) return {};
    return fmt::format("same position, not equal load: concurrency {} and {}", figure(*a), figure(*b));
}

std::string pair_note(const Run& base, const Run& candidate, const LevelPair& pair, Alignment used,
                      const Options& options)
{
    std::vector<std::string> notes;
    if (pair.excluded)
        notes.emplace_back("excluded: the load of a throughput row is not set but whatever the queue takes");
    for (const auto& [run, i, side] :
         {std::tuple(&base, pair.base, "base"), std::tuple(&candidate, pair.candidate, "candidate")})
        if (i && !has_data(level_at(*run, *i)))
            notes.push_back(fmt::format("{}: {}", side, no_data_text(level_at(*run, *i))));
    if (!pair.candidate && !pair.interpolated && pair.note.empty())
        notes.emplace_back("the candidate has no such level");
    if (!pair.base) notes.emplace_back("the base has no such level");
    if (used == Alignment::position && pair.base && pair.candidate && has_set_load(level_at(base, *pair.base).strategy))
        if (auto note = position_note(base, candidate, pair, options); !note.empty()) notes.push_back(std::move(note));
    if (!pair.note.empty()) notes.push_back(pair.note);
    return join(notes, "; ");
}

/// A level of the base whose counterpart is the candidate's curve at the same load.
LevelPair interpolated_pair(const Run& base, int i, const std::vector<stats::CurvePoint>& loads, const Options& options)
{
    LevelPair pair{.base = i};
    const auto load = load_of(level_at(base, i), options.concurrency_statistic);
    if (!load) {
        pair.note = "its load is not stated";
    } else if (loads.empty()) {
        pair.note = "the candidate has no level with a set load";
    } else if (const auto between = stats::interpolate(loads, *load)) {
        pair.interpolated = true;
        pair.exact = between->below.x == between->above.x;
        pair.sources.push_back(static_cast<int>(between->below.source));
        if (!pair.exact) pair.sources.push_back(static_cast<int>(between->above.source));
        if (pair.exact)
            pair.note = fmt::format("the candidate was measured at concurrency {} too", figure(*load));
        else
            pair.note = fmt::format("candidate interpolated at concurrency {} between {} and {}", figure(*load),
                                    figure(between->below.x), figure(between->above.x));
    } else {
        pair.note = fmt::format("outside the candidate's measured range {} to {}", figure(loads.front().x),
                                figure(loads.back().x));
    }
    return pair;
}

/// The loads at which a run has data, as a curve of x over x.
std::vector<stats::CurvePoint> loads_of(const Run& run, const Options& options)
{
    std::vector<stats::CurvePoint> points;
    for (std::size_t i = 0; i < run.levels.size(); ++i)
        if (on_curve(run.levels[i], options) && has_data(run.levels[i]))
            if (const auto x = load_of(run.levels[i], options.concurrency_statistic)) points.push_back({*x, *x, i});
    return stats::curve(std::move(points));
}

std::pair<Alignment, std::string> chosen_alone(const Run& base, const Run& candidate)
{
    const auto streams = std::pair(streams_of(base), streams_of(candidate));
    if (half_in_common(streams.first, streams.second))
        return {Alignment::streams, fmt::format("by streams: both ran fixed streams, {} of {} in common",
                                                in_common(streams.first, streams.second),
                                                std::max(streams.first.size(), streams.second.size()))};
    const auto rates = std::pair(rates_of(base), rates_of(candidate));
    if (!is_sweep(base) && !is_sweep(candidate) && half_in_common(rates.first, rates.second))
        return {Alignment::rate,
                fmt::format("by target rate: both ran fixed rates, {} of {} in common",
                            in_common(rates.first, rates.second), std::max(rates.first.size(), rates.second.size()))};
    return {Alignment::load, "by concurrency: the runs have no list of streams or rates in common; the candidate is "
                             "interpolated at the base's loads, never extrapolated"};
}

/// Asked for by streams or by rate, and not one level of the runs can meet another so.
bool has_nothing_in_common(const Run& base, const Run& candidate, Alignment wanted)
{
    if (wanted == Alignment::streams) return in_common(streams_of(base), streams_of(candidate)) == 0;
    return wanted == Alignment::rate && in_common(rates_of(base), rates_of(candidate)) == 0;
}

std::pair<Alignment, std::string> choose(const Run& base, const Run& candidate, Alignment wanted)
{
    switch (wanted) {
    case Alignment::streams:
        return {wanted, "by streams, as asked for"};
    case Alignment::rate:
        return {wanted, "by target rate, as asked for"};
    case Alignment::load:
        return {wanted, "by concurrency, as asked for; the candidate is interpolated at the base's loads"};
    case Alignment::position:
        return {wanted,
                "by strategy and position, as asked for; two sweeps choose different rates, so this is not equal load"};
    case Alignment::automatic:
        break;
    }
    return chosen_alone(base, candidate);
}
} // namespace

std::vector<int> repetitions_of(const Run& run, const Level& wanted)
{
    std::vector<int> result;
    for (int i = 0; i < static_cast<int>(run.levels.size()); ++i) {
        const auto& other = level_at(run, i);
        const bool by_streams = wanted.strategy == Strategy::concurrent && wanted.streams;
        const bool by_rate = wanted.target_rate && has_set_load(wanted.strategy) && !by_streams;
        const bool alone = wanted.strategy == Strategy::synchronous || wanted.strategy == Strategy::throughput;
        const bool same = &other == &wanted || (by_streams && other.streams == wanted.streams) ||
                          (by_rate && other.target_rate &&
                           round_decimal(*other.target_rate, 3) == round_decimal(*wanted.target_rate, 3)) ||
                          alone;
        if (same && other.strategy == wanted.strategy && has_data(other)) result.push_back(i);
    }
    return result;
}

Aligned align_levels(const Run& base, const Run& candidate, const Options& options)
{
    Aligned result;
    result.fallen_back = has_nothing_in_common(base, candidate, options.alignment);
    std::tie(result.used, result.why) =
        choose(base, candidate, result.fallen_back ? Alignment::automatic : options.alignment);
    if (result.fallen_back)
        result.why += fmt::format(" (by {} was asked for, but they have none in common)",
                                  options.alignment == Alignment::rate ? "target rate" : "streams");

    std::map<Key, std::vector<int>> waiting; // candidate levels that have not found their base level
    for (int i = static_cast<int>(candidate.levels.size()); i-- > 0;)
        if (const auto key = key_of(candidate, i, result.used)) waiting[*key].push_back(i);

    const auto loads = loads_of(candidate, options);
    for (int i = 0; i < static_cast<int>(base.levels.size()); ++i) {
        const auto strategy = level_at(base, i).strategy;
        const bool by_load =
            result.used == Alignment::load && strategy != Strategy::synchronous && strategy != Strategy::throughput;
        auto pair = by_load ? interpolated_pair(base, i, loads, options) : LevelPair{.base = i};
        if (const auto key = key_of(base, i, result.used); key && !waiting[*key].empty()) {
            pair.candidate = waiting[*key].back();
            pair.sources = {*pair.candidate};
            waiting[*key].pop_back();
        }
        result.pairs.push_back(std::move(pair));
    }
    std::vector<int> alone;
    for (const auto& [key, levels] : waiting) alone.insert(alone.end(), levels.begin(), levels.end());
    std::ranges::sort(alone);
    for (const int i : alone) result.pairs.push_back({.candidate = i, .sources = {i}});

    for (auto& pair : result.pairs) {
        const auto& level = pair.base ? level_at(base, *pair.base) : level_at(candidate, *pair.candidate);
        pair.load = load_of(level, options.concurrency_statistic);
        if (result.used == Alignment::rate && level.target_rate) pair.load = level.target_rate;
        pair.excluded = level.strategy == Strategy::throughput && !options.include_throughput;
        pair.note = pair_note(base, candidate, pair, result.used, options);
    }
    return result;
}

} // namespace kneepoint::compare
