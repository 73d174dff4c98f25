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

ui::ReportCharts charts_of(const std::string& text)
{
    if (text == "none") return ui::ReportCharts::none;
    return text == "png" ? ui::ReportCharts::png : ui::ReportCharts::svg;
}

/// What -o says, else a name in this folder.
std::filesystem::path file_of(const Arguments& arguments)
{
    if (!arguments.output.empty()) return arguments.output;
    return "comparison." + (arguments.format.empty() ? std::string("md") : arguments.format);
}

/// --format and the ending of the file, which must not disagree; Markdown without either.
Result<ui::ReportFormat> format_of(const Arguments& arguments, const std::filesystem::path& file)
{
    const auto by_ending = ui::report_format_of(file);
    if (arguments.format.empty()) {
        if (!by_ending && file.has_extension())
            return failure(ErrorKind::invalid, "The report ends in .md, .html or .pdf; give another name or --format.",
                           arguments.output);
        return by_ending.value_or(ui::ReportFormat::markdown);
    }
    const auto named = ui::report_format_of("report." + arguments.format);
    if (by_ending && by_ending != named)
        return failure(ErrorKind::invalid,
                       fmt::format("--format {} does not fit its ending; leave one of them out.", arguments.format),
                       arguments.output);
    return named.value_or(ui::ReportFormat::markdown);
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
    const auto file = file_of(arguments);
    const auto format = format_of(arguments, file);
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
    const Offscreen offscreen;
    const auto written =
        ui::write_report_files(report::build_report(input), file, *format, charts_of(arguments.charts));
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
