// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.h"

#include "escape.h"
#include "figures.h"
#include "subject_facts.h"
#include "tables.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kneepoint::report {

namespace {

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
                add(fact_words(key),
                    [&](const compare::Subject& subject) { return readable_figure(stated_fact(subject, key)); });
    return table;
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
