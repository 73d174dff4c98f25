// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_metric.h"

#include "kneepoint/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::import {

namespace {

constexpr auto accuracies = std::to_array<std::string_view>(
    {"acc", "acc_norm", "acc_bytes", "acc_all", "acc_mutual_info", "accuracy", "exact_match", "quasi_exact_match", "em",
     "qem", "pem", "pqem", "exact", "contains", "word_sort_ratio", "pass@1", "pass_at_1", "mc1", "truthfulqa_mc1"});
constexpr auto shares =
    std::to_array<std::string_view>({"f1", "mc2", "truthfulqa_mc2", "recall", "precision", "likelihood_diff_acc"});
constexpr auto lower_is_better = std::to_array<std::string_view>(
    {"perplexity", "ppl", "bits_per_byte", "brier", "loss", "ter", "wer", "cer", "mae", "mse", "rmse", "ece"});

bool is_one_of(std::string_view name, const auto& names)
{
    return std::ranges::find(names, name) != names.end();
}

bool is_accuracy(std::string_view metric)
{
    return is_one_of(metric, accuracies) || metric.ends_with("_acc") || metric.ends_with("_accuracy");
}

/// "word_perplexity" has the part "perplexity", "character_diff" not the part "ter".
bool has_part(std::string_view metric, std::string_view part)
{
    return ("_" + std::string(metric) + "_").contains("_" + std::string(part) + "_");
}

} // namespace

MetricKey metric_key(std::string_view key)
{
    const std::size_t comma = key.find(',');
    if (comma == std::string_view::npos) return {std::string(key), "none"};
    return {std::string(key.substr(0, comma)), std::string(key.substr(comma + 1))};
}

std::string stderr_key(std::string_view key)
{
    const std::size_t end = std::min(key.find(','), key.size());
    return std::string(key.substr(0, end)) + "_stderr" + std::string(key.substr(end));
}

bool is_stderr_key(std::string_view key)
{
    return key.substr(0, key.find(',')).ends_with("_stderr");
}

bool is_proportion(std::string_view metric, double value)
{
    const bool by_name = is_accuracy(metric) || is_one_of(metric, shares) || metric.ends_with("_f1");
    return by_name && value >= 0 && value <= 1;
}

std::optional<bool> known_direction(std::string_view metric)
{
    if (is_accuracy(metric) || is_one_of(metric, shares) || metric.ends_with("_f1")) return true;
    if (std::ranges::any_of(lower_is_better, [&](std::string_view part) { return has_part(metric, part); }))
        return false;
    return {};
}

std::optional<std::uint64_t> documents_from_stderr(std::string_view metric, double value, double stderr_value)
{
    if (!is_accuracy(metric) || value <= 0 || value >= 1 || stderr_value <= 0) return {};
    const double n = value * (1 - value) / (stderr_value * stderr_value) + 1;
    // A file with all digits gives a whole number almost exactly; anything else is no mean of 0/1 scores.
    if (n > 1e9 || std::abs(n - std::round(n)) > 1e-3) return {};
    return static_cast<std::uint64_t>(std::llround(n));
}

} // namespace kneepoint::import
