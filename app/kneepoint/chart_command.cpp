// SPDX-License-Identifier: GPL-3.0-or-later
#include "offscreen.h"
#include "study.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "plots/chart_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <memory>

namespace kneepoint::app {

namespace {

struct Arguments {
    StudyArguments study;
    std::string kind;
    std::string output;
    std::string csv;
    std::string size = "960x600";
    bool list = false;
    bool dark = false;
};

int list_kinds()
{
    for (const auto& kind : report::chart_kinds()) fmt::print("{:<20} {}\n", kind.name, kind.text);
    return done;
}

/// "960x600". @error invalid, with what is allowed
Result<QSize> size_of(const std::string& text)
{
    constexpr int least = 200, most = 10'000;
    const auto parts = split(text, 'x');
    const auto side = [&](std::size_t i) {
        int value = 0;
        const auto* end = parts[i].data() + parts[i].size();
        const auto [stopped, error] = std::from_chars(parts[i].data(), end, value);
        return error == std::errc{} && stopped == end ? value : 0;
    };
    const auto allowed = [](int value) { return value >= least && value <= most; };
    if (parts.size() != 2 || !allowed(side(0)) || !allowed(side(1)))
        return failure(ErrorKind::invalid,
                       fmt::format("\"{}\" is no size of a chart; give width x height of {} to {} each, such as "
                                   "960x600.",
                                   text, least, most));
    return QSize(side(0), side(1));
}

int draw_chart(const Arguments& arguments, Progress& progress)
{
    if (arguments.list) return list_kinds();
    if (arguments.kind.empty() || (arguments.output.empty() && arguments.csv.empty()))
        return report_failure({ErrorKind::invalid,
                               "Give --kind and -o FILE.svg, .png or .pdf (or --csv FILE); --list prints the kinds.",
                               ""});
    const auto size = size_of(arguments.size);
    if (!size) return report_failure(size.error());
    const auto study = chart_study(arguments.study, progress);
    if (!study) return report_failure(study.error());
    const auto chart = report::make_chart(arguments.kind, study->charted(), study->comparisons, study->options);
    if (!chart) return report_failure(chart.error());
    if (!arguments.csv.empty())
        if (const auto written = write_file(arguments.csv, report::to_csv(*chart)); !written)
            return report_failure(written.error());
    if (arguments.output.empty()) return done;
    const Offscreen offscreen;
    const auto written = ui::write_chart(*chart, arguments.output, *size, arguments.dark);
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
    command->add_option("--size", arguments->size, "Width x height; a PNG has two dots for each")
        ->capture_default_str();
    command->add_flag("--dark", arguments->dark, "Draw for a dark page");
    command->add_flag("--list", arguments->list, "Print the kinds");
    command->callback([arguments, &context, &exit_code] { exit_code = draw_chart(*arguments, context.progress); });
}

} // namespace kneepoint::app
