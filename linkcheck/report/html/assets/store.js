// The data block read into links, posts, hosts and problems that know each other; `data.py` wrote it.

const ORDER = ["dead", "invalid", "unreachable", "unsure", "blocked", "moved", "unchecked", "alive"];

const store = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = (index) => data.words[index] ?? "";
  const states = Object.keys(data.states);

  // A column is a list, or runs of a value and how often it comes.
  const full = (column) => column.runs ? column.runs.flatMap((value, index) => index % 2 ? [] : Array(column.runs[index + 1]).fill(value)) : column;

  const rows = (columns) => {
    const [names, all] = [Object.keys(columns), Object.values(columns).map(full)];
    return all[0].map((_, row) => Object.fromEntries(names.map((name, index) => [name, all[index][row]])));
  };

  const holder = () => ({ links: new Set(), places: 0, problems: [], states: {}, failing: 0, ms: 0, requests: 0 });

  const posts = data.posts.map(([path, date, title, leads, owner]) => ({ ...holder(), path, date, title, leads, owner }));
  const hosts = new Map();

  const exchanges = (made, own) => made.map(([who, url, answer, ms]) => ({ who: words(who), url: url || own, answer: words(answer), ms }));

  const links = rows(data.links).map((row) => {
    const state = states[row.state];
    const link = {
      ...row,
      state,
      code: words(row.reason),
      reason: data.reasons[words(row.reason)],
      verdict: data.states[state],
      host: words(row.host),
      detail: words(row.detail),
      change: row.change ? data.changes[row.change - 1] : "",
      flags: row.flags.map(words),
      repair: words(row.repair),
      mend: words(row.mend),
      asked: exchanges(row.asked, row.url),
      probes: exchanges(row.probes, row.url),
      copies: row.copies.map(([said, open]) => ({ said: words(said), open })),
      signals: row.signals.map(([signal, said, detail]) => ({ signal: words(signal), state: states[said], detail: words(detail) })),
      ms: row.asked.reduce((sum, asked) => sum + asked[3], 0),
      places: [],
    };
    link.rank = 3 * ORDER.indexOf(state) + (link.change === "new" ? 0 : link.change === "still" ? 2 : 1);
    return link;
  });

  const join = (owner, link) => {
    if (owner.links.has(link)) return;
    owner.links.add(link);
    owner.states[link.state] = (owner.states[link.state] ?? 0) + 1;
    owner.failing += Number(link.state === "dead" || link.state === "invalid" || link.state === "unreachable");
    owner.ms += link.ms;
    owner.requests += link.asked.length;
  };

  for (const link of links) {
    if (!link.host) continue;
    if (!hosts.has(link.host)) hosts.set(link.host, { ...holder(), host: link.host });
    join(hosts.get(link.host), link);
  }

  const lineAt = (index) => {
    const [before, mark, after] = data.lines[index] ?? [];
    return index < 0 ? undefined : [before, typeof mark === "number" ? links[mark].url : mark, after];
  };

  rows(data.places).forEach((row) => {
    const [post, link] = [posts[row.post], links[row.link]];
    link.places.push({
      post,
      line: row.line,
      column: row.column,
      label: words(row.label),
      syntax: data.syntaxes[row.syntax],
      fragment: row.fragment ? data.fragments[row.fragment - 1] : "",
      text: lineAt(row.shown),
    });
    post.places += 1;
    join(post, link);
  });

  // One fault is one row, with all places where it stands.
  const faults = new Map();

  rows(data.problems).forEach((row) => {
    const problem = {
      post: posts[row.post],
      level: data.levels[row.level],
      rule: words(row.rule),
      line: row.line,
      column: row.column,
      message: row.named < 0 ? words(row.message) : words(row.message).replace("[]", () => `[${words(row.named)}]`),
      text: lineAt(row.shown),
    };
    problem.id = `${problem.rule} ${problem.post.path}:${problem.line}:${problem.column}`;
    problem.post.problems.push(problem);
    const { level, rule, message } = problem;
    const key = `${rule} ${level} ${message}`;
    if (!faults.has(key)) faults.set(key, { id: problem.id, level, rule, message, places: [], index: faults.size });
    faults.get(key).places.push(problem);
  });

  const owners = [...new Set(posts.map((post) => post.owner).filter(Boolean))].sort();
  return { links, posts, owners, faults: [...faults.values()], hosts: [...hosts.values()], levels: data.levels, changes: data.changes, leads: data.leads, scan: data.scan };
})();
