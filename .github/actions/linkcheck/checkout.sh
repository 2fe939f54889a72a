#!/usr/bin/env bash
# Refuses to go on where a stranger's commit is checked out in a job that has the repository's own token and secrets.
#
# GitHub runs `pull_request_target`, `workflow_run` and `issue_comment` for the base, with its secrets, whoever sent the
# change. Who checks out the change there hands both to its author. `pull_request` is the event that is made for it.
set -euo pipefail

case "$GITHUB_EVENT_NAME $TRIGGER" in
  "workflow_run push" | "workflow_run schedule" | "workflow_run workflow_dispatch") exit 0 ;; # of people who may push
  "issue_comment ") if [ -z "$PULL" ]; then exit 0; fi ;;
esac
. "$GITHUB_ACTION_PATH/git.sh"
head="$(git rev-parse --verify 'HEAD^{commit}')"
if [ "$head" != "$SHA" ] && [ "$head" != "$BASE_SHA" ]; then
  echo "::error::linkcheck: the event $GITHUB_EVENT_NAME has this repository's token and secrets, and what is checked" \
    "out ($head) is no commit of its own branch; check the links of pull requests on the event pull_request"
  exit 1
fi
