#!/usr/bin/env bash
# Fails the job, or does not: 1 is "something is broken", and any other code a run that could not do its work.
set -euo pipefail

case "${CODE:-none}" in
  0) ;;
  1)
    if [ "$FAIL" = true ]; then
      echo "::error::linkcheck: links or posts are broken; the report tells which"
      exit 1
    fi
    ;;
  none)
    echo "::error::linkcheck: the links were not checked; the steps above tell why"
    exit 2
    ;;
  *)
    echo "::error::linkcheck: the run could not do its work (exit code $CODE); its step tells why"
    exit "$CODE"
    ;;
esac
if [ "$EMPTY" = true ] && [ "$FAIL_IF_EMPTY" = true ]; then
  echo "::error::linkcheck: no link was found; is \`paths\` right? (failIfEmpty: false lets it be)"
  exit 1
fi
