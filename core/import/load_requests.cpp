// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/import/formats.h"

#include <simdjson.h>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace kneepoint::import {

namespace {

namespace ondemand = simdjson::ondemand;
constexpr double no_time = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t most_levels = 10'000; ///< a larger number is damage, and must not become memory

/// What is compared of a line; times in seconds after its level's start.
struct RequestLine {
    std::optional<std::uint64_t> level;
    std::optional<Outcome> outcome;
    double started = no_time, sent = no_time, first_token = no_time, last_token = no_time, end = no_time;
    double prompt_tokens = no_time, output_tokens = no_time, chunks = no_time;
};

Outcome outcome_of(std::string_view word)
{
    if (word == "ok") return Outcome::successful;
    return word == "incomplete" ? Outcome::incomplete : Outcome::errored;
}

double* place_of(RequestLine& line, std::string_view key)
{
    const std::pair<std::string_view, double*> members[] = {
        {"started_s", &line.started},           {"sent_s", &line.sent},  {"first_token_s", &line.first_token},
        {"last_token_s", &line.last_token},     {"end_s", &line.end},    {"prompt_tokens", &line.prompt_tokens},
        {"output_tokens", &line.output_tokens}, {"chunks", &line.chunks}};
    for (const auto& [name, place] : members)
        if (name == key) return place;
    return nullptr;
}

bool read_member(ondemand::field& member, RequestLine& line)
{
    std::string_view key;
    if (member.unescaped_key().get(key)) return false;
    auto& value = member.value();
    if (key == "level") {
        std::uint64_t level = 0;
        if (value.get_uint64().get(level) || level >= most_levels) return false;
        line.level = level;
    } else if (key == "outcome") {
        std::string_view word;
        if (value.get_string().get(word)) return false;
        line.outcome = outcome_of(word);
    } else if (double* place = place_of(line, key)) {
        double number = no_time;
        if (!value.get_double().get(number) && std::isfinite(number)) *place = number; // null: it did not get so far
    }
    return true;
}

class RequestLineReader {
public:
    /// @param rest bytes from the line's first to the end of the text
    std::optional<RequestLine> read(std::string_view text, std::size_t rest)
    {
        ondemand::document document;
        ondemand::object object;
        if (padded(text, rest).get(document) || document.get_object().get(object)) return std::nullopt;
        RequestLine line;
        for (auto item : object) {
            ondemand::field member;
            if (std::move(item).get(member) || !read_member(member, line)) return std::nullopt;
        }
        if (!line.level || !line.outcome) return std::nullopt;
        return line;
    }

private:
    simdjson::simdjson_result<ondemand::document> padded(std::string_view text, std::size_t rest)
    {
        if (rest >= text.size() + simdjson::SIMDJSON_PADDING)
            return m_parser.iterate(simdjson::padded_string_view(text.data(), text.size(), rest));
        m_copy.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        m_copy.assign(text);
        return m_parser.iterate(simdjson::padded_string_view(m_copy.data(), m_copy.size(), m_copy.capacity()));
    }

    ondemand::parser m_parser;
    std::string m_copy; ///< of the last lines, behind which there is no room to read on
};

/// By the definitions of docs/load.md: ttft.from_send, itl.token_weighted, tpot.with_ttft.
void append(RequestColumns& to, const RequestLine& line)
{
    const double from = std::isnan(line.sent) ? line.started : line.sent;
    const double tokens = std::isnan(line.output_tokens) ? line.chunks : line.output_tokens;
    to.start_s.push_back(from);
    to.latency_s.push_back(line.end - from);
    to.ttft_ms.push_back((line.first_token - from) * 1000);
    to.itl_ms.push_back(tokens > 1 ? (line.last_token - line.first_token) / (tokens - 1) * 1000 : no_time);
    to.tpot_ms.push_back(tokens > 0 ? (line.last_token - from) / tokens * 1000 : no_time);
    to.prompt_tokens.push_back(line.prompt_tokens);
    to.output_tokens.push_back(tokens);
    to.outcome.push_back(*line.outcome);
}

Level& listed_level(Run& run, std::uint64_t index)
{
    while (run.levels.size() <= index) run.levels.emplace_back().index = static_cast<int>(run.levels.size()) - 1;
    return run.levels[index];
}

} // namespace

Result<Imported> load_requests(std::string_view text, const Source& source, Progress& progress)
{
    Imported imported;
    Run run;
    run.kind = RunKind::performance;
    run.format = load_requests_run_format;
    RequestLineReader reader;
    std::uint64_t damaged = 0;
    // A last line without its end is still being written.
    for (std::size_t at = 0, end = text.find('\n'); end != std::string_view::npos;
         at = end + 1, end = text.find('\n', at)) {
        if (progress.cancelled()) return failure(ErrorKind::cancelled, "Reading was stopped.", source.file);
        const auto json = trimmed(text.substr(at, end - at));
        if (json.empty()) continue;
        const auto begin = static_cast<std::size_t>(json.data() - text.data());
        if (const auto line = reader.read(json, text.size() - begin))
            append(listed_level(run, *line->level).columns, *line);
        else
            ++damaged;
    }
    if (damaged > 0)
        imported.problems.push_back(
            {Severity::warning,
             "requests-damaged",
             "Left out of the listed requests: " + counted(damaged, "damaged line", "damaged lines") + ".",
             {},
             {}});
    imported.runs.push_back(std::move(run));
    return imported;
}

} // namespace kneepoint::import
