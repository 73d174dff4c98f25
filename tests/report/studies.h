// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/report/report.h"
#include "shared.h"

#include <QStringList>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace kneepoint::tests {

/// A base and one candidate with everything a report needs; holds the runs that the rest borrows.
struct Study {
    std::unique_ptr<Run> base = std::make_unique<Run>();
    std::unique_ptr<Run> candidate = std::make_unique<Run>();
    std::vector<report::Charted> runs;
    report::ReportInput input;
    const compare::Comparison& comparison() const { return input.comparisons.front(); }
};

inline void compare_study(Study& study, const std::string& base_label, const std::string& candidate_label,
                          const compare::Options& options)
{
    const bool accuracy = study.base->kind == RunKind::accuracy;
    const auto subject = [&](const Run& run, const std::string& label) {
        compare::Subject one;
        one.id = run.id;
        one.label = label;
        (accuracy ? one.accuracy : one.performance) = &run;
        return one;
    };
    study.runs = {{study.base.get(), base_label, 0}, {study.candidate.get(), candidate_label, 1}};
    study.input.runs = study.runs;
    study.input.subjects = {subject(*study.base, base_label), subject(*study.candidate, candidate_label)};
    study.input.options = options;
    Progress progress;
    study.input.comparisons = {
        compare::compare_runs(study.input.subjects[0], study.input.subjects[1], options, progress)};
}

inline Run console_run(const std::string& name, const std::string& id)
{
    Progress progress;
    auto read =
        import::guidellm_console(content(shared("fixtures/seeds/" + name)), {name, std::string(64, 'a')}, progress);
    Run run = read && !read->runs.empty() ? read->runs.front() : Run{};
    run.id = id;
    run.provenance.files = {{name, std::string(64, 'a'), run.format}};
    return run;
}

inline compare::Options seed_options()
{
    compare::Options options;
    options.slos = {compare::parse_slo("ttft:p95<=200ms").value_or(compare::Slo{})};
    return options;
}

/// The two console prints of seed 000.
inline Study seed_study(const compare::Options& options = seed_options())
{
    Study study;
    *study.base = console_run("guidellm_console_base.txt", "base");
    *study.candidate = console_run("guidellm_console_compressed.txt", "compressed");
    compare_study(study, "BF16", "INT8", options);
    return study;
}

/// The two lm_eval tables that stand beside seed 000.
inline Study accuracy_study()
{
    Study study;
    Progress progress;
    const auto read = [&](const std::string& name) {
        const auto file = "fixtures/seeds/neighbours/model-serve-flow/" + name;
        auto found = import::lm_eval_table(content(shared(file)), {name, {}}, progress);
        Run run = found && !found->runs.empty() ? found->runs.front() : Run{};
        run.id = name;
        return run;
    };
    *study.base = read("lmeval_table_base.txt");
    *study.candidate = read("lmeval_table_compressed.txt");
    compare_study(study, "BF16", "INT8", {});
    return study;
}

struct Row {
    Strategy strategy;
    int streams;
    double ttft, itl, output;
};

/// A run made by hand: medians of TTFT and ITL and the mean output rate by streams. A negative ITL leaves the row
/// empty.
inline Run made_run(const std::string& id, const std::vector<Row>& rows)
{
    Run run;
    run.id = id;
    run.format = "guidellm/0.8";
    run.tool = {"guidellm", "0.8.1"};
    run.provenance.files = {{id + ".json", std::string(64, 'b'), "guidellm/0.8"}};
    const auto distribution = [](const char* definition, double value) {
        Distribution one;
        one.definition = definition;
        one.mean = one.median = value;
        one.count = 100;
        return one;
    };
    for (const auto& row : rows) {
        Level level;
        level.index = static_cast<int>(run.levels.size());
        level.strategy = row.strategy;
        level.streams = row.streams;
        level.label = row.strategy == Strategy::concurrent ? std::to_string(row.streams) + " streams"
                                                           : std::string(to_string(row.strategy));
        level.path = "benchmarks[" + std::to_string(level.index) + "]";
        level.requests = {row.itl < 0 ? 0U : 1000U, 0U, row.itl < 0 ? 256U : 0U};
        level.metrics[MetricId::concurrency] = distribution("concurrency.in_flight", row.streams);
        if (row.itl >= 0) {
            level.metrics[MetricId::ttft] = distribution("ttft.from_send", row.ttft);
            level.metrics[MetricId::itl] = distribution("itl.token_weighted", row.itl);
            level.metrics[MetricId::output_tokens_per_second] = distribution("rate.window", row.output);
        }
        run.levels.push_back(std::move(level));
    }
    return run;
}

/// The fixed streams of the H200 case, as its reference document prints them.
inline Study streams_study()
{
    using enum Strategy;
    Study study;
    *study.base = made_run("bf16", {{concurrent, 1, 34.3, 4.90, 201},
                                    {concurrent, 2, 42.5, 4.95, 395},
                                    {concurrent, 16, 236, 5.95, 2477},
                                    {concurrent, 32, 578, 6.81, 4002},
                                    {concurrent, 128, 1738, 15.44, 5549},
                                    {concurrent, 256, 0, -1, 0}});
    *study.candidate = made_run("fp8", {{concurrent, 1, 33.5, 3.46, 284},
                                        {concurrent, 2, 52.4, 3.53, 551},
                                        {concurrent, 16, 170, 4.13, 3413},
                                        {concurrent, 32, 373, 5.68, 4900},
                                        {concurrent, 128, 1236, 12.23, 8995},
                                        {concurrent, 256, 0, -1, 0}});
    compare_study(study, "BF16", "FP8", {});
    return study;
}

/// Every sentence of a document, in order.
inline std::vector<report::Sentence> sentences(const report::Document& document)
{
    std::vector<report::Sentence> all;
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks) {
            if (const auto* sentence = std::get_if<report::Sentence>(&block)) all.push_back(*sentence);
            if (const auto* bullets = std::get_if<report::Bullets>(&block))
                all.insert(all.end(), bullets->items.begin(), bullets->items.end());
        }
    return all;
}

inline const report::Section* section(const report::Document& document, const std::string& id)
{
    const auto found = std::ranges::find(document.sections, id, &report::Section::id);
    return found == document.sections.end() ? nullptr : &*found;
}

/// The sentences that a rule made.
inline QStringList texts_of_rule(const report::Document& document, const std::string& rule)
{
    QStringList out;
    for (const auto& sentence : sentences(document))
        if (sentence.rule == rule) out << QString::fromStdString(sentence.text);
    return out;
}

/// The head of window and report, a line for each sentence.
inline std::string verdict_text(const Study& study)
{
    std::string text;
    for (const auto& sentence : report::verdict(study.input.comparisons, study.input.options))
        text += sentence.text + "\n";
    return text;
}

} // namespace kneepoint::tests
