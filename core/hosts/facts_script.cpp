// SPDX-License-Identifier: GPL-3.0-or-later
#include "facts_script.h"

namespace kneepoint::hosts {

// Versions come from the packages' metadata: starting vllm takes ten seconds, and lm_eval has no --version.
const std::string_view facts_script = R"sh(
part() { # NAME COMMAND...: its output and status
    name=$1; shift
    text=$("$@" 2>&1); status=$?
    printf '%s %s %s\n%s\n' "$name" "$status" "${#text}" "$text"
}
below() { # PID...: the processes below it, also those that left its group
    for below in $(grep -ls "^PPid:[^0-9]*$1\$" /proc/[0-9]*/status | cut -d/ -f3); do echo "$below"; below "$below"; done
}
command -v setsid >/dev/null && alone=setsid || alone= # without it a tool is in the group of this sh
within() { # COMMAND...: what it writes; when it takes longer than $limit it is ended with all that it started: 124
    $alone "$@" </dev/null &
    child=$!
    (
        trap 'kill $!; exit 0' TERM
        sleep "$limit" &
        wait $! || exit 0 # no sleep here: no limit
        trap '' TERM
        all=$(below "$child")
        kill -s KILL -- ${alone:+"-$child"} "$child" $all
        exit 124
    ) >/dev/null 2>&1 &
    clock=$!
    wait "$child"; ended=$?
    kill "$clock" 2>/dev/null
    wait "$clock"
    [ $? != 124 ] || ended=124
    return "$ended"
}
version_of() {
    IFS= read -r first 2>/dev/null <"$2"
    case $1 in python3) within "$2" --version; return ;; vllm|guidellm|lm_eval) ;; *) return ;; esac
    case $first in
    '#!'*python*)
        within ${first#??} -c 'import sys, importlib.metadata as m; print(m.version(sys.argv[1]))' "$1"
        case $? in 0 | 124) return "$ended" ;; esac ;;
    esac
    [ "$1" = lm_eval ] || within "$2" --version
}
tool() { # its name, path, what went wrong, version
    path=$(command -v -- "$1") || return 1
    version=$(version_of "$1" "$path" 2>/dev/null) && late= || late=$?
    [ "$late" = 124 ] || late=
    printf '%s\n%s\n%s\n%s\n' "$1" "$path" "${late:+did not answer within $limit s}" "${version##*"$line_end"}"
}
size_of() { du -skL -- "$1" 2>/dev/null | cut -f1; }
model() {
    case $1 in /*|./*|../*) place=$1 ;; *) place=./$1 ;; esac
    if [ -e "$place/config.json" ]; then printf '%s\nfolder\n%s\n%s\n' "$1" "$place" "$(size_of "$place")"; return; fi
    id=$(printf %s "$1" | sed 's|/|--|g')
    cache=${HF_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}/models--$id
    for place in "$cache"/snapshots/*/; do
        [ -e "${place}config.json" ] || continue
        printf '%s\ncache\n%s\n%s\n' "$1" "$cache" "$(size_of "$place")"; return
    done
    printf '%s\nabsent\n' "$1"
}
port() {
    hex=$(printf %04X "$1")
    if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ":$hex [0-9A-F]*:0000 0A "; then echo "$1 taken"
    else echo "$1 free"; fi
}
folder() {
    above=$1
    until [ -e "$above" ] || [ "$above" = / ] || [ "$above" = . ]; do above=$(dirname -- "$above"); done
    [ -e "$1" ] && exists=1 || exists=0
    [ -L "$1" ] && link=1 || link=0
    [ -O "$above" ] && own=1 || own=0
    [ -d "$above" ] && [ -w "$above" ] && writable=1 || writable=0
    echo "$exists $link $own $writable $(stat -L -c %a -- "$above") $(df -Pk -- "$above" | tail -n 1 | awk '{print $4}')"
    echo "$1"
}
gpus() {
    within nvidia-smi --query-gpu=index,name,memory.total,memory.used,compute_cap,driver_version --format=csv,noheader,nounits
}
gpu_processes() { within nvidia-smi --query-compute-apps=pid,process_name,used_gpu_memory --format=csv,noheader,nounits; }
log_out() {
    [ -d /run/systemd/system ] || { echo no; return; } # without logind nothing ends them
    at=/org/freedesktop/login1
    busctl get-property org.freedesktop.login1 $at org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null ||
        sed -n 's/^KillUserProcesses=//p' /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf 2>/dev/null | tail -n 1
    loginctl show-user "$(id -un)" -p Linger 2>/dev/null
    true
}
memory() { sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo; }

line_end='
'
root=$1 limit=$2; shift 2
[ -n "$root" ] || root=${XDG_STATE_HOME:-$HOME/.local/state}/kneepoint
part system uname -sm
part cores getconf _NPROCESSORS_ONLN
part memory memory
part gpus gpus
part gpu-processes gpu_processes
part folder folder "$root"
part log-out log_out
while [ "$1" != -- ]; do part tool tool "$1"; shift; done
shift
while [ "$1" != -- ]; do part model model "$1"; shift; done
shift
for number; do part port port "$number"; done
)sh";

} // namespace kneepoint::hosts
