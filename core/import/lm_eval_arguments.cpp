// SPDX-License-Identifier: GPL-3.0-or-later
#include "kneepoint/base/text.h"
#include "lm_eval_json.h"
#include "lm_eval_setup.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kneepoint::import {

using Json = nlohmann::ordered_json;

namespace {

void add(ModelArguments& arguments, std::string_view assignment)
{
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos) return;
    arguments.emplace_back(trimmed(assignment.substr(0, equals)), trimmed(assignment.substr(equals + 1)));
}

ModelArguments from_text(std::string_view text)
{
    ModelArguments arguments;
    for (const auto assignment : split_outside_brackets(text, ',')) add(arguments, assignment);
    return arguments;
}

} // namespace

ModelArguments model_arguments(const Json* stated)
{
    if (!stated) return {};
    if (stated->is_string()) return from_text(stated->get_ref<const std::string&>());
    ModelArguments arguments;
    if (stated->is_object())
        for (const auto& [key, value] : stated->items()) arguments.emplace_back(key, as_text(&value));
    return arguments;
}

std::string argument(const ModelArguments& arguments, std::string_view key)
{
    const auto at = std::ranges::find(arguments, key, &ModelArguments::value_type::first);
    return at == arguments.end() ? std::string() : at->second;
}

} // namespace kneepoint::import
