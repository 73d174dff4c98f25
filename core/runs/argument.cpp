// SPDX-License-Identifier: GPL-3.0-or-later
#include "argument.h"

#include "kneepoint/hosts/quote.h"

#include <string_view>

namespace kneepoint::runs {

namespace {

std::string_view variable_of(AtRunTime value)
{
    switch (value) {
    case AtRunTime::nothing:
        return "";
    case AtRunTime::port:
        return "port";
    case AtRunTime::url:
        return "url";
    case AtRunTime::rate:
        return "rate";
    }
    return "";
}

} // namespace

void append(Arguments& to, const std::vector<std::string>& more)
{
    for (const auto& text : more) to.emplace_back(text);
}

std::vector<std::string> shown(const Arguments& arguments)
{
    std::vector<std::string> words;
    for (const auto& argument : arguments) {
        auto word = argument.before;
        if (argument.value != AtRunTime::nothing) word += "{" + std::string(variable_of(argument.value)) + "}";
        words.push_back(word + argument.after);
    }
    return words;
}

std::string script_words(const Arguments& arguments)
{
    std::string words;
    for (const auto& argument : arguments) {
        if (!words.empty()) words += ' ';
        if (argument.value == AtRunTime::nothing) {
            words += hosts::quoted(argument.before);
            continue;
        }
        if (!argument.before.empty()) words += hosts::quoted(argument.before);
        words += "\"$" + std::string(variable_of(argument.value)) + "\"";
        if (!argument.after.empty()) words += hosts::quoted(argument.after);
    }
    return words;
}

} // namespace kneepoint::runs
