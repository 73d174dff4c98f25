// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"
#include "kneepoint/stats/normal.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

std::string_view margin_unit(const AccuracyDelta& delta)
{
    return delta.proportion ? "points" : "%";
}

/// A change on the scale of the margin, positive when the candidate is better, with its one-sided 95 % bounds.
struct Gain {
    double value = 0, low = 0, high = 0, margin = 0;
};

Gain gain_of(const AccuracyDelta& delta, double margin)
{
    const double scale = margin_scale(delta);
    const bool lower = delta.higher_is_better == false;
    const auto bounds = delta.bounds.value_or(Interval{*delta.delta, *delta.delta});
    return {scale * (lower ? -*delta.delta : *delta.delta), scale * (lower ? -bounds.high : bounds.low),
            scale * (lower ? -bounds.low : bounds.high), margin};
}

std::string with_sign(double value)
{
    const auto text = format_decimal(value, 2);
    return value > 0 && text != "0.00" ? "+" + text : text;
}

std::string test_word(const AccuracyDelta& delta)
{
    const bool of_group = delta.paired && delta.paired->tasks > 1;
    const auto over = of_group ? fmt::format(" over {}", counted(delta.paired->tasks, "task")) : std::string{};
    if (delta.test == "mcnemar-exact") return fmt::format("paired{}, McNemar", over);
    if (is_clustered(delta)) return "paired, equal documents as one cluster";
    if (delta.test.starts_with("paired")) return "paired" + over;
    return delta.is_group ? fmt::format("unpaired, because {}", delta.why_unpaired) : "unpaired";
}

/// Those that stand behind the score.
std::optional<std::uint64_t> documents_of(const AccuracyDelta& delta)
{
    if (delta.base_n || !delta.paired) return delta.base_n;
    return delta.paired->documents;
}

/// "p = 0.03, adjusted for 57 tests p = 0.21"
std::string chance_of(const AccuracyDelta& delta)
{
    if (!delta.p_adjusted || delta.family < 2) return chance(*delta.p);
    return fmt::format("{}, adjusted for {} {}", chance(*delta.p), counted(delta.family, "test"),
                       chance(*delta.p_adjusted));
}

/// "; from run to run the base moves by 0.40 points (standard deviation of 3 runs)"
std::string between_runs_words(const AccuracyDelta& delta)
{
    std::string text;
    const auto add = [&](std::string_view side, const std::optional<BetweenRuns>& between) {
        if (!between) return;
        text +=
            fmt::format("{}the {} moves by {} {} (standard deviation of {} runs)",
                        text.empty() ? "; from run to run, which is not in the interval, " : ", ", side,
                        format_decimal(margin_scale(delta) * between->deviation, 2), margin_unit(delta), between->runs);
    };
    add("base", delta.base_between);
    add("candidate", delta.candidate_between);
    return text;
}

/// What was seen, for the end of every sentence.
std::string evidence(const AccuracyDelta& delta)
{
    const double scale = margin_scale(delta);
    const auto n = documents_of(delta);
    return fmt::format("{} {} (95 % interval {} to {}), {}, {}{}{}", with_sign(scale * *delta.delta),
                       margin_unit(delta), with_sign(scale * delta.interval->low),
                       with_sign(scale * delta.interval->high), chance_of(delta), test_word(delta),
                       n ? fmt::format(", n = {}", *n) : "", between_runs_words(delta));
}

/// Documents after which the verdict would no longer be open, were the difference and its spread what they seem to be:
/// the bound that faces the margin has to leave it on its side, and a loss has to be shown, too.
std::string documents_needed(const AccuracyDelta& delta, const Gain& gain)
{
    const double room = gain.value + gain.margin;
    const auto n = documents_of(delta);
    if (!n || room == 0) return {};
    double factor = room > 0 ? (gain.value - gain.low) / room : (gain.high - gain.value) / -room;
    if (room < 0) factor = std::fmax(factor, stats::z_975 / stats::z_95 * (gain.high - gain.value) / -gain.value);
    // The bound of no flips at all shrinks with n, every other with its root.
    const bool no_flips = delta.paired && delta.paired->lost && *delta.paired->lost + *delta.paired->gained == 0;
    const double documents = std::ceil(static_cast<double>(*n) * std::fmax(1, no_flips ? factor : factor * factor));
    return std::isfinite(documents) && documents < 1e9
               ? fmt::format("about {} documents would settle it", format_decimal(documents, 0))
               : std::string{};
}

std::string untestable(const AccuracyDelta& delta)
{
    if (margin_scale(delta) == 0)
        return fmt::format(
            "not testable: the base is 0, so no percentage of it can be accepted; the values differ by {}",
            with_sign(*delta.delta));
    const bool stated = delta.base_stderr && delta.candidate_stderr;
    const bool zero = stated && *delta.base_stderr == 0 && *delta.candidate_stderr == 0;
    return fmt::format("not testable: {}; the values differ by {} {}",
                       zero     ? "both standard errors are 0"
                       : stated ? "a standard error is no number of at least 0"
                                : "no standard error is stated for both",
                       with_sign(margin_scale(delta) * *delta.delta), margin_unit(delta));
}

/// Both questions, each by its own rule.
Finding answers_of(const AccuracyDelta& delta, const Gain& gain)
{
    Finding finding{.basis = Basis::scores, .margin = gain.margin, .settle = {}};
    if (delta.p_adjusted.value_or(*delta.p) >= significance || gain.value == 0)
        finding.difference = Difference::none_shown;
    else
        finding.difference = gain.value > 0 ? Difference::better : Difference::worse;
    finding.loss = gain.low >= -gain.margin   ? Loss::acceptable
                   : gain.high < -gain.margin ? Loss::beyond
                                              : Loss::undecided;
    return finding;
}

/// The short form: a gain, a loss within or beyond what is accepted, or neither.
Judgement short_form_of(const Finding& finding)
{
    if (finding.difference == Difference::better) return Judgement::better;
    if (finding.loss == Loss::acceptable) return Judgement::equivalent;
    // A loss is named only where both its bound and its p, adjusted for how many were looked at, say so.
    const bool lost = finding.loss == Loss::beyond && finding.difference == Difference::worse;
    return lost ? Judgement::worse : Judgement::inconclusive;
}

/// "no loss shown and the margin of 1 point is met"
std::string verdict_words(const AccuracyDelta& delta, std::string_view margin)
{
    const bool shown = delta.finding.difference == Difference::worse;
    switch (delta.verdict) {
    case Judgement::better:
        return "gain shown";
    case Judgement::equivalent:
        return shown ? fmt::format("loss within {}", margin) : fmt::format("no loss shown and {} is met", margin);
    case Judgement::worse:
        return fmt::format("loss beyond {}", margin);
    case Judgement::inconclusive:
    case Judgement::unknown:
        break;
    }
    if (delta.finding.loss == Loss::beyond)
        return fmt::format("inconclusive, the bound lies beyond {} but p does not show a loss", margin);
    return fmt::format("inconclusive, {}the interval crosses {}", shown ? "a loss is shown but " : "", margin);
}

} // namespace

void judge_accuracy(AccuracyDelta& delta, double margin)
{
    delta.finding = {.margin = margin, .settle = {}};
    if (!delta.p || !delta.interval || margin_scale(delta) == 0) {
        delta.why = untestable(delta);
        return;
    }
    const auto gain = gain_of(delta, margin);
    delta.finding = answers_of(delta, gain);
    delta.verdict = short_form_of(delta.finding);
    const auto named = fmt::format("the margin of {} {}", figure(margin),
                                   margin == 1 && delta.proportion ? "point" : margin_unit(delta));
    delta.why = fmt::format("{}: {}", verdict_words(delta, named), evidence(delta));
    if (delta.verdict != Judgement::inconclusive) return;
    delta.finding.settle = documents_needed(delta, gain);
    if (!delta.finding.settle.empty()) delta.why += "; " + delta.finding.settle;
}

} // namespace kneepoint::compare
