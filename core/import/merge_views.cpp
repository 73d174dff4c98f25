// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_name.h"
#include "merge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace kneepoint::import {

namespace {

bool is_guidellm(const Run& run)
{
    return run.kind == RunKind::performance && run.format.starts_with("guidellm");
}

/// kneepoint-load writes a report of GuideLLM's beside its own on request, with the same key.
bool is_view(const Run& run)
{
    return is_guidellm(run) || family(run) == "kneepoint-load";
}

int format_rank(const Run& run)
{
    constexpr auto ascending = std::to_array<std::string_view>(
        {"guidellm-console", "guidellm-html", "guidellm-csv", "guidellm-yaml", "guidellm", "kneepoint-load"});
    return static_cast<int>(std::ranges::find(ascending, family(run)) - ascending.begin());
}

/// More is richer: the format that holds more, then more requests, then more levels.
auto richness(const Run& run)
{
    std::size_t requests = 0;
    for (const auto& level : run.levels) requests += level.columns.size();
    return std::tuple(format_rank(run), requests, run.levels.size());
}

bool share_name(const Run& a, const Run& b)
{
    const auto of = [](const Run& run) { return telling_words(run.file()); };
    const auto first = of(a), second = of(b);
    return std::ranges::includes(first, second) || std::ranges::includes(second, first);
}

struct Agreement {
    int compared = 0;
    int equal = 0;
};

/// Console text is printed with one decimal or more; a wider gap is another number.
bool equal_as_printed(double a, double b)
{
    return std::abs(a - b) <= 0.0501;
}

void compare_figures(const Level& a, const Level& b, Agreement& agreement)
{
    constexpr auto latencies =
        std::to_array({MetricId::ttft, MetricId::itl, MetricId::tpot, MetricId::request_latency});
    constexpr auto statistics =
        std::to_array({Statistic::mean(), Statistic::median(), Statistic::percentile(95), Statistic::percentile(99)});
    for (const auto metric : latencies)
        for (const auto statistic : statistics) {
            const auto x = a.value(metric, statistic), y = b.value(metric, statistic);
            if (!x || !y) continue;
            ++agreement.compared;
            agreement.equal += equal_as_printed(*x, *y) ? 1 : 0;
        }
}

/// True when both show one run: enough equal figures, or names that belong together and no figure against it.
bool show_one_run(const Run& a, const Run& b)
{
    if (a.levels.size() != b.levels.size() || family(a) == family(b)) return false;
    Agreement agreement;
    for (std::size_t i = 0; i < a.levels.size(); ++i) compare_figures(a.levels[i], b.levels[i], agreement);
    if (agreement.compared >= 4) return agreement.equal * 20 >= agreement.compared * 19;
    return agreement.equal == agreement.compared && share_name(a, b);
}

void merge_equal_keys(std::vector<Run>& runs)
{
    std::map<std::string, std::vector<Run*>> by_key;
    for (auto& run : runs)
        if (is_view(run) && !run.run_key.empty()) by_key[run.run_key].push_back(&run);
    for (auto& [key, views] : by_key) {
        auto* richest = *std::ranges::max_element(views, {}, [](const Run* run) { return richness(*run); });
        for (auto* view : views)
            if (view != richest) absorb(*richest, std::move(*view));
    }
}

/// Console text and HTML state no run id.
void merge_keyless(std::vector<Run>& runs)
{
    std::map<std::string, std::vector<Run*>, std::less<>> settled;
    std::vector<Run*> keyless;
    for (auto& run : runs) {
        if (!is_guidellm(run) || is_absorbed(run)) continue;
        if (run.run_key.empty())
            keyless.push_back(&run);
        else
            for (const auto& source : run.provenance.files)
                settled[std::string(folder_of(source.file))].push_back(&run);
    }
    std::ranges::stable_sort(keyless, std::greater{}, [](const Run* run) { return format_rank(*run); });
    for (auto* run : keyless) {
        auto& neighbours = settled[std::string(folder_of(run->file()))];
        const auto match =
            std::ranges::find_if(neighbours, [&](const Run* other) { return show_one_run(*other, *run); });
        if (match == neighbours.end())
            neighbours.push_back(run);
        else
            absorb(**match, std::move(*run));
    }
}

} // namespace

void merge_views(std::vector<Run>& runs)
{
    merge_equal_keys(runs);
    merge_keyless(runs);
    drop_absorbed(runs);
}

} // namespace kneepoint::import
