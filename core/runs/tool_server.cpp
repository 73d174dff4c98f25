// SPDX-License-Identifier: GPL-3.0-or-later
#include "level_plan.h"
#include "tools.h"

namespace kneepoint::runs {

namespace {

void add_flag(Arguments& arguments, const std::string& name,
              const std::variant<bool, std::int64_t, double, std::string>& value)
{
    const auto option = "--" + name;
    if (const auto* on = std::get_if<bool>(&value)) {
        arguments.emplace_back(*on ? option : "--no-" + name);
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        arguments.emplace_back(option);
        arguments.emplace_back(std::to_string(*whole));
    } else if (const auto* number = std::get_if<double>(&value)) {
        arguments.emplace_back(option);
        arguments.emplace_back(number_text(*number));
    } else if (const auto& text = std::get<std::string>(value); text.starts_with('-')) {
        arguments.emplace_back(option + "=" + text); // apart, it would be read as an option
    } else {
        arguments.emplace_back(option);
        arguments.emplace_back(text);
    }
}

Arguments vllm_arguments(const Server& server, const PlannedModel& model)
{
    Arguments arguments{"vllm",   "serve",     model.model, "--served-model-name",        model.served_name,
                        "--host", "127.0.0.1", "--port",    Argument("", AtRunTime::port)};
    for (const auto& [name, value] : server.flags) add_flag(arguments, name, value);
    append(arguments, server.extra_args);
    return arguments;
}

} // namespace

Arguments serve_arguments(const Server& server, const PlannedModel& model)
{
    if (server.kind == Server::Kind::vllm) return vllm_arguments(server, model);
    Arguments arguments;
    for (const auto& word : server.argv) {
        if (word == "{port}")
            arguments.emplace_back("", AtRunTime::port);
        else if (word == "{model}")
            arguments.emplace_back(model.model);
        else if (word == "{served_name}")
            arguments.emplace_back(model.served_name);
        else
            arguments.emplace_back(word);
    }
    return arguments;
}

} // namespace kneepoint::runs
