// SPDX-License-Identifier: GPL-3.0-or-later
#include "relative.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kneepoint::claims {

const Column& column_at(const Reading& reading, ColumnRef ref)
{
    return reading.binder.tables()[ref.table].columns[ref.column];
}

namespace {

std::vector<std::string> all_words(const Sentence& sentence)
{
    return sentence.words_in(0, sentence.plain.size());
}

/// Words that say accuracy as such, not one task.
bool is_general(std::string_view word)
{
    static const std::set<std::string_view> general = {
        "accuracy", "acc",   "score",     "scores",  "recovery", "average", "avg",  "mean",  "overall",   "retention",
        "task",     "tasks", "benchmark", "quality", "strict",   "match",   "norm", "exact", "benchmarks"};
    return general.contains(word);
}

/// Whether the sentence says a word of the header itself.
bool is_named(const Reading& reading, ColumnRef ref, bool general_too)
{
    const auto words = all_words(reading.sentence);
    return std::ranges::any_of(column_at(reading, ref).words, [&](const std::string& word) {
        if (is_common_word(word) || is_derived_word(word) || is_side_word(word)) return false;
        return (general_too || !is_general(word)) && has_word(words, word);
    });
}

/// Columns of one family with a reference, in the tables of the sentence.
Bound of_family(const Reading& reading, Family family, Binder::Wanted wanted)
{
    Bound bound{{}, reading.near()};
    for (const auto t : bound.scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c) {
            const auto& column = reading.binder.tables()[t].columns[c];
            if (column.numeric && !column.parameter && !column.derived && column.family == family &&
                reading.binder.usable({t, c}, wanted))
                bound.columns.push_back({t, c});
        }
    return bound;
}

/// The only family that the tables in reach measure.
Bound of_the_only_family(const Reading& reading, Binder::Wanted wanted)
{
    std::set<Family> families;
    for (const auto t : reading.near().tables)
        for (const auto& column : reading.binder.tables()[t].columns)
            if (column.numeric && !column.parameter && !column.derived && !column.count) families.insert(column.family);
    return families.size() == 1 ? of_family(reading, *families.begin(), wanted) : Bound{};
}

/// A derived column whose formula is unknown is meant where the sentence says a word that only its header has.
Bound of_printed_ratios(const Reading& reading, const std::vector<Bound>& others)
{
    Bound bound{{}, reading.near()};
    auto words = all_words(reading.sentence);
    words.emplace_back("ratio"); // "reduces cost by 49 %" speaks of a change
    bound.columns = reading.binder.columns(bound.scope, words, Binder::Wanted::derived);
    const auto has_header = [&](const std::string& word) {
        return std::ranges::any_of(others, [&](const Bound& other) {
            return std::ranges::any_of(other.columns, [&](ColumnRef ref) {
                return std::ranges::find(column_at(reading, ref).words, word) != column_at(reading, ref).words.end();
            });
        });
    };
    std::erase_if(bound.columns, [&](ColumnRef ref) {
        return std::ranges::none_of(column_at(reading, ref).words, [&](const std::string& word) {
            return !is_common_word(word) && has_word(words, word) && !has_header(word);
        });
    });
    return bound;
}

/// No speed-up is one of scores or sizes, unless the clause names them: "1.8x speedup, ~100 % accuracy".
void leave_out_what_has_no_speed(const Reading& reading, std::size_t quantity, Metrics& metrics)
{
    const auto clause = clause_of(reading.sentence, quantity);
    const auto words = reading.sentence.words_in(clause.before, clause.after);
    std::erase_if(metrics.bounds, [&](const Bound& bound) {
        const auto family = column_at(reading, bound.columns.front()).family;
        if (family != Family::accuracy && family != Family::perplexity && family != Family::memory) return false;
        return std::ranges::none_of(words, [&](const std::string& word) { return family_of_word(word) == family; });
    });
}

/// All scores of the tables whose scores were found, since no task is named.
void widen_to_overall(const Reading& reading, Metrics& metrics, Binder::Wanted wanted)
{
    if (metrics.bounds.empty()) return;
    auto& bound = metrics.bounds.front();
    const auto is_score = [&](ColumnRef ref) {
        return column_at(reading, ref).family == Family::accuracy && !column_at(reading, ref).average_retention;
    };
    if (bound.columns.empty() || !std::ranges::all_of(bound.columns, is_score)) return;
    if (std::ranges::any_of(bound.columns, [&](ColumnRef ref) { return is_named(reading, ref, false); })) return;
    Bound scores{{}, bound.scope};
    for (const auto& column : of_family(reading, Family::accuracy, wanted).columns)
        if (std::ranges::any_of(bound.columns, [&](ColumnRef ref) { return ref.table == column.table; }))
            scores.columns.push_back(column);
    if (scores.columns.size() < 2) return;
    bound = std::move(scores);
    metrics.overall = true;
}

/// "On GSM8K it keeps 98 % of the score": the task is named elsewhere than beside the figure.
void narrow_to_named(const Reading& reading, std::size_t quantity, Metrics& metrics, Binder::Wanted wanted)
{
    if (metrics.bounds.empty()) return;
    auto& bound = metrics.bounds.front();
    const auto& sentence = reading.sentence;
    const auto clause = clause_of(sentence, quantity);
    for (const auto& word : sentence.words_in(clause.before, clause.after))
        if (word.starts_with("averag") || word == "overall" || word == "mean") return;
    const auto is_score = [&](ColumnRef ref) {
        return column_at(reading, ref).family == Family::accuracy && !column_at(reading, ref).average_retention;
    };
    const auto is_task = [&](ColumnRef ref) { return is_score(ref) && is_named(reading, ref, false); };
    if (!std::ranges::all_of(bound.columns, is_score) || std::ranges::all_of(bound.columns, is_task)) return;
    const auto& all = sentence.quantities;
    const auto end = quantity + 1 < all.size() ? all[quantity + 1].begin() : sentence.plain.size();
    auto columns = reading.binder.columns(bound.scope, sentence.words_in(0, end), wanted);
    if (!columns.empty() && std::ranges::all_of(columns, is_task)) bound.columns = std::move(columns);
}

} // namespace

Bound rates_of_unit(const Reading& reading, const std::string& unit)
{
    Bound bound{{}, reading.scope};
    if (unit != "tok/s" && unit != "req/s") return bound;
    for (const auto t : bound.scope.tables)
        for (std::size_t c = 0; c < reading.binder.tables()[t].columns.size(); ++c)
            if (const auto& column = reading.binder.tables()[t].columns[c];
                column.numeric && !column.parameter && !column.derived && column.unit == unit)
                bound.columns.push_back({t, c});
    return bound;
}

namespace {

/// What a figure may be of where no words name a metric: scores, the rate of its unit, a size, the only family.
Metrics unnamed_metrics(const Reading& reading, const Figure& stated, const Said& said, Binder::Wanted wanted)
{
    const bool names_side = !reading.binder.subjects_in(reading.sentence.plain).empty();
    Metrics metrics;
    const auto is_of = [&](Bound bound, bool named) {
        if (bound.columns.empty()) return;
        metrics.named = named;
        metrics.bounds = {std::move(bound)};
    };
    const auto only = of_the_only_family(reading, wanted);
    const bool score = said.change == Change::kept || (!said.of_speed && !said.saves);
    if (score && stated.unit != "x")
        is_of(of_family(reading, Family::accuracy, wanted), names_side && !only.columns.empty());
    is_of(rates_of_unit(reading, stated.unit), true);
    if (said.of_size) is_of(of_family(reading, Family::memory, wanted), true);
    if (!metrics.bounds.empty() || only.columns.empty()) return metrics;
    const auto family = column_at(reading, only.columns.front()).family;
    if (said.saves && family == Family::accuracy) return metrics;
    is_of(only, family != Family::none && (names_side || said.of_speed));
    return metrics;
}

/// "2.9x faster" names neither time nor rate.
void add_times_and_rates(const Reading& reading, Metrics& metrics, Binder::Wanted wanted)
{
    const bool named = std::ranges::any_of(metrics.bounds, [&](const Bound& bound) {
        return std::ranges::any_of(bound.columns, [&](ColumnRef ref) { return is_named(reading, ref, true); });
    });
    if (named || metrics.overall) return;
    for (const auto family : {Family::throughput, Family::latency})
        if (auto bound = of_family(reading, family, wanted); !bound.columns.empty())
            metrics.bounds.push_back(std::move(bound));
}

} // namespace

Metrics metrics_of(const Reading& reading, std::size_t quantity, const Said& said, const Roles& roles)
{
    const auto wanted = roles.against.subjects.empty() ? Binder::Wanted::relative : Binder::Wanted::against;
    Metrics metrics;
    if (auto bound = columns_of(reading, quantity, wanted); !bound.columns.empty())
        metrics = {.bounds = {std::move(bound)}, .overall = false, .named = true};
    else
        metrics = unnamed_metrics(reading, reading.sentence.quantities[quantity].low, said, wanted);
    if (said.of_speed) leave_out_what_has_no_speed(reading, quantity, metrics);
    narrow_to_named(reading, quantity, metrics, wanted);
    widen_to_overall(reading, metrics, wanted);
    if (auto printed = of_printed_ratios(reading, metrics.bounds); !printed.columns.empty())
        metrics.bounds.insert(metrics.bounds.begin(), std::move(printed));
    if (said.of_speed) add_times_and_rates(reading, metrics, wanted);
    return metrics;
}

} // namespace kneepoint::claims
