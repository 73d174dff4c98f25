// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"
#include "study.h"

#include "kneepoint/base/text.h"
#include "plots/report_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    StudyArguments study;
    std::string output;
    std::string kind = "base-compressed";
    std::string format;
    std::string charts = "svg";
    std::vector<std::string> without;
};

report::ReportKind kind_of(const std::string& text)
{
    if (text == "versions") return report::ReportKind::versions;
    if (text == "n-way") return report::ReportKind::n_way;
    if (text == "sku") return report::ReportKind::sku;
    return report::ReportKind::base_compressed;
}

/// --format and the ending of -o, which must not disagree; Markdown without either.
Result<std::string> format_of(const Arguments& arguments)
{
    const auto ending = lower_case(std::filesystem::path(arguments.output).extension().string());
    std::string by_ending;
    if (ending == ".html" || ending == ".htm")
        by_ending = "html";
    else if (ending == ".pdf")
        by_ending = "pdf";
    else if (ending == ".md" || ending == ".markdown")
        by_ending = "md";
    else if (!ending.empty() && arguments.format.empty())
        return failure(ErrorKind::invalid, "The report ends in .md, .html or .pdf; give another name or --format.",
                       arguments.output);
    if (!arguments.format.empty() && !by_ending.empty() && by_ending != arguments.format)
        return failure(ErrorKind::invalid,
                       fmt::format("--format {} does not fit its ending; leave one of them out.", arguments.format),
                       arguments.output);
    if (!arguments.format.empty()) return arguments.format;
    return by_ending.empty() ? std::string("md") : by_ending;
}

/// @error invalid when a name of --without is no section; the text lists them
Result<void> check_sections(const std::vector<std::string>& names)
{
    const auto sections = report::section_catalogue();
    for (const auto& name : names) {
        if (std::ranges::find(sections, name, &report::KindInfo::name) != sections.end()) continue;
        std::vector<std::string> known;
        for (const auto& section : sections) known.emplace_back(section.name);
        return failure(ErrorKind::invalid,
                       fmt::format("There is no section \"{}\"; there are {}.", name, join(known, ", ")));
    }
    return {};
}

int write_report(const Arguments& arguments, Progress& progress)
{
    const auto format = format_of(arguments);
    if (!format) return report_failure(format.error());
    if (const auto known = check_sections(arguments.without); !known) return report_failure(known.error());
    const auto study = compare_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    report::ReportInput input;
    input.runs = study->charted();
    input.subjects = study->subjects;
    input.comparisons = study->comparisons;
    input.options = study->options;
    input.kind = kind_of(arguments.kind);
    input.sections_off = arguments.without;
    const std::filesystem::path file = arguments.output.empty() ? "comparison." + *format : arguments.output;
    const Offscreen offscreen;
    const auto written = ui::write_report_files(report::build_report(input), file, *format, arguments.charts);
    if (!written) return report_failure(written.error());
    for (const auto& path : *written) fmt::print("{}\n", path);
    return done;
}

} // namespace

void add_report(CLI::App& app, Context& context, int& exit_code)
{
    auto* command =
        app.add_subcommand("report", "Write the comparison as Markdown, HTML or PDF, with its charts beside it");
    const auto arguments = std::make_shared<Arguments>();
    add_study_options(*command, arguments->study);
    command->add_option("-o,--output", arguments->output, "File to write (default: comparison.md)");
    command->add_option("--kind", arguments->kind, "What the sides are")
        ->check(CLI::IsMember({"base-compressed", "versions", "n-way", "sku"}))
        ->capture_default_str();
    command->add_option("--format", arguments->format, "Default: by the ending of -o")
        ->check(CLI::IsMember({"md", "html", "pdf"}));
    command->add_option("--charts", arguments->charts, "Format of the charts")
        ->check(CLI::IsMember({"svg", "png", "none"}))
        ->capture_default_str();
    command->add_option("--without", arguments->without, "Section to leave out; may be given several times");
    command->callback([arguments, &context, &exit_code] { exit_code = write_report(*arguments, context.progress); });
}

} // namespace kneepoint::app
