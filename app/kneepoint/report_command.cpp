// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"
#include "study.h"

#include "plots/report_files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

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

/// --format, else the ending of -o, else Markdown.
std::string format_of(const Arguments& arguments)
{
    if (!arguments.format.empty()) return arguments.format;
    const auto ending = std::filesystem::path(arguments.output).extension();
    if (ending == ".html" || ending == ".htm") return "html";
    if (ending == ".pdf") return "pdf";
    return "md";
}

int write_report(const Arguments& arguments, Progress& progress)
{
    const auto study = compare_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    report::ReportInput input;
    input.runs = study->charted();
    input.subjects = study->subjects;
    input.comparisons = study->comparisons;
    input.options = study->options;
    input.kind = kind_of(arguments.kind);
    input.sections_off = arguments.without;
    const auto format = format_of(arguments);
    const std::filesystem::path file = arguments.output.empty() ? "comparison." + format : arguments.output;
    const Offscreen offscreen;
    const auto written = ui::write_report_files(report::build_report(input), file, format, arguments.charts);
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
