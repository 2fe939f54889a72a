#!/usr/bin/env bash
# Carries the history from night to night: `history.sh restore` before the scan, `history.sh save` after it.
#
# cache: every .linkcheck/history.sqlite of the workspace, and what was read of its posts beside it, goes through a folder that the steps around this one cache.
# repository: the file that `[history] file` names is kept on the branch linkcheck/history, as one commit without a
# parent that each night replaces: no night shows in the history of the blog, in its feed or in anybody's clone of it,
# and nobody's workflow is started by it. It wants the file in .gitignore.
set -euo pipefail

branch=refs/heads/linkcheck/history
kept="$RUNNER_TEMP/linkcheck/history"

place() { # prints where the settings say that the file is; nothing where they do not
  # -I: no module is taken from the working directory, which may be a stranger's pull request.
  "$LINKCHECK_PYTHON" -I - "$SETTINGS" << 'EOF'
import sys
from pathlib import Path

from linkcheck import config, report

named = Path(sys.argv[1]) if sys.argv[1] else None
settings = config.load(Path.cwd(), explicit=named, flags={}, formats=report.FORMATS)
if settings.history.file and settings.file:
    print(settings.file.parent / settings.history.file)
EOF
}

restore_cache() {
  # A pull request may have links lie where the history does, or a history of its own: it goes beside the settings.
  local place="${COPY:-$GITHUB_WORKSPACE}"
  if [ -d "$kept" ]; then cp -R "$kept/." "$place/"; fi
}

save_cache() {
  rm -rf "$kept"
  mkdir -p "$kept"
  cd "$GITHUB_WORKSPACE"
  find . -name node_modules -prune -o -name .git -prune -o -type f \( -path '*/.linkcheck/history.sqlite*' -o -path '*/.linkcheck/extractions' \) -print |
    while IFS= read -r file; do
      mkdir -p "$kept/$(dirname "$file")"
      cp "$file" "$kept/$file"
      echo "gathered=true" >> "$GITHUB_OUTPUT"
    done
}

restore_repository() {
  local file listed
  file="$(place)"
  if [ -z "$file" ]; then
    echo "::warning::linkcheck: history: repository keeps the file that \`[history] file\` in linkcheck.toml names, and it names none"
    return
  fi
  listed="$(git ls-remote origin "$branch")"
  if [ -z "$listed" ]; then return; fi # the first night
  git fetch --quiet --no-tags --depth=1 origin "$branch"
  mkdir -p "$(dirname "$file")"
  git show FETCH_HEAD:history.jsonl > "$RUNNER_TEMP/history.jsonl"
  mv "$RUNNER_TEMP/history.jsonl" "$file"
}

save_repository() {
  local file blob tree commit
  file="$(place)"
  if [ -z "$file" ] || [ ! -f "$file" ]; then return; fi
  blob="$(git hash-object -w --no-filters -- "$file")"
  tree="$(printf '100644 blob %s\thistory.jsonl\n' "$blob" | git mktree)"
  commit="$(git -c user.name=linkcheck -c user.email=linkcheck@users.noreply.github.com \
    commit-tree "$tree" -m "Remember what was seen of the links")"
  if ! git push --quiet --force --no-verify origin "$commit:$branch"; then
    echo "::warning::linkcheck: the history was not saved on linkcheck/history (the job needs \`permissions: contents: write\`)"
  fi
}

. "$GITHUB_ACTION_PATH/git.sh"
case "$1 $HISTORY" in
  "restore cache") restore_cache ;;
  "save cache") save_cache ;;
  "restore repository") restore_repository ;;
  "save repository") save_repository ;;
  *)
    echo "::error::linkcheck: the input \`history\` is cache, repository or none, and not $HISTORY"
    exit 2
    ;;
esac
