# shellcheck shell=bash
# Sourced. Gives git the token by its environment (it stands in no argument, in no file and in no log), and keeps it from
# running what lies in the checkout: hooks and monitors that an earlier step of the job may have set, and submodules.
settings=(
  core.hooksPath=/dev/null core.fsmonitor=false fetch.recurseSubmodules=false submodule.recurse=false protocol.ext.allow=never
)
if [ -n "${TOKEN:-}" ]; then
  header="http.$GITHUB_SERVER_URL/.extraheader"
  # The empty value takes back what the checkout may have left in .git/config: GitHub refuses two of these headers.
  settings+=("$header=" "$header=AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')")
fi
GIT_CONFIG_COUNT=0
for setting in "${settings[@]}"; do
  export "GIT_CONFIG_KEY_$GIT_CONFIG_COUNT=${setting%%=*}" "GIT_CONFIG_VALUE_$GIT_CONFIG_COUNT=${setting#*=}"
  GIT_CONFIG_COUNT=$((GIT_CONFIG_COUNT + 1))
done
export GIT_CONFIG_COUNT GIT_TERMINAL_PROMPT=0
