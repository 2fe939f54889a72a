// One finding unfolded: why, what was asked and answered, the nights, the copies, and every place that has it.

const FIRST_PLACES = 20;

const part = (title, ...nodes) => make("section", { class: "part" }, make("h4", {}, title), ...nodes);

const why = (link) => {
  const more = [
    link.final && ["leads to", address(link.final, link.open ? link.final : "")],
    link.title && ["title, seen first", make("bdi", {}, link.title)],
    ...link.flags.map((flag) => ["beside that", flag]),
    link.history && ["known from", `the run of ${day(link.checked)}; it was not due in this one`],
    link.known === 1 && ["baseline", "broken already when the baseline was drawn"],
    link.known === 2 && ["left aside", "the change that was asked about does not touch it"],
    link.repair && ["repair", link.repair],
  ].filter(Boolean);
  return part(
    "Why",
    make("p", {}, `${link.state[0].toUpperCase()}${link.state.slice(1)}: ${link.verdict}. `, make("span", { class: "dim" }, link.code), `: ${link.reason}.`, link.detail && [" ", make("bdi", { class: "dim" }, link.detail)]),
    more.length ? make("dl", {}, more.map(([word, said]) => make("div", {}, make("dt", {}, word), make("dd", {}, said)))) : null,
  );
};

// Requests in order; one that follows a redirect stands below it, set in.
const requests = (title, made, link) => {
  if (!made.length) return null;
  let hop = 0;
  // An answer that looks well is none where others show that the page is gone.
  const well = link.state === "dead" || link.state === "unsure" ? link.state : "alive";
  const items = made.map((one, index) => {
    const before = made[index - 1];
    hop = before && /^30[12378]/.test(before.answer) && before.url !== one.url ? hop + 1 : 0;
    const kind = /^2/.test(one.answer) ? well : /^3/.test(one.answer) ? "moved" : /^\d/.test(one.answer) ? "dead" : "unreachable";
    return make(
      "li",
      { class: hop ? "hop" : "" },
      make("span", { class: `answer dot-${kind}` }, one.answer),
      make("span", { class: "to" }, hop ? make("span", { class: "dim" }, "↳ leads to ") : "", address(one.url, link.open ? one.url : "")),
      make("span", { class: "dim" }, `${one.who}, ${number(one.ms)} ms`),
    );
  });
  const hops = items.filter((item) => item.className === "hop").length;
  return part(`${title}${hops ? `, ${counted(hops, "redirect")}` : ""}`, make("ol", { class: "asked" }, items));
};

// Where the answers of other addresses decided, they stand beside those of the link itself.
const decided = (link) => link.probes.length
  ? make("div", { class: "beside" }, requests("Asked", link.asked, link), requests("Other pages of its host, for comparison", link.probes, link))
  : requests("Asked", link.asked, link);

const nights = (link) => {
  const events = [
    link.alive && { at: link.alive, kind: "alive", said: "last seen alive" },
    link.since && { at: link.since, kind: "since", said: "failing since" },
    ...link.strikes.map((at) => ({ at, kind: "dead", said: "failed as something gone would" })),
    link.checked && { at: link.checked, kind: "checked", said: "last asked" },
  ].filter(Boolean);
  if (!events.length) return null;
  const words = [
    link.alive && `last seen alive ${day(link.alive)}`,
    link.since && `failing since ${day(link.since)}`,
    link.strikes.length && counted(link.strikes.length, "strike"),
    link.checked && `last asked ${day(link.checked)}`,
  ].filter(Boolean).join(", ");
  return part("Nights", timeline(events, words), make("p", {}, `${words[0].toUpperCase()}${words.slice(1)}.`));
};

const timeline = (events, words) => {
  const days = events.map((event) => event.at);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  if (first === last) return null;
  const x = (at) => 8 + 324 * (at - first) / (last - first);
  const marks = events.filter((event) => event.kind !== "since").map((event) => draw(
    "circle",
    { cx: x(event.at).toFixed(1), cy: 12, r: event.kind === "checked" ? 7 : 4.5, class: `mark-${event.kind}` },
    draw("title", {}, `${day(event.at)}: ${event.said}`),
  ));
  const failing = link => link && draw("line", { x1: x(link.at).toFixed(1), x2: x(last).toFixed(1), y1: 12, y2: 12, class: "failing" });
  return draw(
    "svg",
    { viewBox: "0 0 340 38", role: "img", class: "timeline", "aria-label": `Time line: ${words}` },
    draw("line", { x1: 8, x2: 332, y1: 12, y2: 12, class: "track" }),
    failing(events.find((event) => event.kind === "since")) ?? "",
    marks,
    draw("text", { x: 0, y: 34 }, day(first)),
    draw("text", { x: 340, y: 34, "text-anchor": "end" }, day(last)),
  );
};

// The link and its copies side by side, each to be opened: what is there now, and what was.
const archived = (link) => link.copies.length
  ? part(
    "Today and archived",
    make("div", { class: "pair" },
      link.copies.some((copy) => copy.open) && link.open ? make("p", {}, make("span", { class: "dim" }, "Link today"), address(link.url, link.url)) : null,
      link.copies.map((copy) => make("p", {}, make("span", { class: "dim" }, copy.open ? "Archived copy" : "Archive"), address(copy.said, copy.open)))),
  )
  : null;

// What is wrong with a place besides; that nothing uses it stands in its label already.
const faults = (place) => place.post.problems
  .filter((one) => one.line === place.line && one.column === place.column && one.rule !== "unused-definition")
  .map((one) => make("p", { class: "dim" }, dot(one.level), ` ${one.rule}: ${one.message}`));

const placeOf = (place) => make(
  "li",
  {},
  make("span", { class: "where" }, whereOf(place.post, place.line, place.column, place.label || place.syntax)),
  place.fragment === "missing" ? make("span", { class: "dim" }, " – the page has no such place") : "",
  lineOf(place.text) ?? "",
  faults(place),
);

const placesOf = (places, drawn = placeOf) => {
  const list = make("ul", { class: "places" }, places.slice(0, FIRST_PLACES).map(drawn));
  if (places.length <= FIRST_PLACES) return [list];
  const more = make("button", { type: "button", class: "quiet", click: () => {
    const shown = list.children.length;
    list.append(...places.slice(shown, shown + 200).map(drawn));
    if (list.children.length >= places.length) more.remove();
    list.children[shown].setAttribute("tabindex", "-1");
    list.children[shown].focus();
  } }, "Show more places");
  return [list, more];
};

const signals = (link) => link.signals.length
  ? part("Signals", make("ul", { class: "plain" }, link.signals.map((one, index) => make("li", {}, dot(one.state), ` ${one.signal}: ${one.detail}`, index ? "" : make("b", {}, " – this decides")))))
  : null;

const evidence = (link) => make(
  "div",
  { class: "evidence" },
  [why(link), decided(link), nights(link), archived(link), part(counted(link.places.length, "place"), ...placesOf(link.places)), signals(link)]
    .filter(Boolean),
);
