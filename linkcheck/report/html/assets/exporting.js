// What the list shows as a file, made here in the page: the same rows as CSV for spreadsheets, or as JSON.
// Columns have the names that `--format csv` gives them.

const FORMULA = /^[=+\-@＝＋－＠]/; // what a spreadsheet would take for one

const rowsOfLink = (link) => link.places.map((place) => ({
  path: place.post.path,
  line: place.line,
  column: place.column,
  syntax: place.syntax,
  label: place.label.replace(/ unused$/, "").replace(/^\[|\]$/g, ""),
  url: link.url,
  fragment: place.fragment,
  verdict: link.state,
  reason: link.code,
  detail: link.detail || link.reason,
  status: link.status || "",
  final_url: link.final,
  change: link.change,
  failing_since: day(link.since),
  archived: link.copies.find((copy) => copy.open)?.open ?? "",
  repair: link.repair,
  owner: place.post.owner,
}));

const rowsOfPost = (post) => [{ path: post.path, date: post.date, title: post.title, owner: post.owner, links: post.links.size, failing: post.failing, problems: post.problems.length }];

const rowsOfHost = (host) => [{ host: host.host, links: host.links.size, failing: host.failing, requests: host.requests, ms: host.ms }];

const rowsOfFault = (fault) => fault.places.map((place) => ({ path: place.post.path, line: place.line, column: place.column, level: fault.level, rule: fault.rule, message: fault.message, owner: place.post.owner }));

const cell = (value) => {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const asCsv = (rows) => rows.length ? [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((row) => `${row.map(cell).join(",")}\n`).join("") : "";
const asJson = (rows) => `${JSON.stringify(rows, null, 1)}\n`;

const exportAs = (name, rows) => {
  const [text, type] = name.endsWith(".csv") ? [asCsv(rows), "text/csv"] : [asJson(rows), "application/json"];
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
