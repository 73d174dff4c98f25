// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "escape.h"
#include "precision_stages.h"
#include "subject_facts.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

namespace kneepoint::report {

namespace {

std::string tool_text(const Run& run)
{
    return run.tool.version.empty() ? run.tool.name : run.tool.name + " " + run.tool.version;
}

/// Bytes of a checkpoint's weights, where a file states them.
std::optional<double> weights_of(const compare::Subject& subject)
{
    const auto bytes = parse_decimal(stated_fact(subject, "model.weights_bytes"));
    return bytes && *bytes > 0 ? bytes : std::nullopt;
}

/// "16.06 GB", "726.3 kB"
std::string size_words(double bytes)
{
    constexpr auto units = std::to_array<std::string_view>({"bytes", "kB", "MB", "GB", "TB"});
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < units.size()) {
        bytes /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 ? 0 : bytes < 10 ? 3 : bytes < 100 ? 2 : 1;
    return fmt::format("{} {}", format_decimal(bytes, decimals), units[unit]);
}

/// "INT8's weights take 8.03 GB, 0.50 of BF16's 16.06 GB; made by LLM Compressor 0.8.1."
std::optional<Sentence> weights_sentence(const compare::Subject& base, const compare::Subject& candidate)
{
    const auto before = weights_of(base), after = weights_of(candidate);
    if (!before || !after) return std::nullopt;
    const auto maker = stated_fact(candidate, "model.made_by");
    return Sentence{fmt::format("The weights of {} take {}, {} of the {} of {}{}.", markdown_escaped(candidate.label),
                                size_words(*after), format_decimal(*after / *before, 2), size_words(*before),
                                markdown_escaped(base.label),
                                maker.empty() ? std::string{} : "; made by " + markdown_escaped(maker)),
                    "weights-of-both"};
}

Table models_table(const ReportInput& input)
{
    const auto names = words(input.kind);
    const bool weighed =
        std::ranges::any_of(input.subjects, [](const auto& subject) { return weights_of(subject).has_value(); });
    Table table{"Models",
                {text_column("Name"), text_column("Role"), text_column("Model"), text_column("Precision scheme"),
                 text_column("Known from"), text_column("Measured with"), text_column("Started")},
                {},
                {}};
    if (weighed) table.columns.push_back(text_column("Weights"));
    for (const auto& subject : input.subjects) {
        const bool is_base = &subject == &input.subjects.front();
        const auto first = [&](auto read) { return cell_or_absent(first_of(subject, read)); };
        auto& row = table.rows.emplace_back(
            std::vector<Cell>{text_cell(subject.label), text_cell(std::string(is_base ? names.base : names.candidate)),
                              first([](const Run& run) { return run.setup.model; }),
                              first([](const Run& run) { return run.setup.scheme; }),
                              first([](const Run& run) { return run.setup.scheme_source; }), first(tool_text),
                              first([](const Run& run) { return run.started; })});
        const auto bytes = weights_of(subject);
        if (weighed) row.push_back(cell_or_absent(bytes ? size_words(*bytes) : std::string{}));
    }
    return table;
}

} // namespace

Blocks models_blocks(const ReportInput& input)
{
    if (input.subjects.empty()) return {};
    Blocks blocks;
    blocks.emplace_back(models_table(input));
    for (const auto& candidate : input.subjects | std::views::drop(1))
        if (auto sentence = weights_sentence(input.subjects.front(), candidate))
            blocks.emplace_back(std::move(*sentence));
    std::set<std::string> described;
    for (const auto& subject : input.subjects) {
        const auto scheme = first_of(subject, [](const Run& run) { return run.setup.scheme; });
        if (auto stages = precision_stages(scheme); stages && described.insert(scheme).second)
            blocks.emplace_back(std::move(*stages));
    }
    return blocks;
}

} // namespace kneepoint::report
