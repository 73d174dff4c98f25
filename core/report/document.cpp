// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::report {

namespace {

constexpr auto catalogue = std::to_array<KindInfo>({
    {"summary", "Summary"},
    {"overview", "Speed and accuracy"},
    {"hardware", "Hardware"},
    {"models", "Models and precision"},
    {"performance", "Performance results"},
    {"capacity", "Concurrency comparison"},
    {"latency", "TTFT and ITL comparison"},
    {"degradation", "ITL degradation ratio"},
    {"equal-load", "Equal load"},
    {"crossover", "Equal latency and crossovers"},
    {"side-by-side", "Side by side"},
    {"slo", "Service level objectives"},
    {"accuracy", "Accuracy"},
    {"setup", "Setup differences"},
    {"problems", "Problems"},
    {"methods", "Methods"},
    {"sources", "Sources"},
});

using Maker = Blocks (*)(const ReportInput&);
constexpr auto makers = std::to_array<Maker>({
    summary_blocks,
    overview_blocks,
    hardware_blocks,
    models_blocks,
    performance_blocks,
    capacity_blocks,
    latency_blocks,
    degradation_blocks,
    equal_load_blocks,
    crossover_blocks,
    side_by_side_blocks,
    slo_blocks,
    accuracy_blocks,
    setup_blocks,
    problems_blocks,
    methods_blocks,
    sources_blocks,
});
static_assert(makers.size() == catalogue.size());

std::string title_of(const ReportInput& input)
{
    std::vector<std::string> candidates;
    for (const auto& comparison : input.comparisons) candidates.push_back(comparison.candidate_label);
    if (!candidates.empty())
        return fmt::format("Comparison of {} with {}", join(candidates, ", "), input.comparisons.front().base_label);
    return input.runs.empty() ? "Comparison" : "Results of " + input.runs.front().label;
}

} // namespace

std::span<const KindInfo> section_catalogue()
{
    return catalogue;
}

Words words(ReportKind kind)
{
    switch (kind) {
    case ReportKind::base_compressed:
        return {"base model", "compressed model"};
    case ReportKind::versions:
        return {"old version", "new version"};
    case ReportKind::n_way:
        return {"baseline", "configuration"};
    case ReportKind::sku:
        return {"baseline", "target"};
    }
    return {"base model", "compressed model"};
}

void add_figure(Blocks& blocks, const ReportInput& input, std::string_view kind)
{
    auto chart = make_chart(kind, input.runs, input.comparisons, input.options);
    if (chart) blocks.emplace_back(Figure{std::move(*chart), fmt::format("charts/{}", kind)});
}

void add_tables(Blocks& blocks, std::vector<Table> tables)
{
    for (auto& table : tables)
        if (!table.rows.empty()) blocks.emplace_back(std::move(table));
}

Document build_report(const ReportInput& input)
{
    Document document{title_of(input), {}};
    for (std::size_t i = 0; i < catalogue.size(); ++i) {
        const std::string id(catalogue[i].name);
        if (std::ranges::find(input.sections_off, id) != input.sections_off.end()) continue;
        if (auto blocks = makers[i](input); !blocks.empty())
            document.sections.push_back({id, std::string(catalogue[i].text), std::move(blocks)});
    }
    return document;
}

} // namespace kneepoint::report
