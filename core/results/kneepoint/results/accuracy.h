// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kneepoint {

/// One metric of one task (or group) of an accuracy run.
struct TaskScore {
    std::string task;  ///< the tool's key: "mmlu_formal_logic"
    std::string alias; ///< for display: "formal_logic"
    std::string group; ///< key of the group it stands in, empty at the top
    bool is_group = false;
    int depth = 0; ///< in the tree of groups
    std::string version;
    std::string metric; ///< "acc_norm"
    std::string filter; ///< "none", "strict-match"
    std::optional<int> n_shot;
    std::optional<double> value;
    std::optional<double> stderr_value; ///< absent where the tool says N/A; a 0 is kept
    std::optional<std::uint64_t> n;     ///< documents behind it
    std::string n_source;               ///< "n-samples", "sample_len", "samples", "stderr"; empty when n is
    std::optional<bool> higher_is_better;
    bool proportion = false; ///< between 0 and 1, so that a difference can be given in points
    std::string path;        ///< "results.mmlu.acc,none"

    bool operator==(const TaskScore&) const = default;
};

/// What a perplexity is made of: exp(-sum of log-likelihoods / sum of weights), the weight counting words or bytes.
struct WeightedLogLikelihood {
    double loglikelihood = 0;
    double weight = 0;

    bool operator==(const WeightedLogLikelihood&) const = default;
};

/// The questions of one task under one filter, in columns of equal length sorted by doc_id.
struct TaskSamples {
    std::string task;
    std::string filter; ///< empty, then "#2", "#3" where the file names none (before 0.4.7)
    std::vector<std::int64_t> doc_id;
    std::vector<std::string> doc_hash;    ///< empty strings where the file has none (before 0.4.3)
    std::vector<std::string> prompt_hash; ///< the same
    std::vector<std::string> target_hash; ///< the same
    /// Scalar score of each question per metric; NaN where a question has none. Pairs and lists are not here.
    std::map<std::string, std::vector<double>> scores;
    /// Of each question per perplexity metric ("word_perplexity"); NaN where a question has none.
    std::map<std::string, std::vector<WeightedLogLikelihood>> loglikelihoods;
    /// Log-likelihood of each option of each question (multiple choice only), else empty.
    std::vector<std::vector<double>> option_loglikelihoods;
    std::string file;        ///< as in Provenance
    std::uint64_t lines = 0; ///< lines of this task and filter in the file; more than doc_id.size() when some repeat

    bool operator==(const TaskSamples&) const = default;
};

} // namespace kneepoint
