#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the real tools that the live tests run, once, into a folder outside the tree, and prints the variables that
# tell the tests where: GuideLLM, the newest and the oldest that Kneepoint calls, lm_eval, and older ones for their
# parsers alone: nothing of what they need is installed.
# usage: eval "$(scripts/live.sh)"
set -eu
newest=0.8.1 oldest=0.5.4 lm_eval=0.4.13 older='0.4.3 0.4.9.2'
folder=${XDG_CACHE_HOME:-$HOME/.cache}/kneepoint/live/guidellm-$newest-$oldest-lm_eval-$lm_eval-2
source=$(cd "$(dirname "$0")/.." && pwd)

pip_of() { # ENVIRONMENT ARGUMENT...
    python=$folder/$1/bin/python
    shift
    "$python" -m pip --disable-pip-version-check install -q "$@"
}
libraries_of() { "$folder/$1/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])'; }

# All libraries are in the environment of lm_eval. GuideLLM uses of torch the loader of prompts alone, and torch brings 5 GB
# of GPU libraries: the environments of GuideLLM hold a stand-in for it.
install_all() {
    rm -rf "$folder"
    mkdir -p "$folder"
    for environment in lm_eval newest oldest; do python3 -m venv "$folder/$environment"; done
    pip_of lm_eval --no-deps --only-binary :all: "guidellm==$newest" "lm_eval==$lm_eval"
    "$folder/lm_eval/bin/python" "$source/tests/live/requirements_without_torch.py" guidellm 'lm_eval[api]' \
        >"$folder/requirements"
    # These have no built form in the registry.
    pip_of lm_eval --only-binary :all: --no-binary sqlitedict,rouge-score,word2number -r "$folder/requirements"
    pip_of newest --no-deps --only-binary :all: "guidellm==$newest"
    pip_of oldest --no-deps --only-binary :all: "guidellm==$oldest" 'click~=8.3.0'
    for environment in newest oldest; do
        libraries_of lm_eval >"$(libraries_of "$environment")/lm_eval.pth"
        cp -R "$source/tests/live/torch" "$(libraries_of "$environment")/torch"
    done
    touch "$folder/done"
}

install_older() { # one that was not installed in whole is installed again
    for version in $older; do
        rm -rf "$folder/older/$version"
        pip_of lm_eval --no-deps --no-compile --only-binary :all: --target "$folder/older/$version" "lm_eval==$version"
    done
    touch "$folder/older/done"
}

begun=$(date +%s)
if [ ! -e "$folder/done" ]; then
    echo "Installing GuideLLM $newest and $oldest and lm_eval $lm_eval into $folder" >&2
    install_all >&2
fi
[ -e "$folder/older/done" ] || install_older >&2
taken=$(($(date +%s) - begun))
[ "$taken" -lt 2 ] || echo "took $taken s" >&2
for variable in LM_EVAL:lm_eval NEWEST:newest OLDEST:oldest; do
    printf "export KNEEPOINT_LIVE_%s='%s'\n" "${variable%:*}" "$folder/${variable#*:}/bin"
done
printf "export KNEEPOINT_LIVE_OLDER_LM_EVAL='%s'\n" "$folder/older"
