// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace kneepoint::load {

namespace {

/// Seconds with all nine digits of the nanoseconds.
std::string seconds(Nanoseconds at)
{
    const char* sign = at < 0 ? "-" : "";
    const auto whole = static_cast<std::uint64_t>(at < 0 ? -at : at);
    return fmt::format("{}{}.{:09}", sign, whole / 1'000'000'000, whole % 1'000'000'000);
}

void member(std::string& line, std::string_view key, const std::optional<Nanoseconds>& at)
{
    fmt::format_to(std::back_inserter(line), ",\"{}\":{}", key, at ? seconds(*at) : "null");
}

void member(std::string& line, std::string_view key, const std::optional<std::uint32_t>& number)
{
    if (number) fmt::format_to(std::back_inserter(line), ",\"{}\":{}", key, *number);
}

/// The next number of a list that was begun. Without a format to read: there is one for each token.
void append(std::string& line, std::int64_t number)
{
    if (!line.ends_with('[')) line += ',';
    const fmt::format_int digits(number);
    line.append(digits.data(), digits.size());
}

/// Gaps in nanoseconds, the first one from the request's sending: short, and exact.
void chunks(std::string& line, const RequestRecord& record)
{
    line += ",\"chunk_gaps_ns\":[";
    Nanoseconds before = record.sent.value_or(0);
    for (const Chunk& chunk : record.chunks) {
        append(line, chunk.at - before);
        before = chunk.at;
    }
    line += ']';
    if (std::ranges::all_of(record.chunks, [](const Chunk& c) { return c.tokens == 1; })) return;
    line += ",\"chunk_tokens\":[";
    for (const Chunk& chunk : record.chunks) append(line, chunk.tokens);
    line += ']';
}

} // namespace

std::string request_line(const RequestRecord& record, int level)
{
    std::string line = fmt::format("{{\"level\":{},\"index\":{},\"outcome\":\"{}\",\"status\":{}", level, record.index,
                                   to_string(record.outcome), record.status);
    member(line, "scheduled_s", std::optional(record.scheduled));
    member(line, "started_s", record.started);
    member(line, "connected_s", record.connected);
    member(line, "sent_s", record.sent);
    member(line, "first_byte_s", record.first_byte);
    member(line, "first_token_s", record.first_token);
    member(line, "last_token_s", record.last_token);
    member(line, "end_s", record.end);
    member(line, "prompt_tokens", record.usage.prompt_tokens);
    member(line, "output_tokens", record.usage.completion_tokens);
    member(line, "cached_tokens", record.usage.cached_tokens);
    fmt::format_to(std::back_inserter(line),
                   ",\"chunks\":{},\"reads\":{},\"merged_reads\":{},\"done\":{},\"finished\":{}", record.chunks.size(),
                   record.reads, record.merged_reads, record.done_seen, record.finish_seen);
    if (record.conversation)
        fmt::format_to(std::back_inserter(line), ",\"conversation\":{},\"turn\":{}", *record.conversation, record.turn);
    if (record.waited) line += ",\"waited\":true";
    if (!record.error.empty())
        line +=
            ",\"error\":" + nlohmann::json(record.error).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    chunks(line, record);
    return line + "}\n";
}

} // namespace kneepoint::load
