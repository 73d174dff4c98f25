// SPDX-License-Identifier: GPL-3.0-or-later
#include "json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace kneepoint::app {

using Json = nlohmann::ordered_json;

Json number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text)
{
    return text.empty() ? Json(nullptr) : Json(text);
}

void print(const Json& document)
{
    fmt::print("{}\n", document.dump(1, ' ', false, Json::error_handler_t::replace));
}

Json problems_json(const Problems& problems)
{
    auto list = Json::array();
    for (const Problem& p : problems) {
        auto corrections = Json::array();
        for (const Correction& c : p.corrections)
            corrections.push_back(
                {{"what", c.what}, {"published", number(c.published)}, {"corrected", number(c.corrected)}});
        list.push_back({{"file", p.file},
                        {"severity", to_string(p.severity)},
                        {"code", p.code},
                        {"text", p.text},
                        {"place", p.place},
                        {"corrections", corrections},
                        {"known_issue", text_or_null(std::string(known_issue(p.code)))}});
    }
    return list;
}

namespace {

template<typename T>
Json optional(const std::optional<T>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json interval_json(const std::optional<Interval>& interval)
{
    return interval ? Json::array({number(interval->low), number(interval->high)}) : Json(nullptr);
}

Json distribution_json(const Distribution& d)
{
    auto percentiles = Json::object();
    auto intervals = Json::object();
    for (const Percentile& p : d.percentiles) {
        percentiles[percentile_key(p.rank)] = number(p.value);
        if (p.interval) intervals[percentile_key(p.rank)] = interval_json(p.interval);
    }
    Json json{{"definition", d.definition}, {"count", optional(d.count)}, {"mean", number(d.mean)},
              {"median", number(d.median)}, {"stddev", number(d.stddev)}, {"min", number(d.min)},
              {"max", number(d.max)},       {"percentiles", percentiles}};
    if (d.mean_interval) json["mean_interval"] = interval_json(d.mean_interval);
    if (!intervals.empty()) json["percentile_intervals"] = intervals;
    json["missing"] = d.missing;
    json["derived"] = d.derived;
    json["path"] = d.path;
    return json;
}

Json metrics_json(const std::map<MetricId, Distribution>& metrics)
{
    auto json = Json::object();
    for (const MetricInfo& info : metric_catalogue()) {
        const auto found = metrics.find(info.id);
        json[std::string(info.key)] =
            found == metrics.end() || found->second.empty() ? Json(nullptr) : distribution_json(found->second);
    }
    return json;
}

Json counts_json(const RequestCounts& counts)
{
    return {{"successful", optional(counts.successful)},
            {"errored", optional(counts.errored)},
            {"incomplete", optional(counts.incomplete)}};
}

Json level_json(const Level& level)
{
    return {{"index", level.index},
            {"label", level.label},
            {"strategy", to_string(level.strategy)},
            {"target_rate", number(level.target_rate)},
            {"streams", optional(level.streams)},
            {"max_concurrency", optional(level.max_concurrency)},
            {"duration_s", number(level.duration_s)},
            {"requests", counts_json(level.requests)},
            {"listed_requests", counts_json(level.listed)},
            {"metrics", metrics_json(level.metrics)},
            {"metrics_all_requests", metrics_json(level.metrics_all_requests)},
            {"problems", problems_json(level.problems)},
            {"path", level.path}};
}

Json setup_json(const Setup& setup)
{
    auto facts = Json::object();
    for (const auto& [key, fact] : setup.facts) facts[key] = {{"value", fact.value}, {"path", fact.path}};
    return {{"model", text_or_null(setup.model)},
            {"scheme", text_or_null(setup.scheme)},
            {"scheme_source", text_or_null(setup.scheme_source)},
            {"gpu", text_or_null(setup.gpu)},
            {"facts", facts}};
}

Json score_json(const TaskScore& s)
{
    return {{"task", s.task},
            {"alias", s.alias},
            {"group", text_or_null(s.group)},
            {"is_group", s.is_group},
            {"version", text_or_null(s.version)},
            {"metric", s.metric},
            {"filter", s.filter},
            {"n_shot", optional(s.n_shot)},
            {"value", number(s.value)},
            {"stderr", number(s.stderr_value)},
            {"n", optional(s.n)},
            {"n_source", text_or_null(s.n_source)},
            {"higher_is_better", optional(s.higher_is_better)},
            {"provenance", s.path}};
}

Json samples_json(const TaskSamples& s)
{
    auto metrics = Json::array();
    for (const auto& [metric, values] : s.scores) metrics.push_back(metric);
    return {{"task", s.task},   {"filter", s.filter}, {"documents", s.doc_id.size()},
            {"lines", s.lines}, {"metrics", metrics}, {"file", s.file}};
}

Json files_json(const Provenance& provenance)
{
    auto files = Json::array();
    for (const SourceFile& f : provenance.files)
        files.push_back({{"file", f.file}, {"sha256", f.sha256}, {"format", f.format}});
    return files;
}

Json conclusions_json(const std::vector<Conclusion>& conclusions)
{
    auto list = Json::array();
    for (const Conclusion& c : conclusions)
        list.push_back({{"kind", c.kind},
                        {"status", c.status},
                        {"text", c.text},
                        {"streams", number(c.streams)},
                        {"path", c.path}});
    return list;
}

Json import_run(const Study& study, const Run& run)
{
    const auto role = study.pairing.roles.find(run.id);
    const bool performance = run.kind == RunKind::performance, accuracy = run.kind == RunKind::accuracy;
    std::size_t tasks = 0;
    std::string last;
    for (const TaskScore& s : run.scores)
        if (s.task != last) last = s.task, ++tasks;
    return {{"id", run.id},
            {"kind", to_string(run.kind)},
            {"format", run.format},
            {"file", run.file()},
            {"model", text_or_null(run.setup.model)},
            {"scheme", text_or_null(run.setup.scheme)},
            {"gpu", text_or_null(run.setup.gpu)},
            {"tool", {{"name", run.tool.name}, {"version", text_or_null(run.tool.version)}}},
            {"started", text_or_null(run.started)},
            {"levels", performance ? Json(run.levels.size()) : Json(nullptr)},
            {"tasks", accuracy ? Json(tasks) : Json(nullptr)},
            {"role", role == study.pairing.roles.end() ? Json(nullptr) : Json(to_string(role->second))},
            {"void", run.void_result},
            {"files", files_json(run.provenance)}};
}

} // namespace

Json run_document(const Run& run)
{
    Json json{{"schema", "kneepoint.run/1"},
              {"id", run.id},
              {"kind", to_string(run.kind)},
              {"format", run.format},
              {"model", text_or_null(run.setup.model)},
              {"tool", {{"name", run.tool.name}, {"version", text_or_null(run.tool.version)}}},
              {"started", text_or_null(run.started)},
              {"finished", text_or_null(run.finished)},
              {"void", run.void_result},
              {"setup", setup_json(run.setup)},
              {"files", files_json(run.provenance)},
              {"problems", problems_json(run.problems)}};
    if (run.kind == RunKind::performance) {
        auto& levels = json["levels"] = Json::array();
        for (const Level& level : run.levels) levels.push_back(level_json(level));
        json["conclusions"] = conclusions_json(run.conclusions);
    }
    if (run.kind == RunKind::accuracy) {
        auto& scores = json["scores"] = Json::array();
        for (const TaskScore& s : run.scores) scores.push_back(score_json(s));
        auto& samples = json["samples"] = Json::array();
        for (const TaskSamples& s : run.samples) samples.push_back(samples_json(s));
    }
    return json;
}

Json import_document(const Study& study)
{
    Json json{{"schema", "kneepoint.import/1"}};
    auto& runs = json["runs"] = Json::array();
    for (const Run& run : study.catalogue.runs) runs.push_back(import_run(study, run));
    auto& pairs = json["pairs"] = Json::array();
    for (const auto& pair : study.pairing.pairs)
        pairs.push_back(
            {{"base", pair.base}, {"candidates", pair.candidates}, {"kind", to_string(pair.kind)}, {"why", pair.why}});
    auto& repetitions = json["repetitions"] = Json::array();
    for (const auto& [first, others] : study.pairing.repetitions)
        for (const auto& id : others) repetitions.push_back({{"id", id}, {"of", first}});
    auto& unpaired = json["unpaired"] = Json::array();
    for (const auto& [id, why] : study.pairing.unpaired) unpaired.push_back({{"id", id}, {"why", why}});
    auto& skipped = json["skipped"] = Json::array();
    for (const auto& file : study.catalogue.skipped) skipped.push_back({{"file", file.file}, {"why", file.why}});
    json["problems"] = problems_json(found_problems(study));
    return json;
}

} // namespace kneepoint::app
