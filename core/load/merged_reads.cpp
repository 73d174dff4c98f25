// SPDX-License-Identifier: GPL-3.0-or-later
#include "merged_reads.h"

#include "kneepoint/base/decimal.h"

#include <fmt/format.h>

namespace kneepoint::load {

namespace {

constexpr double few_merged = 0.05;          // of the tokens: single gaps are as exact as they can be
constexpr double allowed_uncertainty = 0.05; // of ITL
constexpr double client_share = 0.05;        // of the reads late: merging is the client's own

std::string percent(double share)
{
    return format_decimal(100 * share, share < 0.1 ? 1 : 0) + " %";
}

/// How much earlier the last token may have come than its time says.
Nanoseconds lateness_of_last(const std::vector<Chunk>& chunks)
{
    if (chunks.size() < 2 || !chunks.back().merged) return 0;
    std::size_t first_of_read = chunks.size() - 1;
    while (first_of_read > 0 && chunks[first_of_read].merged) --first_of_read;
    return first_of_read > 0 ? chunks.back().at - chunks[first_of_read - 1].at : 0;
}

} // namespace

MergedTokens merged_tokens(const LevelRecords& records, const Window& window)
{
    MergedTokens found;
    Nanoseconds decoding = 0, uncertain = 0;
    for (const RequestRecord& r : records.requests) {
        if (r.outcome != OutcomeClass::ok || r.chunks.size() < 2) continue;
        const double end = static_cast<double>(*r.end) / 1e9;
        if (end < window.begin || end > window.end) continue;
        for (const Chunk& chunk : r.chunks) found.merged += chunk.merged;
        found.tokens += r.chunks.size();
        decoding += r.chunks.back().at - r.chunks.front().at;
        uncertain += lateness_of_last(r.chunks);
    }
    if (decoding > 0) found.itl_uncertainty = static_cast<double>(uncertain) / static_cast<double>(decoding);
    return found;
}

MergedRemark merged_remark(const MergedTokens& merged, double late_reads_share)
{
    const double share = merged.share();
    if (share <= few_merged) return {};
    const bool late = late_reads_share > client_share;
    const bool unreliable = merged.itl_uncertainty > allowed_uncertainty;
    MergedRemark remark;
    remark.client_limited = late && unreliable;
    remark.text = fmt::format(
        "{} of the tokens came together with others in one read, {}: single gaps between tokens are not exact, and ITL "
        "is uncertain by {}{}.",
        percent(share),
        late ? fmt::format("and {} of the reads were late by more than 1 ms", percent(late_reads_share))
             : "though the client read in time, so they were sent together",
        percent(merged.itl_uncertainty), unreliable ? "" : " at most");
    return remark;
}

} // namespace kneepoint::load
