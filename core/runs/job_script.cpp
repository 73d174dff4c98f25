// SPDX-License-Identifier: GPL-3.0-or-later
#include "job_steps.h"

#include "kneepoint/hosts/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <utility>

namespace kneepoint::runs {

namespace {

/// Without the namespace's name it would be std::quoted.
std::string word(const std::string& text)
{
    return hosts::quoted(text);
}

/// Goes through the plan and writes steps and script side by side.
class Writer {
public:
    Writer(const Plan& plan, const Guidellm& guidellm, std::string lm_eval_version, const Finished& finished)
        : m_plan(plan), m_guidellm(guidellm), m_lm_eval_version(std::move(lm_eval_version)), m_finished(finished)
    {
        m_script.needs_load_program = plan.load && plan.load->tool == LoadTool::kneepoint_load;
    }

    Script write(const std::string& earlier)
    {
        head(earlier);
        if (m_plan.quantize) quantize();
        if (m_plan.load || m_plan.accuracy) {
            if (m_plan.order == Order::in_turn)
                in_turn();
            else
                interleaved();
        }
        line("end_job");
        return std::move(m_script);
    }

private:
    void line(const std::string& text) { m_script.text += text + "\n"; }
    bool is_finished(const std::string& folder) const
    {
        return std::ranges::any_of(m_finished, [&](const std::string& finished) {
            return finished == folder || finished.starts_with(folder + "/");
        });
    }
    std::string next_id() const { return fmt::format("{:04}", m_script.steps.size() + 1); }
    const PlannedModel& model(int index) const { return m_plan.models[static_cast<std::size_t>(index)]; }

    std::string add(StepKind kind, int index, int repetition, const std::string& text,
                    std::chrono::duration<double> takes, const Arguments& arguments = {}, std::string folder = {})
    {
        const auto id = next_id();
        const auto name = index < 0 ? std::string() : model(index).served_name + ": ";
        m_script.steps.push_back({{.id = id,
                                   .kind = kind,
                                   .model = index,
                                   .repetition = repetition,
                                   .text = name + text,
                                   .folder = std::move(folder),
                                   .argv = shown(arguments),
                                   .takes = takes},
                                  arguments});
        return id;
    }

    void head(const std::string& earlier)
    {
        line("#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n"
             "# Written by Kneepoint from plan.json. What the words mean stands in driver.sh beside it.\n"
             ". ./driver.sh");
        if (!earlier.empty()) line("earlier=" + word(earlier));
        for (const auto& [name, value] : m_plan.server.environment) line("export " + name + "=" + word(value));
        // Wide tables, no colours, no forks that warn, every line at once.
        line("export TOKENIZERS_PARALLELISM=\"${TOKENIZERS_PARALLELISM:-false}\" COLUMNS=220 NO_COLOR=1 "
             "PYTHONUNBUFFERED=1");
        // No GuideLLM takes a key but by an argument or a file that keeps it.
        const bool guidellm = m_plan.load && m_plan.load->tool == LoadTool::guidellm;
        if (m_plan.server.kind == Server::Kind::vllm && !guidellm) line("random_key");
        line("begin_job");
    }

    void quantize()
    {
        const Arguments arguments{"python3", "./quantize.py", "out/quantize.json"};
        const auto id = add(StepKind::quantize, -1, 0,
                            "make " + m_plan.quantize->output + " (" + m_plan.quantize->scheme + ")", {}, arguments);
        line(fmt::format("quantize {} {} {}", id, word(m_plan.quantize->output), script_words(arguments)));
    }

    std::string load_folder(int index, int repetition) const
    {
        return fmt::format("{}/load-{}", model(index).served_name, repetition + 1);
    }
    std::string eval_folder(int index) const { return model(index).served_name + "/eval"; }

    bool load_is_finished(int index, int repetition) const
    {
        if (!m_plan.load) return true;
        const auto folder = load_folder(index, repetition);
        if (m_plan.load->tool == LoadTool::kneepoint_load) return is_finished(folder);
        const auto levels = planned_levels(*m_plan.load).size();
        for (std::size_t i = 0; i < levels; ++i)
            if (!is_finished(level_folder(folder, i))) return false;
        return true;
    }

    bool accuracy_wants_server(int index) const
    {
        return m_plan.accuracy && m_plan.accuracy->backend == Accuracy::Backend::server &&
               !is_finished(eval_folder(index));
    }

    static std::string level_folder(const std::string& folder, std::size_t index)
    {
        return fmt::format("{}/{:04}", folder, index + 1);
    }

    void in_turn()
    {
        for (int i = 0; i < static_cast<int>(m_plan.models.size()); ++i) {
            std::vector<int> repetitions;
            for (int r = 0; m_plan.load && r < m_plan.repeat; ++r)
                if (!load_is_finished(i, r)) repetitions.push_back(r);
            with_server(i, repetitions, accuracy_wants_server(i));
            own_accuracy(i);
        }
    }

    /// An order for each repetition, drawn by a generator that is the same everywhere.
    void interleaved()
    {
        std::mt19937_64 random(m_plan.seed);
        for (int r = 0; r < std::max(1, m_plan.load ? m_plan.repeat : 1); ++r) {
            std::vector<int> order(m_plan.models.size());
            std::iota(order.begin(), order.end(), 0);
            for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
            for (const int i : order) {
                std::vector<int> repetitions;
                if (m_plan.load && !load_is_finished(i, r)) repetitions.push_back(r);
                with_server(i, repetitions, r == 0 && accuracy_wants_server(i));
                if (r == 0) own_accuracy(i);
            }
        }
    }

    void with_server(int index, const std::vector<int>& repetitions, bool accuracy)
    {
        if (repetitions.empty() && !accuracy) return;
        const int first = repetitions.empty() ? 0 : repetitions.front();
        start_server(index, first);
        const auto smoke = smoke_path(m_plan);
        const auto request = word(smoke_file(model(index), false));
        line(fmt::format("smoke_test {} {} {} {}",
                         add(StepKind::smoke, index, first, "first requests", std::chrono::seconds(5)), smoke, request,
                         word(smoke_file(model(index), true))));
        if (!repetitions.empty())
            line(fmt::format("warm_up {} {} {}",
                             add(StepKind::warm_up, index, first, "warm-up", std::chrono::seconds(10)), smoke,
                             request));
        for (const int repetition : repetitions) load(index, repetition);
        if (accuracy) measure_accuracy(index);
        if (m_plan.server.kind != Server::Kind::running)
            line("stop_server " + add(StepKind::stop, index, first, "stop the server", server_stops));
        else
            line("serving=''");
    }

    void start_server(int index, int repetition)
    {
        const auto& served = model(index);
        const auto& server = m_plan.server;
        if (server.kind == Server::Kind::running) {
            line(fmt::format("\nuse_model {} ''", word(served.served_name)));
            line(fmt::format("find_server {} {} {}",
                             add(StepKind::serve, index, repetition, "look for the server at " + served.url,
                                 std::chrono::seconds(2)),
                             word(served.url), word(server.ready)));
            return;
        }
        const auto arguments = serve_arguments(server, served);
        line(fmt::format("\nuse_model {} {}", word(served.served_name), server.port));
        line("serve_model() { launch \"$server_log\" " + script_words(arguments) + "; }");
        line(fmt::format("start_server {} {} {:.0f}",
                         add(StepKind::serve, index, repetition, "start the server", server_starts, arguments),
                         word(server.ready), std::max(1.0, server.ready_timeout_s)));
    }

    void load(int index, int repetition)
    {
        if (m_plan.load->tool == LoadTool::kneepoint_load)
            own_load(index, repetition);
        else
            guidellm_load(index, repetition);
    }

    std::string level_text(std::size_t i, std::size_t levels, int repetition, const PlannedLevel& level) const
    {
        const auto of = levels > 1 ? fmt::format("level {} of {}, {}", i + 1, levels, level.text) : level.text;
        return m_plan.repeat > 1 ? fmt::format("run {}, {}", repetition + 1, of) : of;
    }

    /// One process, and a step for each of its levels.
    void own_load(int index, int repetition)
    {
        const auto folder = load_folder(index, repetition);
        auto arguments = kneepoint_load_arguments(m_plan, model(index), repetition, folder);
        if (!std::exchange(m_self_tested, true)) arguments.emplace_back("--selftest"); // once: it is one client
        const auto levels = planned_levels(*m_plan.load);
        const bool search = m_plan.load->profile == Profile::knee;
        const auto takes = level_takes(m_plan) * (search ? m_plan.load->levels : 1);
        const auto first = m_script.steps.size() + 1;
        for (std::size_t i = 0; i < levels.size(); ++i)
            add(StepKind::level, index, repetition, level_text(i, levels.size(), repetition, levels[i]), takes,
                i == 0 ? arguments : Arguments{}, folder);
        line(fmt::format("run_levels {} {} {} {} {}", first, search ? 0 : levels.size(), word(folder),
                         time_limit(static_cast<double>(levels.size()) * takes.count()), script_words(arguments)));
    }

    void guidellm_load(int index, int repetition)
    {
        const auto folder = load_folder(index, repetition);
        const auto levels = planned_levels(*m_plan.load);
        const auto missing_rate = [&](std::size_t i) {
            return levels[i].nth_rate > 0 && !is_finished(level_folder(folder, i));
        };
        bool rates_wanted = false;
        for (std::size_t i = 0; i < levels.size(); ++i) rates_wanted = rates_wanted || missing_rate(i);
        bool rates_found = false;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            // The first two levels of a sweep are taken over from the earlier job, or measured again: the rates need
            // them.
            if (is_finished(level_folder(folder, i)) && !(rates_wanted && levels[i].nth_rate == 0)) continue;
            if (levels[i].nth_rate > 0 && !rates_found) {
                line(fmt::format("find_rates {} {} {}", levels.size() - 2, word(level_folder(folder, 0)),
                                 word(level_folder(folder, 1))));
                rates_found = true;
            }
            guidellm_level(index, repetition, i, levels);
        }
    }

    void guidellm_level(int index, int repetition, std::size_t i, const std::vector<PlannedLevel>& levels)
    {
        const auto folder = level_folder(load_folder(index, repetition), i);
        const auto arguments =
            guidellm_arguments(m_guidellm, m_plan, model(index), repetition, levels[i], folder + ".tmp");
        const bool search = levels[i].kind == Profile::knee;
        // About 10 s a level go to the processes that it starts.
        const auto takes = (level_takes(m_plan) + std::chrono::seconds(10)) * (search ? m_plan.load->levels : 1);
        const auto id = add(StepKind::level, index, repetition, level_text(i, levels.size(), repetition, levels[i]),
                            takes, arguments, folder);
        if (!search) m_script.steps.back().step.requests = m_plan.load->max_requests.value_or(0);
        const auto call = fmt::format("{} {} {} ", id, word(folder), time_limit(takes.count()));
        if (levels[i].nth_rate == 0) return line("run_level " + call + script_words(arguments));
        // The rate is known when the function runs.
        line("level_at() { run_level \"$@\" " + script_words(arguments) + "; }");
        line(fmt::format("run_rate {} {}", levels[i].nth_rate, call));
    }

    /// Seconds after which a tool hangs rather than works; generous, because busy hosts are slow. 0: no limit is known.
    std::string time_limit(double takes) const
    {
        return m_plan.load->max_seconds ? fmt::format("{:.0f}", 2 * takes + 600) : "0";
    }

    void measure_accuracy(int index)
    {
        const auto& accuracy = *m_plan.accuracy;
        const auto folder = eval_folder(index);
        const auto& name = model(index).served_name;
        const auto arguments =
            lm_eval_arguments(m_plan, model(index), m_lm_eval_version, folder + ".tmp", "cache/" + name);
        const auto id = add(StepKind::accuracy, index, 0, "accuracy", accuracy_takes(accuracy), arguments, folder);
        line(fmt::format("measure_accuracy {} {} {} {} {} {}", id, word(name), word(folder),
                         accuracy.backend == Accuracy::Backend::server ? "yes" : "no", lm_eval_model(accuracy.backend),
                         script_words(arguments)));
    }

    /// With a back end that loads the model itself, when the server is gone.
    void own_accuracy(int index)
    {
        if (!m_plan.accuracy || m_plan.accuracy->backend == Accuracy::Backend::server ||
            is_finished(eval_folder(index)))
            return;
        line(fmt::format("\nuse_model {} ''", word(model(index).served_name)));
        measure_accuracy(index);
    }

    const Plan& m_plan;
    Guidellm m_guidellm;
    std::string m_lm_eval_version;
    const Finished& m_finished;
    Script m_script;
    bool m_self_tested = false;
};

} // namespace

Result<Script> job_script(const Plan& plan, const hosts::Facts& facts, const Finished& finished,
                          const std::string& earlier)
{
    Guidellm guidellm;
    if (plan.load && plan.load->tool == LoadTool::guidellm) {
        const auto there = version_of(facts, "guidellm");
        const auto& wanted = plan.load->version;
        if (!wanted.empty() && !there.empty() && there != wanted && !there.starts_with(wanted + "."))
            return failure(
                ErrorKind::unsupported,
                fmt::format("The plan asks for GuideLLM {}, the host has {}. Change one of them.", wanted, there));
        const auto found = guidellm_of(there.empty() ? wanted : there);
        if (!found) return std::unexpected(found.error());
        guidellm = *found;
        if (plan.load->profile == Profile::knee && !guidellm.knee)
            return failure(ErrorKind::unsupported,
                           "GuideLLM has a knee search from 0.8 on. Install it, or let kneepoint-load search.");
    }
    const auto lm_eval = version_of(facts, "lm_eval");
    if (plan.accuracy)
        if (const auto able = check_lm_eval(*plan.accuracy, lm_eval); !able) return std::unexpected(able.error());
    return Writer(plan, guidellm, lm_eval, finished).write(earlier);
}

} // namespace kneepoint::runs
