// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/stats/normal.h"

#include <fmt/format.h>

#include <cmath>

namespace kneepoint::compare {

namespace {

/// A change on the scale of the margin, positive when the candidate is better.
struct Gain {
    double value = 0, standard_error = 0, margin = 0;
    std::string_view unit;
    double low() const { return value - stats::z_95 * standard_error; } ///< one-sided 95 %
    double high() const { return value + stats::z_95 * standard_error; }
};

/// Points for proportions; percent of the base for everything else.
Gain gain_of(const AccuracyDelta& delta, const Options& options)
{
    const double scale = delta.proportion ? 100 : *delta.base != 0 ? 100 / std::fabs(*delta.base) : 0;
    const double sign = delta.higher_is_better == false ? -1 : 1;
    return {sign * scale * *delta.delta, scale * delta.standard_error.value_or(0), options.accuracy_margin,
            delta.proportion ? "points" : "%"};
}

std::string with_sign(double value)
{
    const auto text = format_decimal(value, 2);
    return value > 0 && text != "0.00" ? "+" + text : text;
}

std::string_view test_word(const AccuracyDelta& delta)
{
    if (delta.test == "mcnemar-exact") return "paired, McNemar";
    return delta.test.starts_with("paired") ? "paired" : "unpaired";
}

std::string chance(double p)
{
    return p < 0.0001 ? "p < 0.0001" : "p = " + figure(p);
}

/// What was seen, for the end of every sentence.
std::string evidence(const AccuracyDelta& delta, const Gain& gain)
{
    const double scale = delta.proportion ? 100 : *delta.base != 0 ? 100 / std::fabs(*delta.base) : 0;
    return fmt::format("{} {} (95 % interval {} to {}), {}, {}{}", with_sign(scale * *delta.delta), gain.unit,
                       with_sign(scale * delta.interval->low), with_sign(scale * delta.interval->high),
                       chance(*delta.p), test_word(delta), delta.base_n ? fmt::format(", n = {}", *delta.base_n) : "");
}

/// Documents after which the interval would no longer cross the margin, were the difference what it seems to be.
std::string documents_needed(const AccuracyDelta& delta, const Gain& gain)
{
    const double room = gain.value + gain.margin;
    if (!delta.base_n || room <= 0) return {};
    const double factor = stats::z_95 * gain.standard_error / room;
    return fmt::format("; about {} documents would settle it",
                       format_decimal(std::ceil(static_cast<double>(*delta.base_n) * factor * factor), 0));
}

std::string untestable(const AccuracyDelta& delta, const Gain& gain)
{
    const bool stated = delta.base_stderr && delta.candidate_stderr;
    return fmt::format("not testable: {}; the values differ by {} {}",
                       stated ? "both standard errors are 0" : "no standard error is stated for both",
                       with_sign(delta.higher_is_better == false ? -gain.value : gain.value), gain.unit);
}

} // namespace

void judge_accuracy(AccuracyDelta& delta, const Options& options)
{
    const auto gain = gain_of(delta, options);
    if (!delta.z) {
        delta.why = untestable(delta, gain);
        return;
    }
    const auto seen = evidence(delta, gain);
    const auto margin = fmt::format("the margin of {} {}", figure(gain.margin),
                                    gain.margin == 1 && delta.proportion ? "point" : gain.unit);
    const bool significant = *delta.p < 0.05;
    if (significant && gain.value > 0) {
        delta.verdict = Judgement::better;
        delta.why = fmt::format("gain shown: {}", seen);
    } else if (gain.low() >= -gain.margin) {
        delta.verdict = Judgement::equivalent;
        delta.why = fmt::format("{} {}: {}", significant ? "loss within" : "no loss shown and",
                                significant ? margin : margin + " is met", seen);
    } else if (gain.high() < -gain.margin) {
        delta.verdict = Judgement::worse;
        delta.why = fmt::format("loss beyond {}: {}", margin, seen);
    } else {
        delta.verdict = Judgement::inconclusive;
        delta.why = fmt::format("inconclusive, {}the interval crosses {}: {}{}",
                                significant ? "a loss is shown but " : "", margin, seen, documents_needed(delta, gain));
    }
}

} // namespace kneepoint::compare
