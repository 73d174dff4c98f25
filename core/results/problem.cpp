// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/results/problem.h"

#include <algorithm>
#include <array>

namespace kneepoint {

namespace {

struct KnownIssue {
    std::string_view code, where;
};

/// Trackers of the tools whose results show it, or whose users met the same.
constexpr auto known_issues = std::to_array<KnownIssue>({
    {"all-missing", "GuideLLM issues 737, 760 and 835"},
    {"some-missing", "GuideLLM issues 737, 760 and 835"},
    {"client-limited", "vLLM issues 7935 and 39963, llm-d-benchmark issue 261"},
    {"decode-identity", "inference-perf issue 564, evalscope issue 778"},
    {"definitions-converted", "GuideLLM issue 1144, for TPOT"},
    {"definitions-differ", "GuideLLM issue 1144, for TPOT"},
    {"near-zero-score", "lm-evaluation-harness issues 2237 and 3382"},
    {"no-effect", "llm-compressor issues 1123, 1326 and 2025, vLLM issue 21236"},
    {"errored-requests", "GuideLLM issue 444"},
    {"formatting-lost", "lm-evaluation-harness issues 2237 and 3382"},
    {"group-value", "lm-evaluation-harness issues 881, 2152, 2164 and 2640"},
    {"incomplete-requests", "GuideLLM issue 444"},
    {"not-streamed", "genai-bench issue 100"},
    {"one-wave", "GuideLLM issues 93 and 272"},
    {"over-saturated", "GuideLLM issue 438"},
    {"ragged-row", "GuideLLM issue 707"},
    {"requests-window", "GuideLLM issue 1078"},
    {"short-level", "vLLM issue 43078"},
    {"tokens-in-pairs", "inference-perf issue 564"},
});

} // namespace

std::string_view known_issue(std::string_view code)
{
    const auto found = std::ranges::find(known_issues, code, &KnownIssue::code);
    return found == known_issues.end() ? std::string_view() : found->where;
}

} // namespace kneepoint
