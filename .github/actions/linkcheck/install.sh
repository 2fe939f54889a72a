#!/usr/bin/env bash
# Installs linkcheck into an environment of its own: of PyPI if VERSION names one, else from the action's own checkout,
# so that who pins the action by a hash has pinned the program too. What it stands on is pinned by hashes in any case.
#
# `install.sh key` names the cache of the wheels, `install.sh` installs. Cached are wheels and no environment: each is
# held against its hash again, so that whoever can write a cache can bring nothing in.
set -euo pipefail

folder="$RUNNER_TEMP/linkcheck"
mkdir -p "$folder"
# Python looks for modules where it is started, and the checkout may be a stranger's: -I, and in another folder.
cd "$folder"
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP
pins="$GITHUB_ACTION_PATH/requirements.txt"

if [ "${1:-}" = key ]; then
  "$PYTHON" -I -c 'import hashlib, pathlib, sys, sysconfig
pins = hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest()[:16]
print(f"key=linkcheck-wheels-{sysconfig.get_platform()}-{sys.version_info[0]}.{sys.version_info[1]}-{pins}")' \
    "$pins" >> "$GITHUB_OUTPUT"
  exit
fi

"$PYTHON" -I -m venv --clear --without-pip "$folder/venv"
python="$folder/venv/bin/python"
if [ ! -x "$python" ]; then python="$folder/venv/Scripts/python.exe"; fi # Windows

run_pip() {
  "$PYTHON" -I -m pip --python "$python" --quiet --disable-pip-version-check --no-input "$@"
}

install() {
  # Compiled is only what runs: that halves the time. No package is built, so none runs code of its own here.
  run_pip install --no-compile --only-binary :all: --no-deps "$@"
}

install_wheels() {
  install --no-index --find-links "$folder/wheels" --require-hashes --requirement "$pins"
}

if [ ! -d "$folder/wheels" ] || ! install_wheels; then
  rm -rf "$folder/wheels"
  run_pip download --only-binary :all: --no-deps --require-hashes --requirement "$pins" --dest "$folder/wheels"
  install_wheels
  echo "fetched=true" >> "$GITHUB_OUTPUT"
fi
if [ -n "$VERSION" ]; then
  install -- "linkcheck-md==${VERSION#v}"
  "$PYTHON" -I -m pip --python "$python" --disable-pip-version-check check || {
    echo "::error::linkcheck: version $VERSION needs other packages than this action has pinned; use the action of that version"
    exit 1
  }
else
  # The program is Python and nothing to be built; a path file is how an editable installation does it, too. It lies
  # beside this file where the action is the root of a repository, else at the root above .github/actions.
  program="$GITHUB_ACTION_PATH"
  if [ ! -f "$program/linkcheck/__main__.py" ]; then program="$GITHUB_ACTION_PATH/../../.."; fi
  "$python" -I -c 'import pathlib, sys, sysconfig
root = pathlib.Path(sys.argv[1]).resolve(strict=True)
pathlib.Path(sysconfig.get_path("purelib"), "linkcheck-md.pth").write_text(f"{root}\n", "utf-8")' "$program"
fi

"$python" -I -m linkcheck --version
echo "python=$python" >> "$GITHUB_OUTPUT"
