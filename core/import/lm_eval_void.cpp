// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_void.h"

#include "kneepoint/base/text.h"
#include "lm_eval_json.h"
#include "lm_eval_setup.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void mark_void(Run& run, std::string code, std::string text, std::string place = {})
{
    run.void_result = true;
    run.problems.push_back({Severity::error, std::move(code), std::move(text), {}, std::move(place)});
}

std::vector<std::string> multiple_choice_tasks(const Json& file)
{
    std::vector<std::string> tasks;
    if (const Json* configs = object_member(file, "configs"))
        for (const auto& [task, config] : configs->items())
            if (text_member(config, "output_type") == "multiple_choice") tasks.push_back(task);
    return tasks;
}

/// lm_eval 0.4.3 is the last whose base_url ends before "/completions", and it sends no `echo`: each choice scores 0.
bool client_without_echo(const Json& file)
{
    const Json* config = object_member(file, "config");
    if (!config || text_member(*config, "model") != "local-completions") return false;
    const std::string url = argument(model_arguments(member(*config, "model_args")), "base_url");
    return !url.empty() && !trimmed(url).ends_with("completions");
}

const TaskScore* score_of(const Run& run, const std::string& task, std::string_view metric)
{
    const auto at = std::ranges::find_if(
        run.scores, [&](const TaskScore& score) { return score.task == task && score.metric == metric; });
    return at == run.scores.end() ? nullptr : &*at;
}

/// With log-likelihoods of 0, acc and acc_norm both choose the first option.
void warn_of_equal_norms(const Json& file, Run& run, const std::vector<std::string>& tasks)
{
    const Json* config = object_member(file, "config");
    if (!config || !text_member(*config, "model").ends_with("-completions")) return;
    int with_both = 0;
    for (const std::string& task : tasks) {
        const TaskScore *acc = score_of(run, task, "acc"), *norm = score_of(run, task, "acc_norm");
        if (!acc || !norm || !acc->value) continue;
        if (acc->value != norm->value) return;
        ++with_both;
    }
    if (with_both < 2) return;
    run.problems.push_back({Severity::warning,
                            "lm-eval-equal-norms",
                            "In all " + std::to_string(with_both) +
                                " multiple-choice tasks acc and acc_norm are equal, as when a server returns no "
                                "log-probabilities of the prompt; check the samples.",
                            {},
                            "results"});
}

void warn_of_perfect_scores(Run& run)
{
    std::size_t perfect = 0, tasks = 0;
    for (const TaskScore& score : run.scores) {
        if (score.is_group || !score.proportion) continue;
        ++tasks;
        perfect += score.value == 1.0 && score.stderr_value == 0.0;
    }
    if (perfect < 2 || perfect < tasks) return;
    run.problems.push_back({Severity::warning,
                            "lm-eval-perfect-scores",
                            "Every answer of all " + counted(tasks, "score") +
                                " counts as right, with a standard error of 0; a fault in the task is more likely than "
                                "a perfect model.",
                            {},
                            "results"});
}

bool is_silent(const std::vector<double>& options)
{
    return !options.empty() && std::ranges::all_of(options, [&](double x) { return x == options.front(); });
}

struct Silence {
    std::size_t questions = 0, silent = 0, with_zero = 0;
};

Silence silence_of(const TaskSamples& samples)
{
    Silence found;
    for (const auto& options : samples.option_loglikelihoods) {
        if (options.empty()) continue;
        ++found.questions;
        found.silent += is_silent(options);
        found.with_zero += std::ranges::find(options, 0.0) != options.end();
    }
    for (const auto& [metric, pairs] : samples.loglikelihoods) {
        if (found.questions > 0) break;
        found.questions = pairs.size();
        found.silent = static_cast<std::size_t>(
            std::ranges::count_if(pairs, [](const WeightedLogLikelihood& pair) { return pair.loglikelihood == 0; }));
    }
    return found;
}

constexpr std::string_view remedy =
    "the server did not return the log-probabilities of the prompt (echo with logprobs). "
    "Repeat the run with a server and an lm_eval version (0.4.4 or later) that do.";

} // namespace

void check_void_results(const Json& file, Run& run)
{
    if (run.scores.empty())
        return mark_void(run, "lm-eval-no-task",
                         "The run ended without the score of any task; check the task names and "
                         "the log of the run.",
                         "results");
    const auto has_value = [](const TaskScore& score) { return score.value.has_value(); };
    if (std::ranges::none_of(run.scores, has_value))
        return mark_void(run, "lm-eval-no-value",
                         "No task of this run has a value; it collected answers without scoring "
                         "them, or every value is NaN.",
                         "results");
    const auto no_documents = [](const TaskScore& score) { return score.n == 0u; };
    if (std::ranges::all_of(run.scores, no_documents))
        return mark_void(run, "lm-eval-no-document", "The run evaluated no document at all; check its limit.",
                         "n-samples");
    const auto tasks = multiple_choice_tasks(file);
    if (!tasks.empty() && client_without_echo(file))
        return mark_void(
            run, "lm-eval-no-echo",
            "The scores of " + counted(tasks.size(), "multiple-choice task") + " (" + one_line(join(tasks, ", "), 100) +
                ") are worthless: this lm_eval version sends no echo to a completions server, so that every "
                "log-likelihood is 0. Repeat the run with lm_eval 0.4.4 or later.",
            "config.model_args");
    warn_of_equal_norms(file, run, tasks);
    warn_of_perfect_scores(run);
}

void check_void_samples(Run& run)
{
    for (const TaskSamples& samples : run.samples) {
        const auto [questions, silent, with_zero] = silence_of(samples);
        if (questions == 0) continue;
        const std::string of_all = " of " + counted(questions, "question") + " of " + samples.task;
        if (silent * 2 > questions)
            mark_void(run, "lm-eval-no-echo",
                      "In " + std::to_string(silent) + of_all +
                          " the log-likelihoods of all answers are 0 or equal, so the scores are worthless: " +
                          std::string(remedy));
        else if (with_zero > 0)
            run.problems.push_back(
                {Severity::warning,
                 "lm-eval-zero-loglikelihood",
                 "In " + std::to_string(with_zero) + of_all +
                     " an answer has a log-likelihood of exactly 0; check that the server reports the "
                     "log-probability of every token, the last one included.",
                 {},
                 {}});
    }
}

} // namespace kneepoint::import
