// SPDX-License-Identifier: GPL-3.0-or-later
#include "tool_progress.h"

#include "log_words.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::runs {

namespace {

struct GuidellmCounts {
    std::uint64_t successful = 0, errored = 0;
    std::string_view rate; ///< requests a second
};

/// None when the line has no counts.
std::optional<GuidellmCounts> guidellm_counts(std::string_view line)
{
    const auto successful = between_words(line, "successful=", " "), errored = between_words(line, "errored=", " "),
               rate = between_words(line, "requests/s=", " ");
    if (!successful || !errored || !rate || rate->size() > 20) return {};
    const auto good = whole_number(*successful), bad = whole_number(*errored);
    return good && bad ? std::optional(GuidellmCounts{.successful = *good, .errored = *bad, .rate = *rate})
                       : std::nullopt;
}

ToolProgress progress_of(const GuidellmCounts& counts, std::int64_t requests)
{
    const auto failed = counts.errored == 0 ? std::string() : fmt::format(", {} failed", counts.errored);
    ToolProgress progress{.says =
                              fmt::format("{} requests{}, {}/s", counts.successful, failed, one_line(counts.rate, 20)),
                          .done = {},
                          .left = {}};
    if (requests <= 0) return progress;
    const double ended = static_cast<double>(counts.successful) + static_cast<double>(counts.errored);
    progress.done = std::min(1.0, ended / static_cast<double>(requests));
    if (const auto rate = parse_decimal(counts.rate); rate && *rate > 0)
        progress.left = std::chrono::duration<double>(std::max(0.0, static_cast<double>(requests) - ended) / *rate);
    return progress;
}

} // namespace

ToolProgress guidellm_progress(std::string_view log, std::int64_t requests)
{
    // The last line that is whole: the very last may still be being written.
    constexpr auto none = std::string_view::npos;
    for (auto at = log.rfind("Benchmark "); at != none; at = log.rfind("Benchmark ")) {
        const auto line = log.substr(at);
        log = log.substr(0, at);
        if (const auto end = line.find('\n'); end != none)
            if (const auto counts = guidellm_counts(line.substr(0, end))) return progress_of(*counts, requests);
    }
    return {};
}

ToolProgress tool_progress(const Step& step, std::string_view log)
{
    if (step.kind == StepKind::level) return guidellm_progress(log, step.requests);
    return step.kind == StepKind::accuracy ? lm_eval_progress(log) : ToolProgress{};
}

} // namespace kneepoint::runs
