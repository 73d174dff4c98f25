// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kneepoint/stats/paired.h"
#include "kneepoint/stats/unpaired.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::stats {

/// One side's documents in columns of equal length.
struct DocumentScores {
    std::span<const std::int64_t> number; ///< doc_id
    std::span<const std::string> hash;    ///< doc_hash; empty strings, or no column, where the file has none
    std::span<const double> score;        ///< NaN where a document has none
};

enum class DocumentKey { hash, number };

/// Which rows of two sides are one document.
struct DocumentPairs {
    DocumentKey key = DocumentKey::hash; ///< number when a side states no hashes
    std::vector<std::size_t> base_rows, candidate_rows;
    std::size_t only_base = 0, only_candidate = 0; ///< documents without a partner
    std::size_t ambiguous = 0; ///< rows, of both sides, of a document that occurs a different number of times on each
    std::size_t unscored = 0;  ///< pairs left out because a side has no finite score
    /// Pairs per document of the larger side, 0 to 1.
    double share = 0;
};

/// Pairs documents by hash, or by number when a side has no hashes (lm-evaluation-harness before 0.4.3). A document
/// that occurs several times is paired in order of its number when both sides have it equally often, and left out
/// otherwise. Columns of different length pair nothing.
DocumentPairs pair_documents(const DocumentScores& base, const DocumentScores& candidate);

enum class WhyUnpaired {
    is_paired,
    no_documents, ///< a side has no documents, or columns of different length
    nothing_in_common,
    too_little_in_common, ///< below the share asked for
    too_few,              ///< fewer than 2 pairs
};
std::string_view to_string(WhyUnpaired why);

struct DocumentComparison {
    DocumentPairs pairs;
    WhyUnpaired why = WhyUnpaired::is_paired;
    std::optional<PairedDifference> paired;     ///< when is_paired
    std::optional<UnpairedDifference> unpaired; ///< otherwise, over every scored document of each side, if testable
    std::vector<double> base, candidate;        ///< the paired scores, for the tests that need them
};

/// The paired difference where the documents allow it, else the unpaired one with the reason.
/// @param least_share of documents in common: lm-evaluation-harness' task_hashes differ as soon as one prompt does, so
/// a pair of less than 99 % in common is of two different sets of questions.
DocumentComparison compare_documents(const DocumentScores& base, const DocumentScores& candidate,
                                     double least_share = 0.99);

} // namespace kneepoint::stats
