// SPDX-License-Identifier: GPL-3.0-or-later
// What the job protocol runs on a host, for any POSIX sh. $1 is the root folder, $2 the job's id.
#pragma once

#include <string_view>

namespace kneepoint::runs::scripts {

/// Prints the word that says what is wrong with the root folder, or "root", and the folder.
inline constexpr std::string_view open_root = R"sh(root=
case ${XDG_STATE_HOME-} in /*) root=$XDG_STATE_HOME ;; *) root=$HOME/.local/state ;; esac
root=$root/kneepoint/v1
mkdir -p "$root/jobs" "$root/bin" || exit 1
me=$(id -u) || exit 1
for folder in "$root" "$root/jobs" "$root/bin"; do
    [ ! -L "$folder" ] || { printf 'link %s' "$folder"; exit 0; }
    mode=$(stat -c '%u %a' "$folder") || exit 1
    [ "${mode% *}" = "$me" ] || { printf 'foreign %s' "$folder"; exit 0; }
    case $mode in *[2367]? | *[2367]) printf 'open %s' "$folder"; exit 0 ;; esac
done
printf 'root %s' "$root"
)sh";

/// Where the root folder would be; changes nothing.
inline constexpr std::string_view name_root =
    R"sh(case ${XDG_STATE_HOME-} in /*) ;; *) XDG_STATE_HOME=$HOME/.local/state ;; esac
printf '%s/kneepoint/v1' "$XDG_STATE_HOME"
)sh";

/// $3 hash of the job's files, $4 the client, $5 its name, $6 the job's, for those who list it
inline constexpr std::string_view create = R"sh(cd "$1/jobs" || exit 1
mkdir "$2" 2>/dev/null || [ -d "$2" ] || { mkdir "$2"; exit 1; }
cd "$2" || exit 1
if [ -e spec ]; then
    IFS= read -r there <spec
    [ "$there" = "$3" ] || { echo other; exit 0; }
fi
: >"client.$4" || exit 1
for end in exit.* started; do [ ! -e "$end" ] || { echo started; exit 0; }; done
[ ! -e spec ] || { echo exists; exit 0; }
printf '%s\n' "$3" >"spec.$4.tmp" && printf '%s\n%s\n' "$5" "$6" >"origin.$4.tmp" &&
    mv -f "origin.$4.tmp" origin && mv -f "spec.$4.tmp" spec && echo new
)sh";

/// $3 the load program or nothing, then folders
inline constexpr std::string_view equip = R"sh(cd "$1/jobs/$2" || exit 1
program=$3
shift 3
for folder; do mkdir -p "./$folder" || exit 1; done
[ -z "$program" ] || [ -e kneepoint-load ] || ln "$program" kneepoint-load 2>/dev/null ||
    { cp "$program" kneepoint-load.tmp && mv -f kneepoint-load.tmp kneepoint-load; }
)sh";

/// Functions of the scripts below: what is known of the job in the current folder, and whether a process lives. A
/// process is its number and its start time; a zombie is dead.
inline constexpr std::string_view about_processes = R"sh(look_at() {
    alive=
    case $1 in '' | *[!0-9]* | 0 | 1) return 0 ;; esac
    { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    set -- "$2" ${stat##*) }
    [ "$1" = "${21}" ] || return 0
    case $2 in Z | X) ;; *) alive=yes ;; esac
}
read_state() {
    boot= pid= pid_start= sup= sup_start= start= sup_alive= pid_alive=
    while IFS='=' read -r key value; do
        case $key in boot | pid | pid_start | sup | sup_start | start) eval "$key=\$value" ;; esac
    done 2>/dev/null <state
    IFS= read -r boot_here </proc/sys/kernel/random/boot_id
    [ "$boot" = "$boot_here" ] || return 0
    look_at "$sup" "$sup_start"; sup_alive=$alive
    look_at "$pid" "$pid_start"; pid_alive=$alive
}
read_exit() {
    end=
    for file in exit.*; do [ ! -e "$file" ] || end=${file#exit.}; done
}
young() { # made less than half a minute ago
    made=$(stat -c %Y "$1" 2>/dev/null) && [ $(($(date +%s) - made)) -lt 30 ]
}
runs() { # the job in the current folder
    read_exit
    [ -z "$end" ] && [ -d started ] || return 1
    read_state
    [ -n "$sup_alive$pid_alive" ] || { [ ! -e state ] && young started; }
}
)sh";

/// $3 supervisor, $4 its hash. One at a time on the host: the lock is the kernel's and ends with this shell.
inline constexpr std::string_view start = R"sh(cd "$1/jobs/$2" || exit 1
sum=$(sha256sum <"$3") || exit 1
[ "${sum%% *}" = "$4" ] || { echo changed; exit 0; }
exec 9>>"$1/lock" || exit 1
! command -v flock >/dev/null || flock -w 20 9 || exit 1
read_exit
[ -z "$end" ] && [ ! -d started ] || { echo already; exit 0; }
[ -f run.sh ] || { echo incomplete; exit 0; }
for job in "$1"/jobs/*/started; do
    [ -d "$job" ] && cd "${job%/started}" && runs && { echo "busy ${PWD##*/}"; exit 0; }
done
cd "$1/jobs/$2" && mkdir started || exit 1
setsid -f sh "$3" "$PWD" </dev/null >>sup.log 2>&1 9>&- || { mv started exit.startfail; exit 1; }
echo started
)sh";

/// $3 bytes of the log that are known, $4 of the log with this inode, $5 most bytes, $6 how far behind is too far, $7
/// and $8 bytes of steps and readings that are known. Processes are looked at before the end is: one that ends
/// meanwhile has left its record. Every program that it starts costs the host a millisecond, each second (bench_watch).
inline constexpr std::string_view probe = R"sh(cd "$1/jobs/$2" 2>/dev/null || { echo absent; exit 0; }
read_state
echo "now $(date +%s.%N)"
echo "boot_here $boot_here"
[ ! -e state ] || printf 'boot %s\nstart %s\n' "$boot" "$start"
[ -z "$sup_alive" ] || echo "supervisor alive"
[ -z "$pid_alive" ] || echo "recorder alive"
read_exit
[ -z "$end" ] || echo "exit $end"
for file in started cancel cancelled timedout done; do [ ! -e "$file" ] || echo "has $file"; done
if { IFS= read -r list <done; } 2>/dev/null; then case $list in *partial*) echo "has partial" ;; esac; fi
if { IFS= read -r beat <hb; } 2>/dev/null; then echo "beat $beat"
elif [ -e hb ]; then echo "beat $(date +%s)"; fi # it is being written
if { IFS= read -r why <why; } 2>/dev/null || [ -n "$why" ]; then printf 'why %s\n' "$why"; fi
steps=0 readings=0 inode= size=
for file in $(stat -c '%n:%i:%s' steps readings log 2>/dev/null); do
    number=${file#*:}
    case $file in
    steps:*) steps=${number#*:} ;;
    readings:*) readings=${number#*:} ;;
    log:*) inode=${number%:*} size=${number#*:} ;;
    esac
done
[ ! -f steps ] || [ "$steps" = "$7" ] || { head -c 262144 steps | sed 's/^/step /'; echo; }
if [ -f readings ] && [ "$readings" != "$8" ]; then
    from=$8
    [ "$from" -le "$readings" ] || from=0
    [ $((readings - from)) -le 65536 ] || from=$((readings - 65536))
    tail -c "+$((from + 1))" readings | sed 's/^/reading /'
    echo
fi
echo "sizes $steps $readings"
[ -e state ] || [ ! -f sup.log ] || { tail -c 2000 sup.log | sed 's/^/said /'; echo; }
[ -f log ] && [ -n "$inode" ] || exit 0
from=$3
[ "$inode" = "$4" ] && [ "$from" -le "$size" ] || from=0
[ $((size - from)) -le "$6" ] || from=$((size - $5))
echo "log $inode $size $from"
[ "$from" -ge "$size" ] || tail -c "+$((from + 1))" log | head -c "$5"
)sh";

/// TERM by the supervisor, or by a stand-in where that is gone; a job that was not started never will be.
inline constexpr std::string_view cancel = R"sh(cd "$1/jobs/$2" 2>/dev/null || { echo absent; exit 0; }
touch cancel || exit 1
read_exit
[ -z "$end" ] || { echo ended; exit 0; }
if mkdir started 2>/dev/null; then
    touch cancelled
    mv started exit.cancelled && echo ended
    exit
fi
read_state
if [ -n "$sup_alive" ]; then
    kill -s TERM "$sup" && echo asked
elif [ -n "$pid_alive" ]; then
    touch cancelled
    kill -s TERM -- "-$pid"
    setsid -f sh -c "$3" sh "$pid" "$pid_start" </dev/null >/dev/null 2>&1
    echo asked
else
    echo gone
fi
)sh";

/// $1 process, $2 its start time: ends its group when it outlives TERM.
inline constexpr std::string_view escalate = R"sh(sleep 10
look_at "$1" "$2"
[ -z "$alive" ] || kill -s KILL -- "-$1"
)sh";

/// What recorder and supervisor do at the end, when both were killed before they could.
inline constexpr std::string_view finalize = R"sh(cd "$1/jobs/$2" || exit 1
[ ! -e done ] || { echo done; exit 0; }
read_state
[ -z "$pid_alive$sup_alive" ] || { echo running; exit 0; }
rm -f ballast
read_exit
end=${end:-lost}
[ "$boot" = "$boot_here" ] || [ "$end" != lost ] || end=rebooted
[ -e "exit.$end" ] || mv -f pending "exit.$end" 2>/dev/null || : >"exit.$end" || exit 1
partial=
list() { # what cannot be read, or has a line end in its name, is left out; a job is not kept from its end by it
    [ -d out ] || return 0
    (cd out && find . -type f) >names.tmp || partial=yes
    LC_ALL=C sort -o names.tmp names.tmp || return 1
    while IFS= read -r file; do
        if sum=$(sha256sum <"out/$file") && size=$(wc -c <"out/$file"); then
            printf '%s %s %s\n' "${sum%% *}" "$size" "${file#./}" || return 1
        else
            partial=yes
        fi
    done <names.tmp
    rm -f names.tmp
}
list >manifest.tmp && mv -f manifest.tmp manifest && echo "client${partial:+ partial}" >done.tmp && mv -f done.tmp done &&
    echo done
)sh";

/// Inode, size, time and name of what there is below out/.
inline constexpr std::string_view pieces = R"sh(cd "$1/jobs/$2/out" 2>/dev/null || exit 0
find . -type f ! -path '*.tmp/*' ! -name '*.tmp' -exec stat -c '%i %s %Y %n' {} +
)sh";

/// Manifest lines of the files named by $3 and the following, without those that are gone.
inline constexpr std::string_view hashes = R"sh(cd "$1/jobs/$2/out" || exit 1
shift 2
for file; do
    sum=$(sha256sum <"$file") && size=$(wc -c <"$file") && printf '%s %s %s\n' "${sum%% *}" "$size" "${file#./}"
done 2>/dev/null
)sh";

/// $3 client, $4 text
inline constexpr std::string_view receipt = R"sh(cd "$1/jobs/$2" || exit 1
printf '%s\n' "$4" >"receipt.$3.tmp" && mv -f "receipt.$3.tmp" "receipt.$3"
)sh";

/// For each job a line "ID running|ended|lost|waiting STATUS", who made it, and its name; the status of one that ended.
inline constexpr std::string_view list = R"sh(cd "$1/jobs" 2>/dev/null || exit 0
for job in *; do
    [ -d "$1/jobs/$job" ] && cd "$1/jobs/$job" || continue
    by= name=
    { IFS= read -r by; IFS= read -r name; } 2>/dev/null <origin
    [ ! -e cancelled ] || cancelled=cancelled
    if runs; then state=running
    elif [ -n "$end" ]; then state="ended ${cancelled:-$end}"
    elif [ -d started ]; then state=lost
    else state=waiting; fi
    printf '%s %s\n%s\n%s\n' "$job" "$state" "$by" "$name"
    cancelled=
done
)sh";

/// What a job's folder says of it: hash of its files, who made it, its name.
inline constexpr std::string_view origin = R"sh(cd "$1/jobs/$2" 2>/dev/null || { echo absent; exit 0; }
spec= by= name=
{ IFS= read -r spec; } 2>/dev/null <spec
{ IFS= read -r by; IFS= read -r name; } 2>/dev/null <origin
printf 'there\n%s\n%s\n%s\n' "$spec" "$by" "$name"
)sh";

/// $3 client: knows the job from now on
inline constexpr std::string_view enroll = R"sh(cd "$1/jobs/$2" 2>/dev/null || exit 0
[ -e "client.$3" ] || : >"client.$3"
)sh";

/// $3 client, which does not want its results any more. Its receipt stays: it says what was fetched.
inline constexpr std::string_view withdraw = R"sh(cd "$1/jobs/$2" 2>/dev/null || exit 0
[ -e "receipt.$3" ] || rm -f "client.$3"
)sh";

/// $3 client, $4 "anyway" when results that nobody fetched may go, too. First a rename: half a job is never seen as
/// one.
inline constexpr std::string_view clean = R"sh(cd "$1/jobs/$2" 2>/dev/null || { echo absent; exit 0; }
! runs || { echo running; exit 0; }
if [ "$4" != anyway ]; then
    [ -e "receipt.$3" ] || { echo unfetched; exit 0; }
    for client in client.*; do
        [ -e "receipt.${client#client.}" ] || [ ! -e "$client" ] || { echo wanted; exit 0; }
    done
fi
cd .. && mv "$2" ".gone.$2" || exit 1
rm -rf .gone.* && echo cleaned
)sh";

} // namespace kneepoint::runs::scripts
