// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"
#include "study.h"

#include "kneepoint/base/file.h"
#include "plots/chart_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    StudyArguments study;
    std::string kind;
    std::string output;
    std::string csv;
    bool list = false;
    bool dark = false;
};

int list_kinds()
{
    for (const auto& kind : report::chart_kinds()) fmt::print("{:<20} {}\n", kind.name, kind.text);
    return done;
}

int draw_chart(const Arguments& arguments, Progress& progress)
{
    if (arguments.list) return list_kinds();
    if (arguments.kind.empty() || (arguments.output.empty() && arguments.csv.empty()))
        return report_failure({ErrorKind::invalid,
                               "Give --kind and -o FILE.svg, .png or .pdf (or --csv FILE); --list prints the kinds.",
                               ""});
    const auto study = chart_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    const auto chart = report::make_chart(arguments.kind, study->charted(), study->comparisons, study->options);
    if (!chart) return report_failure(chart.error());
    if (!arguments.csv.empty())
        if (const auto written = write_file(arguments.csv, report::to_csv(*chart)); !written)
            return report_failure(written.error());
    if (arguments.output.empty()) return done;
    const Offscreen offscreen;
    const auto written = ui::write_chart(*chart, arguments.output, {960, 600}, arguments.dark);
    return written ? done : report_failure(written.error());
}

} // namespace

void add_chart(CLI::App& app, Context& context, int& exit_code)
{
    auto* command = app.add_subcommand("chart", "Draw one chart into a file");
    const auto arguments = std::make_shared<Arguments>();
    add_study_options(*command, arguments->study);
    command->add_option("--kind", arguments->kind, "Name of the chart; --list prints them");
    command->add_option("-o,--output", arguments->output, "FILE.svg, FILE.png or FILE.pdf");
    command->add_option("--csv", arguments->csv, "Also write the chart's data");
    command->add_flag("--dark", arguments->dark, "Draw for a dark page");
    command->add_flag("--list", arguments->list, "Print the kinds");
    command->callback([arguments, &context, &exit_code] { exit_code = draw_chart(*arguments, context.progress); });
}

} // namespace kneepoint::app
