// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/load/level_result.h"

namespace kneepoint::load {

/// How far tokens that came several to a read make ITL uncertain. All tokens of one read have its time; all but the
/// last may have come earlier, at most as early as the read before. ITL is taken from a request's first and last token,
/// so only a last token that was not alone in its read matters to it; single gaps suffer from every one.
MergedTokens merged_tokens(const LevelRecords& records, const Window& window);

/// What is to say of it; empty when it does not matter. @param late_reads_share of the client's reads, late by 1 ms
struct MergedRemark {
    std::string text;
    bool client_limited = false; ///< the client's own lateness made ITL unreliable
};
MergedRemark merged_remark(const MergedTokens& merged, double late_reads_share);

} // namespace kneepoint::load
