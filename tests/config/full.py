"""A settings file with every key in it."""

from __future__ import annotations

FULL = """
paths = ["content/"]
exclude = ["^https://a"]
include = ["b"]
exclude_paths = ["drafts/"]
accept = ["200..=204", 429]
headers = { "X-Token" = "1" }
user_agent = "me"
allow_networks = ["127.0.0.0/8", "::1"]
no_archive = true
fresh = true
insecure = true
fail_on = ["new", "warning"]
timeout = "1500ms"
max_retries = 0
max_redirects = 5
max_concurrency = 9
engine = "local"
editor = "zed"
host_concurrency = 2
host_request_interval = 1
offline = true
max_requests = 1000
max_time = "10m"
format = "json"
outputs = ["a.json"]
no_progress = true
verbose = 2
notes = true
quiet = true

[hosts."Example.COM"]
concurrency = 1
request_interval = 2.5
headers = { Cookie = "x" }
accept = "403"

[archive]
url = "https://pywb.example/"
order = ["timegate"]
budget = 5

[confirm]
runs = 4
days = 10.5

[keep]
folder = "copies"
kilobytes = 8
published_at = "https://blog.example/copies/"

[save]
private = ["//unlisted/"]
if_not_archived_within = 365
in_flight = 2
per_minute = 5
per_day = 900

[repair]
front_matter = ["link"]
bare_urls = true
images = true
own_hosts = ["example.com"]
titles = true

[history]
file = "reports/history.jsonl"

[rules]
missing-page = "warning"
bad-encoding = "off"
"""
