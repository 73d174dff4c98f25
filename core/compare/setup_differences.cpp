// SPDX-License-Identifier: GPL-3.0-or-later
#include "setup_differences.h"

#include "contains.h"
#include "convert_definitions.h"
#include "setup_facts.h"
#include "setup_rules.h"

#include "kneepoint/base/decimal.h"
#include "kneepoint/compare/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace kneepoint::compare {

namespace {

SetupDifference difference(std::string key, std::string base, std::string candidate)
{
    const auto& rule = setup_rule(key);
    return {
        std::move(key), std::move(base), std::move(candidate), std::string(rule.severity), std::string(rule.why), {}};
}

bool has_server_log(const Subject& subject)
{
    return contains(subject.context, RunKind::server_log, &Run::kind);
}

/// Silence of one file is not a difference; it is for flags in the logs of two servers, which name what is not default,
/// and for what both files would state.
bool silence_speaks(const Subject& base, const Subject& candidate, const std::string& key)
{
    if (key.starts_with("server.")) return has_server_log(base) && has_server_log(candidate);
    return base.accuracy && candidate.accuracy && states_when_absent(*base.accuracy, key) &&
           states_when_absent(*candidate.accuracy, key);
}

/// Both names say something, and it is the same model.
bool same_model(const std::string& a, const std::string& b)
{
    return !model_stem(a).empty() && model_stem(a) == model_stem(b);
}

/// What the two values themselves say about the weight of their difference.
void look_closer(SetupDifference& found)
{
    const bool told = !model_stem(found.base).empty() && !model_stem(found.candidate).empty();
    if (found.what == "model" && told && !same_model(found.base, found.candidate)) {
        found.severity = "warning";
        found.why = "The names have nothing in common: these may be two different models.";
    }
    if (found.what.ends_with("tokenizer") && same_model(found.base, found.candidate)) {
        found.severity = "expected";
        found.why = "A compressed model brings a copy of its base's tokenizer.";
    }
}

std::vector<SetupDifference> facts_that_differ(const Subject& base, const Subject& candidate)
{
    const auto left = facts_of(base), right = facts_of(candidate);
    auto keys = left;
    keys.insert(right.begin(), right.end());
    std::vector<SetupDifference> result;
    for (const auto& [key, unused] : keys) {
        const auto a = left.find(key), b = right.find(key);
        const bool both = a != left.end() && b != right.end();
        if ((both && a->second == b->second) || setup_rule(key).severity.empty()) continue;
        if (!both && !silence_speaks(base, candidate, key)) continue;
        result.push_back(difference(key, a == left.end() ? "" : a->second, b == right.end() ? "" : b->second));
        look_closer(result.back());
    }
    return result;
}

/// Before the values are converted; what can be is no obstacle.
std::vector<SetupDifference> definition_differences(const Run& base, const Run& candidate)
{
    const auto one = to_one_definition(base, candidate);
    const auto left = definitions_that_differ(one.base ? *one.base : base, one.candidate ? *one.candidate : candidate);
    std::vector<SetupDifference> result;
    for (const auto& found : definitions_that_differ(base, candidate)) {
        result.push_back(
            difference(fmt::format("definitions.{}", metric_info(found.metric).key), found.base, found.candidate));
        const bool stays = contains(left, found.metric, &TwoDefinitions::metric);
        if (!stays)
            result.back().why = "The file allows to convert one into the other; converted figures are marked †.";
        result.back().problem = stays ? "definitions-differ" : "definitions-converted";
    }
    return result;
}

std::optional<double> days_apart(const Run& base, const Run& candidate)
{
    constexpr double day = 86400;
    const auto a = unix_seconds(base.started), b = unix_seconds(candidate.started);
    if (!a || !b || std::fabs(*a - *b) <= day) return std::nullopt;
    return std::fabs(*a - *b) / day;
}

} // namespace

std::vector<TwoDefinitions> definitions_that_differ(const Run& base, const Run& candidate)
{
    std::vector<TwoDefinitions> result;
    for (const auto& a : base.levels)
        for (const auto& [metric, values] : a.metrics)
            for (const auto& b : candidate.levels) {
                const auto* other = b.metric(metric);
                if (!other || comparable(values.definition, other->definition) ||
                    contains(result, metric, &TwoDefinitions::metric))
                    continue;
                result.push_back({metric, values.definition, other->definition, other->path});
            }
    return result;
}

std::vector<SetupDifference> setup_differences(const Subject& base, const Subject& candidate)
{
    auto result = facts_that_differ(base, candidate);
    if (base.accuracy && candidate.accuracy)
        for (auto& parts : tasks_that_differ(*base.accuracy, *candidate.accuracy))
            result.push_back(difference(parts.key, parts.base, parts.candidate));
    if (base.performance && candidate.performance) {
        const Run &a = *base.performance, &b = *candidate.performance;
        for (auto& one : definition_differences(a, b)) result.push_back(std::move(one));
        if (days_apart(a, b)) {
            result.push_back(difference("started", a.started, b.started));
            result.back().problem = "started-apart";
        }
    }
    return result;
}

Problems check_setups(const Comparison& comparison)
{
    Problems problems;
    const auto stated = [](const std::string& value) { return value.empty() ? "not stated" : value; };
    for (const auto& one : comparison.setup_differences) {
        if (one.severity == "expected" || !one.problem.empty()) continue;
        const bool blocks = one.severity == "error";
        problems.push_back({blocks ? Severity::error : Severity::warning,
                            "setup-differs",
                            fmt::format("{}{} is {} for {} and {} for {}. {}", blocks ? "Not a clean pair: " : "",
                                        one.what, stated(one.base), comparison.base_label, stated(one.candidate),
                                        comparison.candidate_label, one.why),
                            {},
                            one.what});
    }
    return problems;
}

std::optional<double> unix_seconds(const std::string& iso8601)
{
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0;
    double second = 0;
    if (std::sscanf(iso8601.c_str(), "%4d-%2u-%2uT%2u:%2u:%lf", &year, &month, &day, &hour, &minute, &second) != 6)
        return std::nullopt;
    const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * 86400.0 + hour * 3600.0 + minute * 60.0 + second;
}

std::optional<Problem> started_apart(const Run& base, const Run& candidate)
{
    const auto days = days_apart(base, candidate);
    if (!days) return std::nullopt;
    return Problem{Severity::note, "started-apart",
                   fmt::format("The runs were started {} days apart ({} and {}): that nothing else changed in between "
                               "cannot be told from the record.",
                               format_decimal(*days, 1), base.started, candidate.started),
                   candidate.file(), "started"};
}

} // namespace kneepoint::compare
