#!/usr/bin/env bash
# Fetches the commit that a pull request is compared with, where the checkout is too shallow to hold it.
set -euo pipefail

if [ -z "$BASE_SHA" ]; then
  echo "::error::linkcheck: the event file is of no pull request: there is nothing to compare with"
  exit 1
fi
if git cat-file -e "$BASE_SHA^{commit}" 2> /dev/null; then exit 0; fi
. "$GITHUB_ACTION_PATH/token.sh"
git fetch --quiet --no-tags --depth=1 origin "$BASE_SHA"
