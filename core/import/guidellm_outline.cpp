// SPDX-License-Identifier: GPL-3.0-or-later
#include "guidellm_outline.h"

#include "json_body.h"
#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace kneepoint::import {

namespace {

constexpr std::size_t outline_limit = 128 << 20;
constexpr std::string_view mark_start = "kneepoint:request-list:";

/// The outcome of the list that opens at `open`, when it is a list of requests: `"successful": [{`. GuideLLM 0.1 calls
/// the lists "results" and "errors". A quote before the key cannot be part of a text: it would be escaped.
std::optional<Outcome> request_list_at(std::string_view text, std::size_t open)
{
    static constexpr auto keys = std::to_array<std::pair<std::string_view, Outcome>>({
        {"\"successful\"", Outcome::successful},
        {"\"errored\"", Outcome::errored},
        {"\"incomplete\"", Outcome::incomplete},
        {"\"results\"", Outcome::successful},
        {"\"errors\"", Outcome::errored},
    });
    const auto first = text.find_first_not_of(json_blank, open + 1);
    if (first == std::string_view::npos || text[first] != '{') return std::nullopt;
    const auto before = trimmed(text.substr(open < 64 ? 0 : open - 64, std::min<std::size_t>(open, 64)));
    if (!before.ends_with(':')) return std::nullopt;
    const auto key = trimmed(before.substr(0, before.size() - 1));
    for (const auto& [name, outcome] : keys)
        if (key.ends_with(name)) return outcome;
    return std::nullopt;
}

Result<void> append_piece(Outline& outline, std::string_view json, std::size_t from, std::size_t to)
{
    if (outline.text.size() + (to - from) > outline_limit)
        return failure(ErrorKind::too_large,
                       "The file holds more than 128 MiB beside its requests; no GuideLLM report does.");
    outline.pieces.emplace_back(outline.text.size(), from);
    outline.text.append(json.substr(from, to - from));
    return {};
}

} // namespace

std::string list_mark(std::size_t n)
{
    return '"' + std::string(mark_start) + std::to_string(n) + '"';
}

const RequestList* marked_list(const Outline& outline, std::string_view mark)
{
    if (!mark.starts_with(mark_start)) return nullptr;
    mark.remove_prefix(mark_start.size());
    std::size_t n = 0;
    if (std::from_chars(mark.data(), mark.data() + mark.size(), n).ec != std::errc{}) return nullptr;
    return n < outline.lists.size() ? &outline.lists[n] : nullptr;
}

std::size_t Outline::original_offset(std::size_t at) const
{
    const auto after = std::ranges::upper_bound(pieces, at, {}, &std::pair<std::size_t, std::size_t>::first);
    if (after == pieces.begin()) return at;
    return std::prev(after)->second + (at - std::prev(after)->first);
}

Result<Outline> read_outline(std::string_view json, Progress& progress)
{
    Outline outline;
    std::size_t piece = 0;
    for (std::size_t at = 0; (at = json.find('[', at)) != std::string_view::npos;) {
        const auto outcome = request_list_at(json, at);
        if (!outcome) {
            ++at;
            continue;
        }
        auto list = read_request_list(json, at, *outcome, progress);
        if (!list) return std::unexpected(list.error());
        if (const auto added = append_piece(outline, json, piece, at); !added) return std::unexpected(added.error());
        if (!list->closed) {
            outline.cut_short = true;
            return outline;
        }
        outline.text += '[' + list_mark(outline.lists.size()) + ']';
        piece = at = list->end;
        outline.lists.push_back(std::move(*list));
    }
    if (const auto added = append_piece(outline, json, piece, json.size()); !added)
        return std::unexpected(added.error());
    return outline;
}

} // namespace kneepoint::import
