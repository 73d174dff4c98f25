// SPDX-License-Identifier: GPL-3.0-or-later
#include "lm_eval_scores.h"

#include "kneepoint/base/text.h"
#include "kneepoint/import/json_text.h"
#include "lm_eval_json.h"
#include "lm_eval_metric.h"
#include "lm_eval_oddities.h"
#include "lm_eval_tree.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

constexpr auto not_metrics =
    std::to_array<std::string_view>({"alias", "name", "sample_len", "sample_count", "samples"});

const Json& empty_object()
{
    static const Json none = Json::object();
    return none;
}

const Json& object_or_empty(const Json& file, std::string_view key)
{
    const Json* value = object_member(file, key);
    return value ? *value : empty_object();
}

struct Documents {
    std::optional<std::uint64_t> n;
    std::string source;
};

/// The parts of a results file that a row is put together from.
class ScoreReader {
public:
    ScoreReader(const Json& file, const LmEvalShape& shape)
        : m_file(file), m_shape(shape), m_results(object_or_empty(file, "results")), m_tree(task_tree(file))
    {}

    void read(Run& run)
    {
        for (const std::string& key : m_tree.order) {
            if (m_shape.lighteval && key == "all") continue;
            read_entry(key, run);
        }
        m_oddities.report(run.problems);
    }

private:
    void read_entry(const std::string& key, Run& run)
    {
        const Json& entry = m_results.at(key);
        if (!entry.is_object()) return m_oddities.add(Oddity::not_an_object, "results." + key);
        for (const auto& [name, value] : entry.items())
            if (is_metric(entry, name)) run.scores.push_back(row(key, entry, name, value));
    }

    static bool is_metric(const Json& entry, const std::string& name)
    {
        if (trimmed(name).empty() || std::ranges::find(not_metrics, name) != not_metrics.end()) return false;
        if (!is_stderr_key(name)) return true;
        return std::ranges::none_of(entry.items(), [&](const auto& other) { return stderr_key(other.key()) == name; });
    }

    TaskScore row(const std::string& key, const Json& entry, const std::string& name, const Json& value)
    {
        const TaskTree::Node& node = m_tree.nodes.at(key);
        auto [metric, filter] = metric_key(name);
        TaskScore score{.task = key,
                        .alias = alias(key, entry),
                        .group = node.group,
                        .is_group = node.is_group,
                        .depth = node.depth,
                        .version = version(key),
                        .metric = std::move(metric),
                        .filter = std::move(filter),
                        .n_shot = n_shot(key),
                        .path = "results." + key + "." + name};
        score.value = checked_value(value, score);
        score.stderr_value = checked_stderr(member(entry, stderr_key(name)), score);
        auto [n, source] = documents(key, name);
        score.n = n;
        score.n_source = std::move(source);
        score.higher_is_better = direction(key, score.metric);
        score.proportion = score.value && is_proportion(score.metric, *score.value);
        return score;
    }

    std::optional<double> checked_value(const Json& value, const TaskScore& score)
    {
        if (score.metric == "bypass") return m_oddities.add(Oddity::not_scored, score.path), std::nullopt;
        const auto number = finite_number(&value);
        if (number) return number;
        m_oddities.add(is_json_number(value) ? Oddity::not_finite : Oddity::no_number, score.path);
        return {};
    }

    std::optional<double> checked_stderr(const Json* value, const TaskScore& score)
    {
        const auto number = finite_number(value);
        if (number && *number < 0) return m_oddities.add(Oddity::negative_stderr, score.path), std::nullopt;
        if (number && score.is_group && m_shape.wrong_group_stderr)
            return m_oddities.add(Oddity::wrong_group_stderr, score.path), std::nullopt;
        return number;
    }

    std::string alias(const std::string& key, const Json& entry) const
    {
        if (m_shape.lighteval) {
            const auto parts = split(key, '|');
            return std::string(parts.size() > 1 ? parts[1] : parts[0]);
        }
        const std::string stated = plain_alias(text_member(entry, "alias"));
        return stated.empty() ? key : stated;
    }

    std::string version(const std::string& key) const
    {
        const std::string text = as_text(member(object_or_empty(m_file, "versions"), key));
        return text == "N/A" ? std::string() : text;
    }

    std::optional<int> own_n_shot(const std::string& key) const
    {
        if (m_shape.lighteval) return own_lighteval_n_shot(key);
        if (const auto stated = whole_number(member(object_or_empty(m_file, "n-shot"), key))) return stated;
        if (m_file.contains("n-shot")) return {};
        const Json& task = object_or_empty(object_or_empty(m_file, "configs"), key);
        if (const auto stated = whole_number(member(task, "num_fewshot"))) return stated;
        return whole_number(member(object_or_empty(m_file, "config"), "num_fewshot"));
    }

    static std::optional<int> own_lighteval_n_shot(const std::string& key)
    {
        const Json shots = std::string(split(key, '|').back());
        return whole_number(&shots);
    }

    /// The top of nested groups has none in some versions: it has its tasks', if they agree.
    std::optional<int> n_shot(const std::string& key) const
    {
        if (const auto own = own_n_shot(key)) return own;
        const auto leaves = m_tree.leaves(key);
        const auto first = own_n_shot(leaves.front());
        const bool agree = std::ranges::all_of(leaves, [&](const auto& leaf) { return own_n_shot(leaf) == first; });
        return agree ? first : std::nullopt;
    }

    std::optional<bool> direction(const std::string& key, const std::string& metric) const
    {
        const Json& all = object_or_empty(m_file, "higher_is_better");
        if (const auto own = stated_direction(all, key, metric)) return own;
        for (const std::string& leaf : m_tree.leaves(key))
            if (const auto below = stated_direction(all, leaf, metric)) return below;
        return known_direction(metric);
    }

    static std::optional<bool> stated_direction(const Json& all, const std::string& key, const std::string& metric)
    {
        const Json* stated = member(object_or_empty(all, key), metric);
        return stated && stated->is_boolean() ? std::optional(stated->get<bool>()) : std::nullopt;
    }

    Documents documents(const std::string& key, const std::string& name)
    {
        if (auto own = own_documents(key, name); own.n) return own;
        if (!m_tree.nodes.at(key).is_group) return {};
        Documents sum{0, {}};
        for (const std::string& leaf : m_tree.leaves(key)) {
            if (leaf == key || !member(object_or_empty(m_results, leaf), name)) continue;
            const auto [n, source] = own_documents(leaf, name);
            if (!n) return {};
            sum = {*sum.n + *n, source};
        }
        return *sum.n > 0 ? sum : Documents{};
    }

    Documents own_documents(const std::string& key, const std::string& name)
    {
        const auto count = [](const Json* value) -> std::optional<std::uint64_t> {
            const auto n = whole_number(value);
            return n && *n >= 0 ? std::optional(static_cast<std::uint64_t>(*n)) : std::nullopt;
        };
        const Json& stated = object_or_empty(object_or_empty(m_file, "n-samples"), key);
        if (const auto n = count(member(stated, "effective"))) return {n, "n-samples"};
        const Json& entry = object_or_empty(m_results, key);
        if (const auto n = count(member(object_or_empty(entry, "sample_count"), name))) return {n, "sample_len"};
        if (const auto n = count(member(entry, "sample_len"))) return {n, "sample_len"};
        const Json& summary = object_or_empty(object_or_empty(m_file, "summary_tasks"), key);
        const auto cut = count(member(summary, "truncated")), whole = count(member(summary, "non_truncated"));
        if (cut && whole) return {*cut + *whole, "n-samples"};
        const auto value = finite_number(member(entry, name)), error = finite_number(member(entry, stderr_key(name)));
        if (!value || !error || m_tree.nodes.at(key).is_group) return {};
        const auto n = documents_from_stderr(metric_key(name).metric, *value, *error);
        return {n, n ? "stderr" : ""};
    }

    const Json& m_file;
    const LmEvalShape& m_shape;
    const Json& m_results;
    TaskTree m_tree;
    LmEvalOddities m_oddities;
};

} // namespace

void read_lm_eval_scores(const Json& file, const LmEvalShape& shape, Run& run)
{
    ScoreReader(file, shape).read(run);
}

} // namespace kneepoint::import
