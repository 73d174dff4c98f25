// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace kneepoint::load {

struct ClientSetup;
struct LevelRecords;

/// What a vLLM server counts of its prefix cache since it started, in prompt tokens: looked up, and found there.
struct PrefixCacheCounts {
    double queries = 0, hits = 0;

    /// Of the tokens looked up since `before`. Nothing when there were none, or when the server was started anew.
    std::optional<double> hit_share_since(const PrefixCacheCounts& before) const;
};

/// Reads the text of /metrics: vllm:prefix_cache_queries_total and _hits_total, or the names before vLLM 0.10 (with
/// "gpu_"), all engines together. Nothing where it has none.
std::optional<PrefixCacheCounts> read_prefix_cache_counts(std::string_view metrics);
/// Asks the server, waiting two seconds at most. Nothing where it does not tell.
std::optional<PrefixCacheCounts> prefix_cache_counts(const ClientSetup& setup);
/// Of the tokens of a level's prompts, those that the server had in its prefix cache already: by its counters, else by
/// the usage of its answers. Nothing where it tells neither.
std::optional<double> prefix_cache_share(const LevelRecords& records);

} // namespace kneepoint::load
