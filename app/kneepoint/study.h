// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

#include "kneepoint/compare/subjects.h"
#include "kneepoint/library/catalogue.h"
#include "kneepoint/report/report.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint::app {

/// What a command was asked to look at.
struct StudyArguments {
    const CLI::App* command = nullptr; ///< what was typed, to say it again with a pair named
    std::vector<std::string> paths;
    std::string base;                    ///< id, file, or folder that holds one; empty: the pairing found
    std::vector<std::string> candidates; ///< the same
    std::vector<std::string> slos;
    std::string alignment = "auto";
    std::string concurrency = "median";
    bool include_throughput = false;
    std::optional<double> accuracy_margin; ///< points for proportions, else percent of the base
    double speed_margin = 3;               ///< percent
    std::optional<double> overview_load;
};

/// Declares --base, --candidate, --slo, --align, --concurrency, --include-throughput and the positional paths.
void add_study_options(CLI::App& command, StudyArguments& arguments);

/// Everything found, how it pairs, and the pair that was asked for. Subjects point into the catalogue.
struct Study {
    Study() = default;
    Study(Study&&) = default;
    Study& operator=(Study&&) = default;

    library::Catalogue catalogue;
    compare::Pairing pairing;
    compare::Labels labels;                 ///< from a workspace
    std::vector<std::string> slos;          ///< from a workspace
    std::optional<double> accuracy_margin;  ///< from a workspace
    std::vector<compare::Subject> subjects; ///< base first; empty when nothing is paired
    compare::Options options;
    std::vector<compare::Comparison> comparisons;

    std::vector<report::Charted> charted() const;
};

/// Reads and pairs. A workspace among the paths brings its folders and choices.
/// @error cancelled, not_found, invalid
Result<Study> open_study(const std::vector<std::string>& paths, Progress& progress);

/// The sentence for a study without runs.
std::string nothing_recognised(const library::Catalogue& catalogue);

/// Problems of files and runs, each once: what was found beside a run stands in both.
Problems found_problems(const Study& study);

/// Chooses the pair and compares. @error invalid when the choice is ambiguous (the text lists the pairs) or names no
/// run; not_found when nothing is recognised or paired
Result<Study> compare_study(const StudyArguments& arguments, Progress& progress);

/// Like compare_study, but a study without a pair is one of single runs, for charts and tables.
Result<Study> chart_study(const StudyArguments& arguments, Progress& progress);

} // namespace kneepoint::app
