// SPDX-License-Identifier: GPL-3.0-or-later
#include "delta_verdict.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

/// Better or worse by the metric's direction; equivalent within similar_percent.
Judgement judge_change(MetricId metric, double change_percent, double similar_percent)
{
    if (std::fabs(change_percent) <= similar_percent) return Judgement::equivalent;
    switch (metric_info(metric).direction) {
    case Direction::lower_is_better:
        return change_percent < 0 ? Judgement::better : Judgement::worse;
    case Direction::higher_is_better:
        return change_percent > 0 ? Judgement::better : Judgement::worse;
    case Direction::neither:
        break;
    }
    return Judgement::unknown;
}

} // namespace

bool counts_waves(const Delta& delta)
{
    if (!metric_info(delta.metric).is_rate || delta.metric == MetricId::concurrency) return false;
    return !(delta.all_requests && delta.metric == MetricId::output_tokens_per_second);
}

void judge_by_band(Delta& delta, const Options& options)
{
    if (!delta.change_percent) return;
    delta.finding.basis = Basis::band;
    delta.finding.margin = options.similar_percent;
    delta.verdict = judge_change(delta.metric, *delta.change_percent, options.similar_percent);
}

void leave_open(Delta& delta, std::string_view reason, std::string_view settle)
{
    if (!delta.ratio) return;
    delta.verdict = Judgement::inconclusive;
    delta.finding.settle = settle;
    delta.why += fmt::format("; no verdict: {}", reason);
}

} // namespace kneepoint::compare
