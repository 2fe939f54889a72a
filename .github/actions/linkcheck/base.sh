#!/usr/bin/env bash
# Finds the commit that a pull request is compared with, and fetches it where the checkout is too shallow to hold it.
#
# What GitHub checks out is the pull request merged into the newest commit of its base: the first parent of that merge.
# The event names the base as it was when the event was sent: compared with that, what others have merged since would
# be laid at the author's door. It is taken only where something else is checked out than that merge, for whoever makes
# a commit chooses its parents.
set -euo pipefail

if [ -z "$BASE_SHA" ]; then
  echo "::error::linkcheck: the event file is of no pull request: there is nothing to compare with"
  exit 1
fi
. "$GITHUB_ACTION_PATH/git.sh"
# As the commit has them: git itself shows a shallow one without parents.
parents="$(git cat-file commit HEAD | awk 'NF == 0 { over = 1 } !over && $1 == "parent" { print $2 }')"
# shellcheck disable=SC2086 # hashes, one a line
set -- $parents
head="$(git rev-parse HEAD)"
base="$BASE_SHA" from="$BASE_SHA" depth=1
if [ "$head" = "$SHA" ] && [ "$#" = 2 ] && [ "$2" = "$HEAD_SHA" ]; then
  base="$1" from="$head" depth=2 # so that git, too, knows whose parent it is
fi

if ! git cat-file -e "$base^{commit}" 2> /dev/null; then
  git fetch --quiet --no-tags --depth="$depth" origin "$from"
fi
echo "sha=$base" >> "$GITHUB_OUTPUT"
