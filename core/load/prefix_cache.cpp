// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/load/prefix_cache.h"

#include "kneepoint/base/text.h"
#include "kneepoint/load/target.h"

#include <charconv>
#include <cmath>

namespace kneepoint::load {

namespace {

constexpr double metrics_wait_s = 2;

struct Sample {
    std::string_view name;
    double value = 0;
};

/// A line `name{labels} value` of the Prometheus text format.
std::optional<Sample> sample(std::string_view line)
{
    const std::size_t name_end = line.find_first_of("{ ");
    if (line.starts_with('#') || name_end == std::string_view::npos) return std::nullopt;
    const std::size_t labels_end = line[name_end] == '{' ? line.rfind('}') : name_end;
    if (labels_end == std::string_view::npos) return std::nullopt;
    const std::string_view number = trimmed(line.substr(labels_end + 1));
    Sample found{.name = line.substr(0, name_end)};
    const auto read = std::from_chars(number.data(), number.data() + number.size(), found.value);
    if (read.ec != std::errc() || !std::isfinite(found.value)) return std::nullopt;
    return found;
}

/// Of the tokens of prompts that succeeded, where the answers say so.
std::optional<double> cached_by_usage(const LevelRecords& records)
{
    double prompt = 0, cached = 0;
    bool told = false;
    for (const RequestRecord& r : records.requests) {
        if (r.outcome != OutcomeClass::ok || !r.usage.prompt_tokens) continue;
        told |= r.usage.cached_tokens.has_value();
        prompt += *r.usage.prompt_tokens;
        cached += r.usage.cached_tokens.value_or(0);
    }
    if (!told || !(prompt > 0)) return std::nullopt;
    return cached / prompt;
}

} // namespace

std::optional<double> PrefixCacheCounts::hit_share_since(const PrefixCacheCounts& before) const
{
    if (!(queries > before.queries) || hits < before.hits) return std::nullopt;
    return (hits - before.hits) / (queries - before.queries);
}

std::optional<PrefixCacheCounts> read_prefix_cache_counts(std::string_view metrics)
{
    PrefixCacheCounts counts;
    bool any = false;
    for (const std::string_view line : lines(metrics)) {
        if (line.find("prefix_cache_") == std::string_view::npos) continue;
        const auto found = sample(line);
        if (!found) continue;
        if (found->name == "vllm:prefix_cache_queries_total" || found->name == "vllm:gpu_prefix_cache_queries_total") {
            counts.queries += found->value;
            any = true;
        }
        if (found->name == "vllm:prefix_cache_hits_total" || found->name == "vllm:gpu_prefix_cache_hits_total")
            counts.hits += found->value;
    }
    if (!any) return std::nullopt;
    return counts;
}

std::optional<double> prefix_cache_share(const LevelRecords& records)
{
    if (!records.cache_before || !records.cache_after) return cached_by_usage(records);
    return records.cache_after->hit_share_since(*records.cache_before);
}

std::optional<PrefixCacheCounts> prefix_cache_counts(const ClientSetup& setup)
{
    const auto answer = fetch(setup, path_beside_api(setup.endpoint, "metrics"), {}, metrics_wait_s);
    if (!answer || answer->status != 200) return std::nullopt;
    return read_prefix_cache_counts(answer->body);
}

} // namespace kneepoint::load
