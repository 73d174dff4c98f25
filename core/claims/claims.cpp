// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/claims/claims.h"

#include "derive.h"
#include "measured.h"
#include "text_claims.h"
#include "tidy.h"

#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::claims {

std::string_view to_string(Kind kind)
{
    switch (kind) {
    case Kind::ratio:
        return "ratio";
    case Kind::percent:
        return "percent";
    case Kind::range:
        return "range";
    case Kind::best:
        return "best";
    case Kind::rank:
        return "rank";
    case Kind::threshold:
        return "threshold";
    case Kind::table_cell:
        return "table-cell";
    case Kind::value:
        return "value";
    case Kind::comparison:
        return "comparison";
    case Kind::convention:
        return "convention";
    }
    return "value";
}

std::string_view to_string(Verdict verdict)
{
    switch (verdict) {
    case Verdict::holds:
        return "holds";
    case Verdict::rounded:
        return "rounded";
    case Verdict::contradicts:
        return "contradicts";
    case Verdict::unchecked:
        return "unchecked";
    }
    return "unchecked";
}

std::size_t Review::count(Verdict verdict) const
{
    return static_cast<std::size_t>(std::ranges::count(claims, verdict, &Claim::verdict));
}

Result<Review> check_document(std::string_view markdown, std::span<const Run> runs, Progress& progress,
                              const Limits& limits)
{
    if (markdown.size() > limits.bytes)
        return failure(ErrorKind::too_large,
                       fmt::format("The document is larger than {} MiB; check a part of it.", limits.bytes >> 20U));
    const auto text = utf8_text(std::string(markdown));
    if (!text) return std::unexpected(text.error());
    if (text->find('\0') != std::string::npos)
        return failure(ErrorKind::unreadable, "This is no text, so no Markdown: it holds zero bytes.");
    auto document = read_document(*text, limits);
    Review review;
    review.problems = std::move(document.problems);
    auto tables = make_tables(document);
    review.tables = tables.size();
    review.claims = check_measured(tables, runs, review.problems, review.bound_runs, progress);
    for (auto& claim : check_tables(tables, review.problems, progress)) review.claims.push_back(std::move(claim));
    const auto sentences = sentences_of(document);
    for (auto& claim : check_sentences(sentences, tidy_tables(tables), review.problems, progress))
        review.claims.push_back(std::move(claim));
    if (progress.cancelled()) return failure(ErrorKind::cancelled, "Stopped.");
    for (auto& claim : review.claims)
        if (claim.computed && !std::isfinite(*claim.computed)) claim.computed.reset(); // sums of the largest doubles
    std::ranges::stable_sort(review.claims, {}, &Claim::line);
    return review;
}

} // namespace kneepoint::claims
