// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "kneepoint/hosts/host.h"
#include "kneepoint/runs/plan.h"
#include "plan_problems.h"
#include "secret_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kneepoint::runs {

namespace {

constexpr std::size_t most_text = 32 * 1024; // well below what Linux allows for one argument (128 KiB)

/// A name that can be a folder, an argument and a word of a URL: letters, digits, ".", "_" and "-".
bool is_served_name(std::string_view name)
{
    constexpr std::string_view inside = "._-";
    const auto alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !name.empty() && name.size() <= 100 && alphanumeric(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return alphanumeric(c) || inside.contains(c); });
}

void check_url(const Plan& plan, const PlannedModel& model, const std::string& field, PlanProblems& problems)
{
    if (plan.server.kind != Server::Kind::running)
        return problems.add_unless(model.url.empty(), field,
                                   "A URL belongs to servers that run already: \"kind\": \"running\".");
    if (const auto url = hosts::endpoint(model.url); !url) problems.add(field, url.error().text);
}

void check_secret_names(const Plan& plan, PlanProblems& problems)
{
    std::set<std::string> seen;
    for (std::size_t i = 0; i < plan.secrets.size(); ++i) {
        const auto field = fmt::format("secrets[{}]", i);
        const auto& name = plan.secrets[i];
        problems.add_unless(is_variable_name(name), field,
                            "This is to be the name of a variable, such as HF_TOKEN; its value is asked for at the "
                            "start and written nowhere.");
        problems.add_unless(!name.starts_with("KNEEPOINT_") || name == "KNEEPOINT_API_KEY", field,
                            "Names that begin with KNEEPOINT_ are used by the job itself.");
        problems.add_unless(seen.insert(name).second, field, "This name stands twice.");
    }
}

} // namespace

void PlanProblems::check_text(const std::string& field, std::string_view text)
{
    if (text.contains('\0'))
        add(field, "This holds a zero byte, which no argument can hold.");
    else if (invalid_utf8_at(text) != std::string_view::npos)
        add(field, "This is not UTF-8.");
    else if (text.size() > most_text)
        add(field, "This is longer than 32 KiB.");
    else if (holds_secret(text))
        add(field, "This looks like a key. Keys do not belong into plans or arguments: name its variable under "
                   "\"secrets\".");
}

void PlanProblems::check_texts(const std::string& field, const std::vector<std::string>& texts)
{
    for (std::size_t i = 0; i < texts.size(); ++i) check_text(fmt::format("{}[{}]", field, i), texts[i]);
}

void check_models(const Plan& plan, PlanProblems& problems)
{
    problems.add_unless(!plan.models.empty(), "models", "A plan needs a model.");
    problems.add_unless(plan.models.size() <= 32, "models", "A plan has at most 32 models.");
    std::set<std::string> names;
    for (std::size_t i = 0; i < plan.models.size(); ++i) {
        const auto& model = plan.models[i];
        const auto field = fmt::format("models[{}]", i);
        if (model.model.empty()) problems.add(field + ".model", "Write a hub id, as org/name, or a path on the host.");
        if (model.model.starts_with('-'))
            problems.add(field + ".model",
                         "A model cannot begin with \"-\", which begins an option. Write ./ before it.");
        problems.check_text(field + ".model", model.model);
        problems.check_text(field + ".scheme", model.scheme);
        problems.add_unless(is_served_name(model.served_name), field + ".served_name",
                            "Write one word of letters, digits, \".\", \"_\" and \"-\" that begins with a letter or a "
                            "digit: requests and folders are named by it.");
        problems.add_unless(names.insert(lower_case(model.served_name)).second, field + ".served_name",
                            "Another model has this name. Give each its own.");
        check_url(plan, model, field + ".url", problems);
    }
}

std::string suggested_name(std::string_view model, const std::vector<PlannedModel>& taken)
{
    while (model.ends_with('/')) model.remove_suffix(1);
    std::string name(model.substr(model.rfind('/') + 1).substr(0, 80));
    for (char& c : name)
        if (!is_served_name(std::string("a") + c)) c = '-';
    if (!is_served_name(name)) name = "model" + name;
    const auto is_taken = [&](const std::string& wanted) {
        return std::ranges::any_of(
            taken, [&](const PlannedModel& other) { return lower_case(other.served_name) == lower_case(wanted); });
    };
    auto result = name;
    for (int n = 2; is_taken(result); ++n) result = fmt::format("{}-{}", name, n);
    return result;
}

std::vector<PlanProblem> validate(const Plan& plan)
{
    PlanProblems problems;
    problems.add_unless(!trimmed(plan.name).empty() && plan.name.size() <= 200, "name",
                        "Give the plan a name of at most 200 bytes.");
    problems.check_text("name", plan.name);
    problems.check_text("host", plan.host);
    check_models(plan, problems);
    check_server(plan, problems);
    check_workload(plan, problems);
    if (plan.load) check_load(*plan.load, problems);
    check_accuracy(plan, problems);
    check_quantize(plan, problems);
    problems.add_unless(plan.load || plan.accuracy || plan.quantize, "load",
                        "Nothing is to be done: load, accuracy and quantize are all null.");
    problems.add_unless(plan.repeat >= 1 && plan.repeat <= 100, "repeat", "Write 1 to 100 repetitions.");
    check_secret_names(plan, problems);
    return problems.take();
}

} // namespace kneepoint::runs
