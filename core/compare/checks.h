// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/compare/comparison.h"

namespace kneepoint::compare {

// Parts of check_run; each adds what it finds, the file is filled in by check_run.

/// Degenerate sweeps, and throughput levels of fewer than two waves.
Problems check_sweep(const Run& run);
/// None completed (an error when requests failed, else the level was too short), few completed, errored.
Problems check_requests(const Level& level);
/// Levels that cut off requests: one note that names them all.
Problems check_incomplete(const Run& run);
/// Levels of so few requests that p95 is the maximum: one note that names them all.
Problems check_small_samples(const Run& run);
/// Percentiles that decrease, negative times, outliers.
Problems check_statistics(const Level& level);
/// Achieved rate below the rate asked for, concurrency below the streams, no duration.
Problems check_load(const Level& level);
/// Percentile curves that fall while the load rises.
Problems check_curves(const Run& run);
/// Prompt and output tokens/s that are not the total; listed requests that are not the counted ones.
Problems check_token_totals(const Run& run);
/// Mean ITL and TPOT against what latency, TTFT and output tokens give; more than 10 % apart.
Problems check_decode_identity(const Level& level);
/// Little's law: requests/s times latency against the concurrency; more than 15 % apart.
Problems check_little(const Level& level);
/// Requests that decoded faster than any hardware could, because the answer came in one piece.
Problems check_streaming(const Level& level);
/// Gaps between tokens whose median is less than a fifth of their mean.
Problems check_token_gaps(const Level& level);
/// Successful requests without an output token.
Problems check_empty_answers(const Level& level);
/// Levels that account for fewer requests than were asked for.
Problems check_requests_asked(const Run& run);
/// Prompt and output tokens that are more than 10 % from what was asked for.
Problems check_tokens_asked(const Run& run);
/// Levels shorter than three latencies.
Problems check_short_levels(const Run& run);
/// Percentiles of fewer requests than MLPerf's early stopping asks for.
Problems check_percentile_samples(const Run& run);
/// A scheme in the file's name or folder, or in the model's name, that the files contradict.
Problems check_names(const Run& run);
/// Perfect scores, lost formatting, group values, samples that are not complete.
Problems check_scores(const Run& run);

} // namespace kneepoint::compare
