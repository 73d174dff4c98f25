// SPDX-License-Identifier: GPL-3.0-or-later
#include "first_words.h"

#include "kneepoint/base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kneepoint::app {

namespace {

const CLI::App* command_of(const CLI::App& commands, std::string_view word)
{
    const auto all = commands.get_subcommands([](const CLI::App*) { return true; });
    const auto found = std::ranges::find(all, word, [](const CLI::App* one) { return one->get_name(); });
    return found == all.end() ? nullptr : *found;
}

std::string names_of(const CLI::App& commands)
{
    std::vector<std::string> names;
    for (const auto* command : commands.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return join(names, ", ");
}

bool is_option(std::string_view word)
{
    return word.starts_with('-');
}

bool exists(const char* path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

/// `kneepoint PATH...` opens the window, so that a first word which is no command may be a file.
Result<void> check_paths(const CLI::App& commands, std::span<char* const> words)
{
    if (!exists(words.front()))
        return failure(ErrorKind::invalid, fmt::format("\"{}\" is no command, and no file or folder has this name. The "
                                                       "commands are {}.",
                                                       words.front(), names_of(commands)));
    for (const char* word : words.subspan(1)) {
        if (exists(word)) continue;
        if (command_of(commands, word))
            return failure(ErrorKind::invalid,
                           fmt::format("The command comes first: kneepoint {0} {1} ...", word, words.front()));
        if (is_option(word))
            return failure(ErrorKind::invalid,
                           fmt::format("The window takes files and folders only, and no {}. The commands are {}.", word,
                                       names_of(commands)));
        return failure(ErrorKind::not_found, "No such file or folder.", word);
    }
    return {};
}

} // namespace

Result<void> check_first_words(const CLI::App& commands, std::span<char* const> words)
{
    if (words.empty() || is_option(words.front())) return {};
    const auto* command = command_of(commands, words.front());
    if (!command) return check_paths(commands, words);
    if (command->get_require_subcommand_min() == 0) return {};
    const auto below = names_of(*command);
    if (words.size() == 1)
        return failure(ErrorKind::invalid, fmt::format("Say what to do: kneepoint {} {}.", command->get_name(), below));
    if (is_option(words[1]) || command_of(*command, words[1])) return {};
    return failure(ErrorKind::invalid, fmt::format("\"{}\" is no command of kneepoint {}, which has {}.", words[1],
                                                   command->get_name(), below));
}

} // namespace kneepoint::app
