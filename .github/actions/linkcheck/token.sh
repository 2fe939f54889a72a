# shellcheck shell=bash
# Sourced. Gives git the token by its environment: it stands in no argument, in no file and in no log.
if [ -n "${TOKEN:-}" ]; then
  header="http.$GITHUB_SERVER_URL/.extraheader"
  # The empty value takes back what the checkout may have left in .git/config: GitHub refuses two of these headers.
  export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0="$header" GIT_CONFIG_VALUE_0="" GIT_CONFIG_KEY_1="$header"
  GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_VALUE_1
fi
export GIT_TERMINAL_PROMPT=0
