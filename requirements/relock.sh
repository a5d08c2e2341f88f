#!/bin/sh
# relock.sh PYTHON CC LOCK: pin the newest versions that pyproject.toml allows.
set -eu
python=$1 cc=$2 lock=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$python" -m venv "$scratch/venv"
pip() { "$scratch/venv/bin/python" -m pip --disable-pip-version-check "$@"; }
pip install --quiet --upgrade setuptools hatchling
CC=$cc pip install --quiet --no-build-isolation --use-pep517 'durable_rules==2.0.28'
pip install --quiet --no-build-isolation --editable '.[dev,bench]'
{
    echo "# The versions that are known to work together; make lock writes them anew."
    pip freeze --all --exclude pip --exclude-editable
} >"$scratch/lock"
cp "$scratch/lock" "$lock"
