#!/usr/bin/env bash
# Installs linkcheck into an environment of its own: of PyPI if VERSION names one, else from the action's own checkout,
# so that who pins the action by a hash has pinned the program too.
set -euo pipefail

folder="$RUNNER_TEMP/linkcheck"
mkdir -p "$folder"
"$PYTHON" -m venv --clear --without-pip "$folder/venv"
python="$folder/venv/bin/python"
if [ ! -x "$python" ]; then python="$folder/venv/Scripts/python.exe"; fi # Windows

if [ -n "$VERSION" ]; then
  source="linkcheck-md==${VERSION#v}"
else
  source="$GITHUB_ACTION_PATH/../../.."
fi
# Compiled is only what runs: that halves the time.
"$PYTHON" -m pip --python "$python" --quiet --disable-pip-version-check --no-input install --no-compile -- "$source"

program="$(dirname "$python")/linkcheck"
"$program" --version
{
  echo "python=$python"
  echo "linkcheck=$program"
} >> "$GITHUB_OUTPUT"
