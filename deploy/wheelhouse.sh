#!/usr/bin/env bash
# Packages for a machine without internet: fetched on one that has it, installed on one that has not.
#
#   deploy/wheelhouse.sh fetch FOLDER      on a machine with the same system and Python
#   deploy/wheelhouse.sh install FOLDER    in the program's folder on the machine without internet
#
# PYTHON names the interpreter (python3), REQUIREMENTS the list (requirements.txt beside this folder).
set -euo pipefail

say() { echo "wheelhouse: $*" >&2; }
usage() { say "say fetch FOLDER or install FOLDER"; exit 2; }

[[ $# == 2 ]] || usage
what=$1
folder=$2
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
list=${REQUIREMENTS:-$root/requirements.txt}

# Wheels are made for one system and one Python.
made_for() { "$python" -c 'import sys, sysconfig; print(sys.version_info[:2], sysconfig.get_platform())'; }

fetch() {
    mkdir -p "$folder"
    "$python" -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$folder" -r "$list"
    made_for >"$folder/MADE-FOR"
    (cd "$folder" && sha256sum -- *.whl MADE-FOR >SHA256SUMS)
    say "$(ls "$folder" | grep -c '\.whl$') packages in $folder; carry the whole folder over"
}

install() {
    [[ -f $folder/SHA256SUMS ]] || { say "$folder has no SHA256SUMS: make it with fetch"; exit 1; }
    (cd "$folder" && sha256sum --check --strict --quiet SHA256SUMS >&2) || {
        say "a package is missing or is not what was fetched: carry the folder over again"; exit 1; }
    [[ $(cat "$folder/MADE-FOR") == "$(made_for)" ]] || {
        say "made for $(cat "$folder/MADE-FOR"), and here is $(made_for): fetch on such a machine"; exit 1; }
    "$python" -m venv "$root/.venv"
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-index --find-links "$folder" -r "$list"
    touch "$root/.venv/runs"
    say "installed into $root/.venv"
}

case $what in
    fetch) fetch ;;
    install) install ;;
    *) usage ;;
esac
