// What the list can show: for each view its rows, its filters, its orders, and what a row unfolds to.

const byText = (of) => (a, b) => of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0;
const byNumber = (of) => (a, b) => of(b) - of(a);

const tally = (items, of) => {
  const counts = new Map();
  for (const item of items) if (of(item)) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
  return counts;
};

// Options of a filter as [value, number], in a given order or the most frequent first.
const options = (items, of, order) => {
  const pairs = [...tally(items, of)];
  return order ? order.filter((one) => pairs.some(([value]) => value === one)).map((one) => pairs.find(([value]) => value === one)) : pairs.sort((a, b) => b[1] - a[1]);
};

const has = (text, wanted) => text.toLowerCase().includes(wanted.toLowerCase());

const isOf = (post, wanted) => has(post.path, wanted) || has(post.title, wanted);

// Whose the documents are; no filter where CODEOWNERS names nobody.
const OWNER = store.owners.length ? [{ key: "owner", label: "Owner", fits: (one, wanted) => one.places.some((place) => has(place.post.owner, wanted)), options: () => store.owners }] : [];

// The places that are asked for, by post or by owner, stand first.
const isWanted = (post, value) => (!value("post") || isOf(post, value("post"))) && (!value("owner") || has(post.owner, value("owner")));
const wantedFirst = (places, value) => value("post") || value("owner") ? [...places].sort((a, b) => isWanted(b.post, value) - isWanted(a.post, value)) : places;
const firstPlace = (one, value) => wantedFirst(one.places, value)[0];
const placeName = (place) => place && make("bdi", {}, `${place.post.path}:${place.line}`);

const faultPlace = (place) => make("li", {}, make("span", { class: "where" }, whereOf(place.post, place.line, place.column)), lineOf(place.text) ?? "");

const splitUrl = (link) => {
  const at = link.host ? link.url.indexOf(link.host) : -1;
  if (at < 0) return link.url;
  const end = at + link.host.length;
  return [make("span", { class: "dim" }, link.url.slice(0, at)), make("b", {}, link.host), link.url.slice(end)];
};

const separated = (words) => words.filter(Boolean).flatMap((word, index) => index ? [" · ", word] : [word]);

const small = (owner) => make("span", { class: "states" }, ORDER.filter((state) => owner.states[state]).map((state) => [make("span", { class: `of dot-${state}` }, `${number(owner.states[state])} ${state}`), " "]));

const linkList = (links) => {
  const bad = links.filter((link) => link.state !== "alive").sort((a, b) => a.rank - b.rank);
  const shown = bad.slice(0, 100);
  return [
    shown.length ? make("ul", { class: "plain" }, shown.map((link) => make("li", {}, dot(link.state), " ", make("a", { href: `#f-${link.id}` }, make("bdi", {}, link.url)), make("span", { class: "dim" }, ` ${link.reason}`)))) : make("p", {}, "All of them are alive."),
    bad.length > shown.length ? make("p", { class: "dim" }, `And ${number(bad.length - shown.length)} more.`) : "",
  ];
};

const VIEWS = {
  links: {
    title: "Links",
    one: "link",
    items: store.links,
    id: (link) => `f-${link.id}`,
    hidden: (link) => link.state === "alive",
    hiddenWords: "alive",
    texts: (link) => [
      ["address", link.url], ["reason", `${link.reason} ${link.code}`], ["verdict", link.state], ["change", link.change], ["detail", link.detail],
      ["address it leads to", link.final], ["title, seen first", link.title],
      ...link.places.flatMap((place) => [["post", place.post.path], ["title of a post", place.post.title], ["label", place.label]]),
    ],
    shown: ["address", "verdict", "change"],
    chips: { key: "state", label: "Verdict", of: (link) => link.state, options: options(store.links, (link) => link.state, ORDER) },
    selects: [
      { key: "change", label: "Change", of: (link) => link.change, options: options(store.links, (link) => link.change, store.changes) },
      { key: "reason", label: "Reason", of: (link) => link.code, options: options(store.links, (link) => link.code) },
    ],
    inputs: [
      { key: "host", label: "Host", fits: (link, wanted) => has(link.host, wanted), options: () => store.hosts.map((host) => host.host) },
      { key: "post", label: "Post", fits: (link, wanted) => link.places.some((place) => isOf(place.post, wanted)), options: () => store.posts.map((post) => post.path) },
      ...OWNER,
    ],
    sorts: {
      urgency: ["Most urgent", (a, b) => a.rank - b.rank],
      url: ["Address", byText((link) => link.url)],
      host: ["Host", byText((link) => link.host)],
      places: ["Most places", byNumber((link) => link.places.length)],
      since: ["Failing longest", (a, b) => (a.since || Infinity) - (b.since || Infinity) || a.rank - b.rank],
      time: ["Slowest", byNumber((link) => link.ms)],
    },
    edge: (link) => link.state,
    head: (link, value) => [
      dot(link.state),
      make("span", { class: "main" }, make("bdi", { class: "url" }, splitUrl(link)), make("span", { class: "sub" }, separated([
        link.change && make("b", {}, link.change), link.repair, link.reason, counted(link.places.length, "place"), placeName(firstPlace(link, value)),
      ]))),
    ],
    rows: rowsOfLink,
    body: (link) => [make("div", { class: "evidence" }, acting(link)), evidence(link), make("p", { class: "dim" }, make("a", { href: `#f-${link.id}` }, "Link to this finding"))],
  },
  posts: {
    title: "Posts",
    one: "post",
    items: store.posts,
    texts: (post) => [["path", post.path], ["title", post.title], ["date", post.date], ["owner", post.owner]],
    shown: ["path", "title", "date", "owner"],
    inputs: OWNER.map((one) => ({ ...one, fits: (post, wanted) => has(post.owner, wanted) })),
    rows: rowsOfPost,
    selects: [{ key: "year", label: "Year", of: (post) => post.date.slice(0, 4), options: options(store.posts, (post) => post.date.slice(0, 4)).sort().reverse() }],
    sorts: {
      failing: ["Most failing", byNumber((post) => post.failing)],
      newest: ["Newest", (a, b) => byText((post) => post.date)(b, a)],
      oldest: ["Oldest", byText((post) => post.date || "9999")],
      links: ["Most links", byNumber((post) => post.links.size)],
      problems: ["Most problems", byNumber((post) => post.problems.length)],
      path: ["Path", byText((post) => post.path)],
    },
    edge: (post) => ORDER.find((state) => post.states[state]) ?? "none",
    head: (post) => [make("span", { class: "main" }, make("bdi", { class: "url" }, make("b", {}, post.title || post.path)), make("span", { class: "sub" }, separated([
      post.date, post.title && make("bdi", {}, post.path), post.owner && make("bdi", {}, post.owner), post.problems.length && counted(post.problems.length, "problem"), counted(post.links.size, "link"),
    ]), small(post)))],
    body: (post) => [
      ...(post.links.size ? linkList([...post.links]) : []),
      make("p", {}, separated([
        post.links.size && make("a", { href: `#links?${new URLSearchParams({ post: post.path })}` }, `All ${counted(post.links.size, "link")} of this post`),
        post.problems.length && make("a", { href: `#problems?${new URLSearchParams({ post: post.path })}` }, `Its ${counted(post.problems.length, "problem")}`),
      ])),
    ],
  },
  hosts: {
    title: "Hosts",
    one: "host",
    items: store.hosts,
    texts: (host) => [["host", host.host]],
    shown: ["host"],
    rows: rowsOfHost,
    selects: [],
    inputs: [],
    sorts: {
      failing: ["Most failing", byNumber((host) => host.failing)],
      links: ["Most links", byNumber((host) => host.links.size)],
      time: ["Most time", byNumber((host) => host.ms)],
      host: ["Name", byText((host) => host.host)],
    },
    edge: (host) => ORDER.find((state) => host.states[state]) ?? "none",
    head: (host) => [make("span", { class: "main" }, make("bdi", { class: "url" }, make("b", {}, host.host)), make("span", { class: "sub" }, separated([
      host.requests && `${counted(host.requests, "request")} in ${number(Math.round(host.ms / 100) / 10)} s`, counted(host.links.size, "link"),
    ]), small(host)))],
    body: (host) => [...linkList([...host.links]), make("p", {}, make("a", { href: `#links?${new URLSearchParams({ host: host.host })}` }, `All ${counted(host.links.size, "link")} of this host`))],
  },
  problems: {
    title: "Problems",
    one: "problem",
    items: store.faults,
    texts: (fault) => [["message", fault.message], ["rule", fault.rule], ...fault.places.flatMap((place) => [["post", place.post.path], ["title of a post", place.post.title]])],
    shown: ["message", "rule"],
    rows: rowsOfFault,
    chips: { key: "level", label: "Level", of: (fault) => fault.level, options: options(store.faults, (fault) => fault.level, store.levels) },
    selects: [{ key: "rule", label: "Rule", of: (fault) => fault.rule, options: options(store.faults, (fault) => fault.rule) }],
    inputs: [{ key: "post", label: "Post", fits: (fault, wanted) => fault.places.some((place) => isOf(place.post, wanted)), options: () => store.posts.filter((post) => post.problems.length).map((post) => post.path) }, ...OWNER],
    sorts: {
      level: ["Gravest first", (a, b) => a.index - b.index],
      places: ["Most places", byNumber((fault) => fault.places.length)],
      rule: ["Rule", byText((fault) => fault.rule)],
      path: ["File", (a, b) => byText((fault) => fault.places[0].post.path)(a, b) || a.places[0].line - b.places[0].line],
    },
    edge: (fault) => fault.level,
    head: (fault, value) => [dot(fault.level), make("span", { class: "main" }, make("bdi", { class: "url" }, fault.message), make("span", { class: "sub" }, separated([
      fault.rule, fault.places.length > 1 && counted(fault.places.length, "place"), placeName(firstPlace(fault, value)),
    ])))],
    body: (fault, value) => [make("div", { class: "evidence" }, actingOn(fault), part(counted(fault.places.length, "place"), ...placesOf(wantedFirst(fault.places, value), faultPlace)))],
  },
};
