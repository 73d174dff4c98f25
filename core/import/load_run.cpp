// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_at.h"
#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"
#include "kneepoint/import/json_text.h"
#include "load_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view known_format = "kneepoint-load/1";

struct FactMember {
    std::string_view fact, object, key;
};

constexpr auto fact_places = std::to_array<FactMember>({
    {"server.target", "target", "url"},
    {"server.version", "target", "server_version"},
    {"workload.prompt_tokens", "request", "prompt_tokens"},
    {"workload.output_tokens", "request", "output_tokens"},
    {"workload.data", "request", "prompt"},
    {"load.request_format", "request", "api"},
    {"load.profile", "profile", "kind"},
    {"load.max_seconds", "profile", "max_seconds"},
    {"load.max_requests", "profile", "max_requests"},
    {"load.max_concurrency", "profile", "max_concurrency"},
    {"load.warmup", "profile", "warmup_s"},
    {"load.cooldown", "profile", "cooldown_s"},
    {"load.seed", "profile", "seed"},
});

/// "2025-12-08T10:11:12.123Z" without its fraction.
std::string whole_seconds(const std::string& time)
{
    const auto point = time.find('.');
    return point == std::string::npos ? time : time.substr(0, point) + "Z";
}

/// Stays the same while the file grows, so that what was chosen for the run holds: of all that a run knows when it
/// begins.
std::string stable_id(Json json)
{
    for (const char* grows : {"finished", "complete", "requests_bytes", "selftest", "conclusions", "levels"})
        json.erase(grows);
    return sha256(json.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(0, 10);
}

Setup setup_of(const Json& json)
{
    Setup setup;
    setup.model = text_at(json, {"model"});
    setup.scheme = scheme_from_text(setup.model);
    if (!setup.scheme.empty()) setup.scheme_source = "model name";
    for (const auto& [fact, object, key] : fact_places)
        if (auto value = text_at(json, {object, key}); !value.empty())
            setup.facts[std::string(fact)] = {std::move(value), fmt::format("{}.{}", object, key)};
    return setup;
}

std::vector<Conclusion> conclusions_of(const Json& json)
{
    std::vector<Conclusion> conclusions;
    const Json* all = json_at(json, {"conclusions"});
    if (!all || !all->is_array()) return conclusions;
    for (std::size_t i = 0; i < all->size(); ++i) {
        const Json& c = (*all)[i];
        conclusions.push_back({text_at(c, {"kind"}), text_at(c, {"status"}), one_line(text_at(c, {"text"}), 400),
                               number_at(c, {"streams"}), fmt::format("conclusions[{}]", i)});
    }
    return conclusions;
}

void note_state(Run& run, const Json& json)
{
    const auto succeeded = [](const Level& level) { return level.requests.successful.value_or(0) > 0; };
    run.void_result = !run.levels.empty() && std::ranges::none_of(run.levels, succeeded);
    if (run.void_result)
        run.problems.push_back({Severity::error,
                                "no-success",
                                "No request of the run succeeded, so its numbers say nothing. The reasons are in "
                                "requests.jsonl beside it.",
                                {},
                                {}});
    const Json* complete = json_at(json, {"complete"});
    if (complete && *complete == true) return;
    run.problems.push_back(
        {Severity::note,
         "run-incomplete",
         fmt::format("The run was stopped or goes on still: it holds {} so far.", counted(run.levels.size(), "level")),
         {},
         {}});
}

} // namespace

Result<Imported> load_run(std::string_view text, const Source& source, Progress& progress)
{
    Imported imported;
    const auto json = parse_json(text, imported.problems);
    if (!json) return std::unexpected(json.error());
    if (text_at(*json, {"format"}) != known_format)
        return failure(ErrorKind::unsupported,
                       fmt::format("This run says format \"{}\"; \"{}\" is known. A newer Kneepoint may read it.",
                                   one_line(text_at(*json, {"format"}), 60), known_format),
                       source.file);
    Run run;
    run.id = stable_id(*json);
    run.run_key = text_at(*json, {"id"});
    run.kind = RunKind::performance;
    run.format = known_format;
    run.tool = {text_at(*json, {"tool", "name"}), text_at(*json, {"tool", "version"})};
    run.started = whole_seconds(text_at(*json, {"started"}));
    run.finished = whole_seconds(text_at(*json, {"finished"}));
    run.setup = setup_of(*json);
    run.conclusions = conclusions_of(*json);
    if (const Json* levels = json_at(*json, {"levels"}); levels && levels->is_array())
        for (const Json& level : *levels) {
            if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
            run.levels.push_back(load_level(level, static_cast<int>(run.levels.size())));
        }
    note_state(run, *json);
    imported.runs.push_back(std::move(run));
    return imported;
}

} // namespace kneepoint::import
