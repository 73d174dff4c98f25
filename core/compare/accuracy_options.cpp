// SPDX-License-Identifier: GPL-3.0-or-later
#include "accuracy_samples.h"

#include "kneepoint/stats/flips.h"

namespace kneepoint::compare {

namespace {

std::vector<stats::Options> rows_of(const TaskSamples& samples, const std::vector<std::size_t>& rows)
{
    std::vector<stats::Options> options;
    if (samples.option_loglikelihoods.size() == samples.doc_id.size())
        for (const auto row : rows) options.push_back(samples.option_loglikelihoods[row]);
    return options;
}

/// What guessing gives where one option of each question is right: the mean of 1 / options. None where a question of a
/// side has no options, or another number of them than on the other side.
std::optional<double> chance_level(const std::vector<stats::Options>& base,
                                   const std::vector<stats::Options>& candidate)
{
    double sum = 0;
    for (std::size_t i = 0; i < base.size(); ++i) {
        if (base[i].size() < 2 || base[i].size() != candidate[i].size()) return std::nullopt;
        sum += 1 / static_cast<double>(base[i].size());
    }
    return sum / static_cast<double>(base.size());
}

} // namespace

void take_options(AccuracyDelta& delta, const Behind& base, const Behind& candidate,
                  const stats::DocumentComparison& documents)
{
    const auto a = rows_of(*base.samples, documents.pairs.base_rows);
    const auto b = rows_of(*candidate.samples, documents.pairs.candidate_rows);
    if (a.empty() || b.empty()) return;
    // Of metrics that are no share of right answers (f1, mcc, the shares of truthfulqa_mc2) guessing gives another
    // value.
    const bool graded = delta.paired->lost && delta.metric.starts_with("acc");
    if (graded) delta.chance = chance_level(a, b);
    const auto moved = stats::option_shift(a, b, graded ? documents.base : std::vector<double>(),
                                           graded ? documents.candidate : std::vector<double>());
    if (!moved) return;
    auto& options = delta.paired->options.emplace();
    options.questions = moved->questions;
    options.mean_kl = moved->mean_kl;
    // acc_norm divides by the options' lengths, which samples do not hold.
    if (delta.metric != "acc" || !graded) return;
    options.changed = moved->changed;
    options.wrong_to_other_wrong = moved->wrong_to_other_wrong;
}

} // namespace kneepoint::compare
