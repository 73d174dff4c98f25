// SPDX-License-Identifier: GPL-3.0-or-later
#include "report_source.h"

#include "run_json.h"

#include "kneepoint/base/file.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <map>

namespace kneepoint::load {

Result<ReportSource> report_source(const std::string& run_json, const std::filesystem::path& requests)
{
    ReportSource source;
    source.run = nlohmann::json::parse(run_json, nullptr, false);
    if (!source.run.is_object() || source.run.value("format", "") != "kneepoint-load/1" ||
        !source.run.contains("levels") || !source.run["levels"].is_array())
        return failure(ErrorKind::unreadable, "This is no result of kneepoint-load.", "run.json");
    if (!source.run.contains("id")) // as runs of before had none
        source.run["id"] = uuid_of(source.run.value("started", "") + source.run.value("model", ""));
    std::map<int, std::size_t> positions;
    for (const auto& level : source.run["levels"]) positions.emplace(level.value("index", -1), positions.size());
    source.requests.resize(source.run["levels"].size());
    if (positions.size() != source.requests.size())
        return failure(ErrorKind::unreadable, "Two levels have one index.", "run.json");
    if (source.requests.empty()) return source;
    const auto text = read_file(requests);
    if (!text) return std::unexpected(text.error());
    std::size_t at = 0;
    for (const auto line : lines(*text)) {
        ++at;
        auto request = nlohmann::json::parse(line, nullptr, false);
        const auto position = request.is_object() ? positions.find(request.value("level", -1)) : positions.end();
        // A level that did not end left lines that belong to nothing.
        if (request.is_object() && position == positions.end()) continue;
        if (position == positions.end())
            return failure(ErrorKind::unreadable, "A line is no request.", fmt::format("requests.jsonl:{}", at));
        source.requests[position->second].push_back(std::move(request));
    }
    return source;
}

std::optional<double> number(const nlohmann::json& object, const char* key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

double output_tokens(const nlohmann::json& request)
{
    if (const auto usage = number(request, "output_tokens")) return *usage;
    double tokens = 0;
    if (const auto counts = request.find("chunk_tokens"); counts != request.end() && counts->is_array()) {
        for (const auto& count : *counts) tokens += count.is_number() ? count.get<double>() : 0;
        return tokens;
    }
    return number(request, "chunks").value_or(0);
}

} // namespace kneepoint::load
