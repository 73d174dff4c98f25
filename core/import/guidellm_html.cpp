// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_html_run.h"
#include "json_span.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"

#include <nlohmann/json.hpp>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

/// The value that a script gives to `window.<name>`: of several the first that is not empty, because the page's own
/// code sets empty ones as well.
Result<Json> window_value(std::string_view html, std::string_view name, Problems& problems)
{
    const auto variable = "window." + std::string(name);
    for (std::size_t at = 0; (at = html.find(variable, at)) != std::string_view::npos;) {
        at = html.find_first_not_of(" \t\r\n", at + variable.size());
        if (at == std::string_view::npos || html[at] != '=') continue;
        at = html.find_first_not_of(" \t\r\n", at + 1);
        if (at == std::string_view::npos || (html[at] != '{' && html[at] != '[')) continue;
        const std::size_t end = span_end(html, at, 0);
        if (end == std::string_view::npos)
            return failure(ErrorKind::unreadable, "The page is cut off inside its data; copy it again.", variable);
        if (trimmed(html.substr(at + 1, end - at - 2)).empty()) continue;
        return parse_json(html.substr(at, end - at), problems);
    }
    return failure(ErrorKind::unsupported, "The page holds no data of a GuideLLM report.", variable);
}

} // namespace

Result<Imported> guidellm_html(std::string_view text, const Source& source, Progress& progress)
{
    Imported imported;
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was cancelled.");
    auto report = window_value(text, "GUIDELLM_REPORT", imported.problems);
    if (report) {
        imported.runs.push_back(run_of_html_0_8(*report));
    } else if (report.error().kind != ErrorKind::unsupported) {
        return std::unexpected(report.error());
    } else {
        const auto benchmarks = window_value(text, "benchmarks", imported.problems);
        if (!benchmarks) return std::unexpected(benchmarks.error());
        const auto info = window_value(text, "runInfo", imported.problems);
        const auto details = window_value(text, "workloadDetails", imported.problems);
        imported.runs.push_back(
            run_of_html_0_3(*benchmarks, info.value_or(Json::object()), details.value_or(Json::object())));
    }
    for (Problem& problem : imported.problems) problem.file = source.file;
    for (Run& run : imported.runs) {
        run.provenance.files = {{source.file, source.sha256, run.format}};
        for (Problem& problem : run.problems) problem.file = source.file;
        for (Level& level : run.levels)
            for (Problem& problem : level.problems) problem.file = source.file;
    }
    progress.report(1, source.file);
    return imported;
}

} // namespace kneepoint::import
