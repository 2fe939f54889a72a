#!/usr/bin/env bash
# Installs linkcheck into an environment of its own: of PyPI if VERSION names one, else from the action's own checkout,
# so that who pins the action by a hash has pinned the program too. What it stands on is pinned by hashes in any case.
set -euo pipefail

folder="$RUNNER_TEMP/linkcheck"
mkdir -p "$folder"
# Python looks for modules where it is started, and the checkout may be a stranger's: -I, and in another folder.
cd "$folder"
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP
"$PYTHON" -I -m venv --clear --without-pip "$folder/venv"
python="$folder/venv/bin/python"
if [ ! -x "$python" ]; then python="$folder/venv/Scripts/python.exe"; fi # Windows

install() {
  # Compiled is only what runs: that halves the time. No package is built, so none runs code of its own here.
  "$PYTHON" -I -m pip --python "$python" --quiet --disable-pip-version-check --no-input \
    install --no-compile --only-binary :all: "$@"
}

install --require-hashes --requirement "$GITHUB_ACTION_PATH/requirements.txt"
if [ -n "$VERSION" ]; then
  install --no-deps -- "linkcheck-md==${VERSION#v}"
  "$PYTHON" -I -m pip --python "$python" --disable-pip-version-check check || {
    echo "::error::linkcheck: version $VERSION needs other packages than this action has pinned; use the action of that version"
    exit 1
  }
else
  # The program is Python and nothing to be built; a path file is how an editable installation does it, too.
  "$python" -I -c 'import pathlib, sys, sysconfig
root = pathlib.Path(sys.argv[1]).resolve(strict=True)
pathlib.Path(sysconfig.get_path("purelib"), "linkcheck-md.pth").write_text(f"{root}\n", "utf-8")' "$GITHUB_ACTION_PATH/../../.."
fi

"$python" -I -m linkcheck --version
echo "python=$python" >> "$GITHUB_OUTPUT"
