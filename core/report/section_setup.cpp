// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "escape.h"
#include "figures.h"
#include "precision_stages.h"
#include "tables.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kneepoint::report {

namespace {

/// Runs that speak about a subject, the measured ones first.
std::vector<const Run*> runs_of(const compare::Subject& subject)
{
    std::vector<const Run*> runs;
    for (const auto* run : {subject.performance, subject.accuracy})
        if (run) runs.push_back(run);
    for (const auto* run : subject.context)
        if (run) runs.push_back(run);
    return runs;
}

/// The first value that any of the subject's runs has.
template<typename Read>
std::string first_of(const compare::Subject& subject, Read read)
{
    for (const auto* run : runs_of(subject))
        if (auto value = read(*run); !value.empty()) return value;
    return {};
}

std::string fact_of(const compare::Subject& subject, const std::string& key)
{
    return first_of(subject, [&](const Run& run) {
        const auto found = run.setup.facts.find(key);
        return found == run.setup.facts.end() ? std::string{} : readable_figure(found->second.value);
    });
}

Cell cell_or_absent(std::string value)
{
    return value.empty() ? mark_cell(absent_mark) : text_cell(std::move(value));
}

std::string gpu_of(const compare::Subject& subject)
{
    return first_of(subject, [](const Run& run) { return run.setup.gpu; });
}

std::set<std::string> fact_keys(const ReportInput& input, std::string_view prefix)
{
    std::set<std::string> keys;
    for (const auto& subject : input.subjects)
        for (const auto* run : runs_of(subject))
            for (const auto& [key, fact] : run->setup.facts)
                if (key.starts_with(prefix) && !fact.value.empty()) keys.insert(key);
    return keys;
}

/// "gpu.power_mean_w" as one reads it: "GPU power mean, W".
std::string fact_words(std::string_view key)
{
    constexpr auto units = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"_w", ", W"},
        {"_s", ", s"},
        {"_c", ", °C"},
        {"_mib", ", MiB"},
        {"_gib", ", GiB"},
        {"_mhz", ", MHz"},
        {"_percent", ", %"},
    });
    std::string_view unit;
    for (const auto& [ending, text] : units)
        if (key.ends_with(ending)) {
            key.remove_suffix(ending.size());
            unit = text;
            break;
        }
    std::string words(key);
    std::ranges::replace(words, '_', ' ');
    std::ranges::replace(words, '.', ' ');
    if (const auto at = words.find(" sm "); at != std::string::npos) words.replace(at, 4, " SM ");
    if (words.starts_with("gpu ")) words.replace(0, 3, "GPU");
    if (words.starts_with("server ")) words.replace(0, 1, "S");
    return words.append(unit);
}

Table facts_table(const ReportInput& input)
{
    Table table{"Hardware and server as the files state them", {text_column("Fact")}, {}, {}};
    for (const auto& subject : input.subjects) table.columns.push_back(text_column(subject.label));
    const auto add = [&](const std::string& name, auto value) {
        std::vector<Cell> row{text_cell(name)};
        for (const auto& subject : input.subjects) row.push_back(cell_or_absent(value(subject)));
        table.rows.push_back(std::move(row));
    };
    if (std::ranges::any_of(input.subjects, [](const auto& subject) { return !gpu_of(subject).empty(); }))
        add("GPU", gpu_of);
    for (const auto* prefix : {"gpu.", "server."})
        for (const auto& key : fact_keys(input, prefix))
            if (key != "gpu.name")
                add(fact_words(key), [&](const compare::Subject& subject) { return fact_of(subject, key); });
    return table;
}

std::string tool_text(const Run& run)
{
    return run.tool.version.empty() ? run.tool.name : run.tool.name + " " + run.tool.version;
}

} // namespace

Blocks hardware_blocks(const ReportInput& input)
{
    if (input.subjects.empty()) return {};
    Blocks blocks;
    std::set<std::string> gpus;
    for (const auto& subject : input.subjects) gpus.insert(gpu_of(subject));
    if (gpus == std::set<std::string>{""})
        blocks.emplace_back(Sentence{"No file states the GPU.", "gpu-not-stated"});
    else if (gpus.size() == 1)
        blocks.emplace_back(Sentence{
            fmt::format("All results are from the same kind of GPU: {}.", markdown_escaped(*gpus.begin())), "one-gpu"});
    else
        blocks.emplace_back(
            Sentence{"The results are not all stated to be from the same kind of GPU.", "several-gpus"});
    add_tables(blocks, {facts_table(input)});
    return blocks;
}

Blocks models_blocks(const ReportInput& input)
{
    if (input.subjects.empty()) return {};
    const auto names = words(input.kind);
    Table table{"Models",
                {text_column("Name"), text_column("Role"), text_column("Model"), text_column("Precision scheme"),
                 text_column("Known from"), text_column("Measured with"), text_column("Started")},
                {},
                {}};
    Blocks stages;
    std::set<std::string> described;
    for (const auto& subject : input.subjects) {
        const bool is_base = &subject == &input.subjects.front();
        const auto scheme = first_of(subject, [](const Run& run) { return run.setup.scheme; });
        table.rows.push_back({text_cell(subject.label), text_cell(std::string(is_base ? names.base : names.candidate)),
                              cell_or_absent(first_of(subject, [](const Run& run) { return run.setup.model; })),
                              cell_or_absent(scheme),
                              cell_or_absent(first_of(subject, [](const Run& run) { return run.setup.scheme_source; })),
                              cell_or_absent(first_of(subject, tool_text)),
                              cell_or_absent(first_of(subject, [](const Run& run) { return run.started; }))});
        if (auto steps = precision_stages(scheme); steps && described.insert(scheme).second)
            stages.emplace_back(std::move(*steps));
    }
    Blocks blocks;
    blocks.emplace_back(std::move(table));
    blocks.insert(blocks.end(), stages.begin(), stages.end());
    return blocks;
}

Blocks setup_blocks(const ReportInput& input)
{
    Blocks blocks;
    for (const auto& comparison : input.comparisons) {
        auto table = setup_table(comparison);
        if (table.rows.empty())
            blocks.emplace_back(Sentence{
                fmt::format("The files state no difference between the setups of {} and {}; what they "
                            "do not state may still differ.",
                            markdown_escaped(comparison.base_label), markdown_escaped(comparison.candidate_label)),
                "no-setup-difference"});
        else
            blocks.emplace_back(std::move(table));
    }
    return blocks;
}

Blocks problems_blocks(const ReportInput& input)
{
    auto runs = input.runs;
    for (const auto& subject : input.subjects)
        for (const auto* run : runs_of(subject))
            if (!find_run(runs, run->id)) runs.push_back({run, subject.label, 0});
    Blocks blocks;
    add_tables(blocks, {problems_table(runs, input.comparisons)});
    if (blocks.empty() && !runs.empty())
        blocks.emplace_back(Sentence{"The checks found nothing to report.", "no-problems"});
    return blocks;
}

} // namespace kneepoint::report
