// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_name.h"
#include "kneepoint/base/decimal.h"
#include "kneepoint/import/formats.h"
#include "merge.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace kneepoint::import {

namespace {

bool is_requests(const Run& run)
{
    return run.format == load_requests_run_format;
}

double warmup_of(const Run& run)
{
    const auto fact = run.setup.facts.find("load.warmup");
    return fact == run.setup.facts.end() ? 0 : parse_decimal(fact->second.value).value_or(0);
}

RequestCounts counts_of(const RequestColumns& columns)
{
    const auto count = [&](Outcome outcome) {
        return static_cast<std::uint64_t>(std::ranges::count(columns.outcome, outcome));
    };
    return {count(Outcome::successful), count(Outcome::errored), count(Outcome::incomplete)};
}

void copy_row(const RequestColumns& from, std::size_t row, double start_s, RequestColumns& to)
{
    to.start_s.push_back(start_s);
    to.latency_s.push_back(from.latency_s[row]);
    to.ttft_ms.push_back(from.ttft_ms[row]);
    to.itl_ms.push_back(from.itl_ms[row]);
    to.tpot_ms.push_back(from.tpot_ms[row]);
    to.prompt_tokens.push_back(from.prompt_tokens[row]);
    to.output_tokens.push_back(from.output_tokens[row]);
    to.outcome.push_back(from.outcome[row]);
}

/// The requests that the level's statistics count: those that ended inside its window, and what its end cut off.
RequestColumns counted_of(const RequestColumns& all, const Level& level, double warmup_s)
{
    RequestColumns counted;
    const double begin = warmup_s, end = begin + level.duration_s.value_or(0);
    for (std::size_t row = 0; row < all.size(); ++row) {
        const double ended = all.start_s[row] + all.latency_s[row];
        const bool inside = ended >= begin && ended <= end;
        if (inside || all.outcome[row] == Outcome::incomplete)
            copy_row(all, row, level.start_s.value_or(0) + all.start_s[row] - begin, counted);
    }
    return counted;
}

/// A list of another count is not this level's, or the level was written anew: then its statistics stand alone.
void take_requests_of(Run& run, const Run& requests)
{
    const double warmup = warmup_of(run);
    for (auto& level : run.levels) {
        const auto at = static_cast<std::size_t>(level.index);
        if (at >= requests.levels.size()) continue;
        auto counted = counted_of(requests.levels[at].columns, level, warmup);
        const auto counts = counts_of(counted);
        if (counts.successful.value_or(0) == 0 || counts.successful != level.requests.successful) continue;
        level.columns = std::move(counted);
        level.listed = counts;
    }
}

} // namespace

void attach_requests(std::vector<Run>& runs)
{
    std::map<std::string, Run*, std::less<>> of_folder;
    for (auto& run : runs)
        if (family(run) == "kneepoint-load") of_folder.emplace(folder_of(run.file()), &run);
    for (auto& run : runs) {
        if (!is_requests(run)) continue;
        const auto main = of_folder.find(folder_of(run.file()));
        if (main == of_folder.end()) continue;
        take_requests_of(*main->second, run);
        absorb(*main->second, std::move(run));
    }
    drop_absorbed(runs);
}

} // namespace kneepoint::import
