// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_pair.h"

#include "figures.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kneepoint::compare {

namespace {

const Fact* fact_of(const Run& run, const std::string& key)
{
    const auto found = run.setup.facts.find(key);
    return found == run.setup.facts.end() ? nullptr : &found->second;
}

Problem of_pair(Severity severity, std::string code, std::string text, const Run& candidate)
{
    return {severity, std::move(code), std::move(text), candidate.file(), {}, {}};
}

bool other_scheme(const Subject& base, const Subject& candidate)
{
    const auto a = base.performance->setup.scheme, b = candidate.performance->setup.scheme;
    return !b.empty() && a != b;
}

/// Every ITL, latency and output rate of rows at one load within the band that is called equivalent.
std::optional<Problem> no_effect(const Subject& base, const Subject& candidate, const Comparison& comparison)
{
    if (!other_scheme(base, candidate)) return std::nullopt;
    std::size_t rows = 0, numbers = 0;
    double largest = 0;
    for (const auto& row : comparison.levels) {
        std::size_t here = 0;
        for (const auto& delta : row.deltas) {
            const bool decides = delta.metric == MetricId::itl || delta.metric == MetricId::request_latency ||
                                 delta.metric == MetricId::output_tokens_per_second;
            const bool middle = delta.statistic == Statistic::median() || delta.statistic == Statistic::mean();
            if (row.excluded || !decides || !middle || !delta.change_percent) continue;
            if (std::fabs(*delta.change_percent) > Options{}.similar_percent) return std::nullopt;
            largest = std::max(largest, std::fabs(*delta.change_percent));
            ++here;
        }
        rows += here > 0 ? 1 : 0;
        numbers += here;
    }
    if (rows < 3) return std::nullopt;
    return of_pair(Severity::warning, "no-effect",
                   fmt::format("No measurable difference: all {} latencies and output rates at {} loads differ by at "
                               "most {} %. The option that was to quantise may have had no effect: look for it in the "
                               "server's log.",
                               numbers, rows, format_decimal(largest, 1)),
                   *candidate.performance);
}

/// Bits of a weight that a scheme's name states: 8 for W8A8-INT8, FP8; 4 for W4A16, NVFP4.
std::optional<int> weight_bits(std::string_view scheme)
{
    const auto name = lower_case(scheme);
    for (const auto& [words, bits] :
         {std::pair("w4 int4 nvfp4 mxfp4 4bit nf4 awq gptq", 4), std::pair("w8 int8 fp8 8bit", 8)})
        for (const auto word : split(words, ' '))
            if (name.contains(word)) return bits;
    return std::nullopt;
}

std::optional<Problem> weights_not_smaller(const Subject& base, const Subject& candidate)
{
    const auto bits = weight_bits(candidate.performance->setup.scheme);
    if (!bits || weight_bits(base.performance->setup.scheme)) return std::nullopt;
    const auto *left = fact_of(*base.performance, "server.weights_gib"),
               *right = fact_of(*candidate.performance, "server.weights_gib");
    if (!left || !right || left->path == right->path) return std::nullopt; // one log that lay beside both
    const auto a = parse_decimal(left->value), b = parse_decimal(right->value);
    if (!a || !b || *a <= 0 || *b < 0.9 * *a) return std::nullopt;
    auto problem = of_pair(Severity::error, "weights-not-smaller",
                           fmt::format("The candidate is said to be {}, but its server loaded {} GiB of weights, the "
                                       "base's {} GiB: it was not quantised.",
                                       candidate.performance->setup.scheme, figure(*b), figure(*a)),
                           *candidate.performance);
    problem.corrections = {{"weights, GiB", *b, *a * *bits / 16}};
    return problem;
}

/// Rows whose requests are of another length on each side.
std::optional<Problem> tokens_differ(const Subject& candidate, const Comparison& comparison)
{
    constexpr double tolerance = 5; // percent
    const Delta* worst = nullptr;
    std::size_t rows = 0;
    for (const auto& row : comparison.levels)
        for (const auto& delta : row.deltas) {
            const bool length = delta.metric == MetricId::output_tokens || delta.metric == MetricId::prompt_tokens;
            if (!length || delta.statistic != Statistic::mean() || !delta.change_percent ||
                std::fabs(*delta.change_percent) <= tolerance)
                continue;
            ++rows;
            if (!worst || std::fabs(*delta.change_percent) > std::fabs(*worst->change_percent)) worst = &delta;
        }
    if (!worst) return std::nullopt;
    return of_pair(
        Severity::warning, "tokens-differ",
        fmt::format("Requests are not of one length on both sides: {} a request are {} and {} at the widest, "
                    "of {} that differ by more than {} %. Compare figures per token, not latencies or "
                    "requests/s.",
                    lower_case(metric_info(worst->metric).name), figure(*worst->base), figure(*worst->candidate),
                    counted(rows, "figure"), figure(tolerance)),
        *candidate.performance);
}

bool known_from_name_only(const Run& run)
{
    return !run.setup.scheme.empty() && run.setup.scheme_source == "model name";
}

std::optional<Problem> scheme_from_name(const Subject& candidate)
{
    const auto& run = *candidate.performance;
    if (!known_from_name_only(run) || !weight_bits(run.setup.scheme)) return std::nullopt;
    return of_pair(Severity::note, "scheme-from-name",
                   fmt::format("That the candidate is {} is known from its name only: the server's log or the "
                               "checkpoint's config.json beside the results would prove it.",
                               run.setup.scheme),
                   run);
}

} // namespace

Problems check_load_pair(const Subject& base, const Subject& candidate, const Comparison& comparison)
{
    Problems problems;
    for (auto& found : {weights_not_smaller(base, candidate), no_effect(base, candidate, comparison),
                        tokens_differ(candidate, comparison), scheme_from_name(candidate)})
        if (found) problems.push_back(*found);
    return problems;
}

namespace {

/// Of the questions that both sides hold under one number, those whose hash is the same on both.
struct Shared {
    std::size_t same_documents = 0, same_prompts = 0, documents = 0, prompts = 0;
};

Shared shared_questions(const TaskSamples& a, const TaskSamples& b)
{
    Shared shared;
    const auto count = [](const std::string& x, const std::string& y, std::size_t& same, std::size_t& all) {
        if (x.empty() || y.empty()) return;
        ++all;
        same += x == y ? 1 : 0;
    };
    const auto at = [](const std::vector<std::string>& column, std::size_t row) {
        return row < column.size() ? column[row] : std::string();
    };
    for (std::size_t i = 0, j = 0; i < a.doc_id.size() && j < b.doc_id.size();) {
        if (a.doc_id[i] != b.doc_id[j]) {
            ++(a.doc_id[i] < b.doc_id[j] ? i : j);
            continue;
        }
        count(at(a.doc_hash, i), at(b.doc_hash, j), shared.same_documents, shared.documents);
        count(at(a.prompt_hash, i), at(b.prompt_hash, j), shared.same_prompts, shared.prompts);
        ++i, ++j;
    }
    return shared;
}

std::string share_text(std::size_t same, std::size_t all)
{
    return fmt::format("{} of {}", all - same, all);
}

} // namespace

Problems check_questions(const Run& base, const Run& candidate)
{
    constexpr double least = 0.99; // lm-evaluation-harness' task_hashes differ as soon as one prompt does
    std::vector<std::string> documents, prompts;
    for (const auto& a : base.samples) {
        const auto b = std::ranges::find_if(candidate.samples, [&](const TaskSamples& other) {
            return other.task == a.task && other.filter == a.filter;
        });
        if (b == candidate.samples.end()) continue;
        const auto shared = shared_questions(a, *b);
        const auto below = [&](std::size_t same, std::size_t all) {
            return all > 0 && static_cast<double>(same) < least * static_cast<double>(all);
        };
        if (below(shared.same_documents, shared.documents))
            documents.push_back(fmt::format("{} {}", a.task, share_text(shared.same_documents, shared.documents)));
        else if (below(shared.same_prompts, shared.prompts))
            prompts.push_back(fmt::format("{} {}", a.task, share_text(shared.same_prompts, shared.prompts)));
    }
    Problems problems;
    if (!documents.empty())
        problems.push_back(of_pair(Severity::error, "documents-differ",
                                   fmt::format("Under one number the sides answered different questions: {}. Their "
                                               "scores are not of one test.",
                                               join(documents, ", ")),
                                   candidate));
    if (!prompts.empty())
        problems.push_back(of_pair(Severity::warning, "prompts-differ",
                                   fmt::format("The same questions were put in other words, by chat template, worked "
                                               "examples or system prompt: {}.",
                                               join(prompts, ", ")),
                                   candidate));
    return problems;
}

} // namespace kneepoint::compare
