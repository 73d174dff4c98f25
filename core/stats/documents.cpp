// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/stats/documents.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kneepoint::stats {

namespace {

bool is_complete(const DocumentScores& side)
{
    const auto n = side.score.size();
    return side.number.size() == n && (side.hash.empty() || side.hash.size() == n);
}

bool has_hashes(const DocumentScores& side)
{
    return !side.hash.empty() && std::ranges::none_of(side.hash, &std::string::empty);
}

/// Rows in order of their key, equal keys in order of their number.
std::vector<std::size_t> ordered_rows(const DocumentScores& side, DocumentKey key)
{
    std::vector<std::size_t> rows(side.score.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return side.number[row]; });
    if (key == DocumentKey::hash)
        std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return std::string_view(side.hash[row]); });
    return rows;
}

/// Three-way order of a base row and a candidate row.
std::strong_ordering order(const DocumentScores& a, std::size_t row_a, const DocumentScores& b, std::size_t row_b,
                           DocumentKey key)
{
    if (key == DocumentKey::hash) return a.hash[row_a] <=> b.hash[row_b];
    return a.number[row_a] <=> b.number[row_b];
}

std::size_t end_of_group(const DocumentScores& side, const std::vector<std::size_t>& rows, std::size_t first,
                         DocumentKey key)
{
    auto last = first;
    while (last < rows.size() && order(side, rows[first], side, rows[last], key) == 0) ++last;
    return last;
}

void add_pairs(DocumentPairs& pairs, const DocumentScores& base, std::span<const std::size_t> base_rows,
               const DocumentScores& candidate, std::span<const std::size_t> candidate_rows)
{
    if (base_rows.size() != candidate_rows.size()) {
        pairs.ambiguous += base_rows.size() + candidate_rows.size();
        return;
    }
    for (std::size_t i = 0; i < base_rows.size(); ++i) {
        if (!std::isfinite(base.score[base_rows[i]]) || !std::isfinite(candidate.score[candidate_rows[i]])) {
            ++pairs.unscored;
            continue;
        }
        pairs.base_rows.push_back(base_rows[i]);
        pairs.candidate_rows.push_back(candidate_rows[i]);
    }
}

std::vector<double> taken(std::span<const double> scores, std::span<const std::size_t> rows)
{
    std::vector<double> result;
    result.reserve(rows.size());
    for (const auto row : rows) result.push_back(scores[row]);
    return result;
}

WhyUnpaired why_unpaired(const DocumentComparison& comparison, const DocumentScores& base,
                         const DocumentScores& candidate, double least_share)
{
    if (!is_complete(base) || !is_complete(candidate) || base.score.empty() || candidate.score.empty())
        return WhyUnpaired::no_documents;
    const auto& pairs = comparison.pairs;
    if (pairs.base_rows.empty() && pairs.unscored == 0) return WhyUnpaired::nothing_in_common;
    if (pairs.share < least_share) return WhyUnpaired::too_little_in_common;
    return comparison.paired ? WhyUnpaired::is_paired : WhyUnpaired::too_few;
}

std::optional<Estimate> mean_of_scored(std::span<const double> scores)
{
    std::vector<double> scored(scores.begin(), scores.end());
    std::erase_if(scored, [](double score) { return !std::isfinite(score); });
    return mean_with_error(scored);
}

} // namespace

DocumentPairs pair_documents(const DocumentScores& base, const DocumentScores& candidate)
{
    DocumentPairs pairs;
    if (!is_complete(base) || !is_complete(candidate)) return pairs;
    pairs.key = has_hashes(base) && has_hashes(candidate) ? DocumentKey::hash : DocumentKey::number;
    const auto a = ordered_rows(base, pairs.key), b = ordered_rows(candidate, pairs.key);
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const auto which = order(base, a[i], candidate, b[j], pairs.key);
        const auto end_i = which > 0 ? i : end_of_group(base, a, i, pairs.key);
        const auto end_j = which < 0 ? j : end_of_group(candidate, b, j, pairs.key);
        if (which == 0)
            add_pairs(pairs, base, std::span(a).subspan(i, end_i - i), candidate, std::span(b).subspan(j, end_j - j));
        pairs.only_base += which < 0 ? end_i - i : 0;
        pairs.only_candidate += which > 0 ? end_j - j : 0;
        i = end_i;
        j = end_j;
    }
    pairs.only_base += a.size() - i;
    pairs.only_candidate += b.size() - j;
    if (const auto larger = std::max(a.size(), b.size()))
        pairs.share = static_cast<double>(pairs.base_rows.size() + pairs.unscored) / static_cast<double>(larger);
    return pairs;
}

std::string_view to_string(WhyUnpaired why)
{
    switch (why) {
    case WhyUnpaired::is_paired:
        return "paired";
    case WhyUnpaired::no_documents:
        return "a side has no documents";
    case WhyUnpaired::nothing_in_common:
        return "the sides have no document in common";
    case WhyUnpaired::too_little_in_common:
        return "too few documents are common to both sides";
    case WhyUnpaired::too_few:
        return "fewer than two documents have a score on both sides";
    }
    return {};
}

DocumentComparison compare_documents(const DocumentScores& base, const DocumentScores& candidate, double least_share)
{
    DocumentComparison result;
    result.pairs = pair_documents(base, candidate);
    result.base = taken(base.score, result.pairs.base_rows);
    result.candidate = taken(candidate.score, result.pairs.candidate_rows);
    result.paired = paired_difference(result.base, result.candidate);
    result.why = why_unpaired(result, base, candidate, least_share);
    if (result.why == WhyUnpaired::is_paired) return result;
    result.paired.reset();
    const auto a = mean_of_scored(base.score), b = mean_of_scored(candidate.score);
    if (a && b) result.unpaired = unpaired_difference(*a, *b);
    return result;
}

} // namespace kneepoint::stats
