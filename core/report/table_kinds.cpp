// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_layout.h"
#include "kinds.h"
#include "tables.h"

#include "kneepoint/report/overview.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace kneepoint::report {

namespace {

constexpr auto known_tables = std::to_array<KindInfo>({
    {"latency", "Latencies by row of each run"},
    {"throughput", "Load, rates and request counts by row of each run"},
    {"brief", "Each pair in short: the highest set loads, TTFT and ITL by load, the headline scores"},
    {"side-by-side", "Base, candidate, ratio and change: like rows, then every aligned level"},
    {"equal-load", "The candidates at the loads the base was measured at, interpolated where they were not"},
    {"equal-latency", "The loads at which base and candidates first reach the same latency"},
    {"crossover", "Where a candidate stops being better, or becomes better, with rising load"},
    {"overview", "Speed-up and mean recovery of accuracy by candidate, and the Pareto set"},
    {"slo", "The load up to which each run meets the objectives"},
    {"capacity", "Max concurrency, ITL degradation, knee and saturation of each run"},
    {"accuracy", "Scores, changes, intervals, recovery and flips by task"},
    {"setup", "What the setups of a pair differ in"},
    {"problems", "What a reader of the numbers should know"},
    {"guidellm", "Both tables of each run as GuideLLM prints them"},
});

void append(std::vector<Table>& tables, std::vector<Table> more)
{
    tables.insert(tables.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

struct TableMaker {
    std::span<const Charted> runs;
    std::span<const compare::Comparison> comparisons;
    const compare::Options& options;
    std::vector<Table> tables = {};

    template<typename Make>
    void per_run(Make make)
    {
        for (const auto& charted : runs)
            if (charted.run && !charted.run->levels.empty()) make(charted);
    }

    template<typename Make>
    void per_pair(Make make)
    {
        for (const auto& comparison : comparisons) make(comparison);
    }

    void make(std::string_view kind)
    {
        if (kind == "latency") per_run([&](const Charted& run) { tables.push_back(latency_table(run)); });
        if (kind == "throughput") per_run([&](const Charted& run) { tables.push_back(throughput_table(run)); });
        if (kind == "guidellm")
            per_run([&](const Charted& run) { append(tables, guidellm_tables(*run.run, run.label)); });
        if (kind == "brief")
            per_pair([&](const compare::Comparison& pair) { append(tables, brief_tables(pair, runs, options)); });
        if (kind == "side-by-side")
            per_pair([&](const compare::Comparison& pair) {
                append(tables, like_for_like_tables(pair, runs, options, plain_convention));
                append(tables, level_tables(pair));
            });
        if (kind == "equal-load" && !comparisons.empty()) append(tables, equal_load_tables(comparisons));
        if (kind == "equal-latency") append(tables, equal_latency_tables(comparisons));
        if (kind == "crossover") append(tables, crossover_tables(comparisons));
        if (kind == "overview") tables.push_back(overview_table(overview_of(comparisons, options)));
        if (kind == "slo") append(tables, slo_tables(capacities(runs, comparisons, options)));
        if (kind == "capacity") tables.push_back(capacity_table(capacities(runs, comparisons, options)));
        if (kind == "accuracy") {
            append(tables, accuracy_overview(comparisons));
            per_pair([&](const compare::Comparison& pair) {
                tables.push_back(accuracy_table(pair));
                append(tables, {flips_table(pair), mcnemar_table(pair)});
            });
        }
        if (kind == "setup") per_pair([&](const compare::Comparison& pair) { tables.push_back(setup_table(pair)); });
        if (kind == "problems") tables.push_back(problems_table(runs, comparisons));
        // "No differences" and "no problems" are answers; any other empty table is none.
        if (kind != "setup" && kind != "problems")
            std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
    }
};

} // namespace

std::span<const KindInfo> table_kinds()
{
    return known_tables;
}

Result<std::vector<Table>> make_tables(std::string_view kind, std::span<const Charted> runs,
                                       std::span<const compare::Comparison> comparisons,
                                       const compare::Options& options)
{
    if (!is_kind(kind, known_tables)) return unknown_kind("table", kind, known_tables);
    TableMaker maker{runs, comparisons, options};
    maker.make(kind);
    if (maker.tables.empty())
        return failure(ErrorKind::not_found,
                       fmt::format("The study has no numbers for the table \"{}\".{}", kind,
                                   kind == "slo" ? " State an objective, for example ttft:p95<=200ms."
                                                 : " Open results that hold them."));
    return std::move(maker.tables);
}

} // namespace kneepoint::report
