// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell_text.h"

#include "kneepoint/base/text.h"
#include "kneepoint/hosts/quote.h"

#include <fmt/format.h>

#include <algorithm>

namespace kneepoint::hosts {

namespace {

// `read` takes no byte beyond its line, so that `head` finds the input where it begins; everything else has /dev/null.
constexpr std::string_view reading_loop = R"sh(kp_nl='
'
{
set +a +e +u +x; unset IFS
IFS= read -r kp_stat 2>/dev/null </proc/$$/stat
set -- ${kp_stat##*) }
printf '\n@%s:ready@\n' "$kp_token" >&2
printf '\n@%s:ready:%s:%s@\n' "$kp_token" "$$" "${20-}"
while IFS= read -r kp_head; do
    case $kp_head in "$kp_token "*) ;; *) continue ;; esac
    set -- $kp_head
    kp_text= kp_left=$3
    while [ "$kp_left" -gt 0 ]; do
        IFS= read -r kp_line || exit 1
        kp_text=$kp_text$kp_line$kp_nl kp_left=$((kp_left - 1))
    done
    if [ "$4" -gt 0 ]; then
        head -c "$4" | { ( eval "$kp_text" ); kp_status=$?; cat >/dev/null; exit "$kp_status"; }
    else
        ( eval "$kp_text" ) </dev/null
    fi
    kp_status=$?
    printf '\n@%s:%s@\n' "$kp_token" "$2" >&2
    printf '\n@%s:%s:%s@\n' "$kp_token" "$2" "$kp_status"
done
exit 0
}
)sh";

constexpr std::string_view stop_script = R"sh(started() {
    IFS= read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    set -- ${stat##*) }
    printf %s "${20}"
}
below() {
    for below in $(grep -ls "^PPid:[^0-9]*$1\$" /proc/[0-9]*/status | cut -d/ -f3); do
        echo "$below"
        below "$below"
    done
}
[ "$(started "$1")" = "$2" ] || exit 0
found=
for process in $(below "$1"); do found="$found $process:$(started "$process")"; done
for process in $found; do kill -s TERM "${process%:*}"; done 2>/dev/null
sleep 1
for process in $found; do
    [ "$(started "${process%:*}")" = "${process#*:}" ] && kill -s KILL "${process%:*}"
done 2>/dev/null
exit 0
)sh";

bool is_name(std::string_view name)
{
    const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool has_nul(const Command& command)
{
    const auto holds = [](std::string_view text) { return text.find('\0') != std::string_view::npos; };
    return std::ranges::any_of(command.argv, holds) || holds(command.script) || holds(command.folder) ||
           std::ranges::any_of(command.environment, [&](const auto& set) { return holds(set.second); });
}

Result<void> check(const Command& command)
{
    if (has_nul(command))
        return failure(ErrorKind::invalid, "A command holds a NUL byte, which no program can be given.");
    for (const auto& [name, value] : command.environment)
        if (!is_name(name))
            return failure(ErrorKind::invalid,
                           fmt::format("\"{}\" is no name of an environment variable.", one_line(name)));
    if (!command.script.empty()) return {};
    if (command.argv.empty() || command.argv.front().empty())
        return failure(ErrorKind::invalid, "The command is empty.");
    if (command.argv.front().starts_with('-'))
        return failure(ErrorKind::invalid,
                       fmt::format("A program's name cannot start with \"-\": {}.", one_line(command.argv.front())));
    return {};
}

} // namespace

std::string bootstrap_text(std::string_view token, std::string_view prepare)
{
    std::string text = "LC_ALL=C; export LC_ALL; unset CDPATH ENV BASH_ENV; umask 077\n";
    if (!prepare.empty()) text += fmt::format("eval {} </dev/null\n", quoted(prepare));
    return text + fmt::format("kp_token={}\n{}", token, reading_loop);
}

Result<std::string> command_text(const Command& command)
{
    if (auto checked = check(command); !checked) return std::unexpected(checked.error());
    std::string text;
    for (const auto& [name, value] : command.environment)
        text += fmt::format("{}={}; export {}\n", name, quoted(value), name);
    if (!command.folder.empty()) {
        const auto* here = command.folder.starts_with('/') ? "" : "./"; // "cd -" is another folder
        text += fmt::format("cd {} || exit 126\n", quoted(here + command.folder));
    }
    if (command.script.empty()) return text + "exec " + quoted(command.argv) + '\n';
    return text + fmt::format("set -- {}\n{}\n", quoted(command.argv), command.script);
}

std::string frame_text(std::string_view token, int id, std::string text, std::string_view input)
{
    const auto count = std::ranges::count(text, '\n');
    // The line end before it closes what a stopped command left of its input; the loop passes over empty lines.
    return fmt::format("\n{} {} {} {}\n{}{}", token, id, count, input.size(), text, input);
}

std::string stop_text(std::string_view identity)
{
    const auto colon = identity.find(':');
    return fmt::format("LC_ALL=C; export LC_ALL\nset -- {} {}\n{}", quoted(identity.substr(0, colon)),
                       quoted(identity.substr(std::min(colon, identity.size() - 1) + 1)), stop_script);
}

} // namespace kneepoint::hosts
