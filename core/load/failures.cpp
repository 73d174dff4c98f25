// SPDX-License-Identifier: GPL-3.0-or-later
#include "failures.h"

#include "kneepoint/base/text.h"
#include "kneepoint/load/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace kneepoint::load {

namespace {

std::string kind_of(const RequestRecord& record)
{
    if (record.outcome == OutcomeClass::status) return fmt::format("HTTP {}", record.status);
    return replaced(std::string(to_string(record.outcome)), "_", " ");
}

/// "20 HTTP 429, 7 stalled": the most frequent first.
std::string in_order(const std::map<std::string, std::size_t>& kinds)
{
    std::vector<std::pair<std::string, std::size_t>> order(kinds.begin(), kinds.end());
    std::ranges::sort(order, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    std::vector<std::string> parts;
    for (const auto& [kind, count] : order) parts.push_back(fmt::format("{} {}", count, kind));
    return join(parts, ", ");
}

} // namespace

bool Failures::many() const
{
    return share > allowed_failures;
}

bool Failures::many_own() const
{
    return own_share > allowed_failures;
}

Failures failures(const LevelRecords& records)
{
    std::size_t ended = 0, failed = 0, own = 0;
    std::map<std::string, std::size_t> kinds;
    for (const RequestRecord& record : records.requests) {
        if (record.outcome == OutcomeClass::incomplete) continue;
        ++ended;
        if (record.outcome == OutcomeClass::ok) continue;
        ++failed;
        own += record.own_limit;
        ++kinds[kind_of(record)];
    }
    if (failed == 0) return {};
    const auto share = [&](std::size_t part) { return static_cast<double>(part) / static_cast<double>(ended); };
    std::string text = fmt::format("{} of {} failed: {}.", failed, counted(ended, "request"), in_order(kinds));
    if (own > 0) text += fmt::format(" This machine had no descriptor or port left for {} of them.", own);
    return {share(failed), share(own), std::move(text)};
}

} // namespace kneepoint::load
