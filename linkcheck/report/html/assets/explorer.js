// The list: what the fragment of the address asks for, filtered, sorted and shown a page at a time.
// The fragment is the only state, so what is shown can be kept and sent: `#links?state=dead&host=example.org`.

const PAGE = 50;

const explorer = (() => {
  const root = document.getElementById("explorer");
  const count = make("p", { id: "count", role: "status", "aria-live": "polite" });
  const list = make("ol", { class: "rows", tabindex: "-1", "aria-labelledby": "links-head" });
  const pager = make("nav", { class: "pager", "aria-label": "Pages" });
  const tools = make("form", { class: "tools", role: "search", submit: (event) => event.preventDefault() });
  const tabs = make("nav", { class: "tabs", "aria-label": "Views" });
  let view = "links";
  let params = new URLSearchParams();
  let only = null; // the one finding that a link names
  let drawn = null; // the view whose tools stand there
  const texts = new Map();

  const spec = () => VIEWS[view];
  const value = (key) => params.get(key) ?? "";
  const chosen = (key) => value(key).split(",").filter(Boolean);
  const filtering = () => [...params.keys()].some((key) => !["sort", "back", "page"].includes(key));

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, spec().texts(item).map(([, text]) => text).join("\n").toLowerCase());
    return texts.get(item);
  };

  const tests = () => testsOf(spec(), { value, chosen, only, filtering: filtering(), textOf });

  const found = (all) => {
    const { items, sorts } = spec();
    const [, order] = sorts[value("sort")] ?? Object.values(sorts)[0];
    const kept = items.filter((item) => all.every((one) => one.test(item))).sort(order);
    return value("back") ? kept.reverse() : kept;
  };

  const go = (changes) => {
    for (const [key, wanted] of Object.entries({ page: "", ...changes })) wanted ? params.set(key, wanted) : params.delete(key);
    only = null;
    history.replaceState(null, "", `#${view}${params.size ? `?${params}` : ""}`);
    render();
  };

  let timer = 0;
  const soon = (changes) => {
    clearTimeout(timer);
    timer = setTimeout(() => go(changes), 120);
  };

  const labelled = (text, control) => make("label", { class: "field" }, make("span", {}, text), control);

  const drawTools = () => {
    const { chips, selects, inputs, sorts, title } = spec();
    const search = make("input", { type: "search", id: "search", placeholder: "Search, or press /", autocomplete: "off", spellcheck: "false", "data-key": "q", input: (event) => soon({ q: event.target.value.trim() }) });
    tools.setAttribute("aria-label", `Filter ${title.toLowerCase()}`);
    tools.replaceChildren(
      labelled("Search", search),
      ...selects.map(({ key, label, options: all }) => labelled(label, make("select", { "data-key": key, change: (event) => go({ [key]: event.target.value }) }, make("option", { value: "" }, "any"), all.map(([name, size]) => make("option", { value: name }, `${name} (${number(size)})`))))),
      ...inputs.map(({ key, label, options: all }) => {
        const names = make("datalist", { id: `names-${key}` });
        const fill = () => names.children.length || names.append(...all().slice(0, 1000).map((name) => make("option", { value: name })));
        return [labelled(label, make("input", { type: "text", list: names.id, "data-key": key, placeholder: "any", autocomplete: "off", spellcheck: "false", focus: fill, input: (event) => soon({ [key]: event.target.value.trim() }) })), names];
      }).flat(),
      make("div", { class: "field order" }, make("label", { for: "order" }, "Order"), make("div", {}, make("select", { id: "order", "data-key": "sort", change: (event) => go({ sort: event.target.value }) }, Object.entries(sorts).map(([key, [name]]) => make("option", { value: key }, name))), make("button", { type: "button", class: "quiet", id: "reverse", title: "Reverse the order", "aria-label": "Reverse the order", "aria-pressed": "false", click: () => go({ back: value("back") ? "" : "1" }) }, "⇅"))),
      make("div", { class: "chips", role: "group", "aria-label": chips?.label ?? "Filters" }, (chips?.options ?? []).map(([name, size]) => make("button", { type: "button", class: `chip dot-${name}`, "data-chip": name, "aria-pressed": "false", click: () => {
        const now = chosen(chips.key);
        go({ [chips.key]: (now.includes(name) ? now.filter((one) => one !== name) : [...now, name]).join(",") });
      } }, `${name} `, make("b", { "data-count": chips.key }, number(size)))), make("span", { class: "exports" }, ["csv", "json"].map((kind) => make("button", { type: "button", class: "quiet", "data-export": kind, click: () => exportAs(`linkcheck-${view}.${kind}`, found(tests()).flatMap(spec().rows)) }, `Save as ${kind.toUpperCase()}`)), make("button", { type: "button", class: "quiet", id: "clear", click: () => { params = new URLSearchParams(); go({}); } }, "Clear"))),
    );
    tabs.replaceChildren(...Object.entries(VIEWS).map(([name, one]) => make("a", { href: `#${name}`, "aria-current": name === view ? "page" : null }, `${one.title} `, make("span", { class: "count" }, number(one.items.length)))));
    drawn = view;
  };

  // The tools show what the fragment says; the one that is being typed in is left alone.
  const sync = (tallies) => {
    for (const control of tools.querySelectorAll("[data-key]")) if (control !== document.activeElement || !value(control.dataset.key)) control.value = value(control.dataset.key) || (control.dataset.key === "sort" ? Object.keys(spec().sorts)[0] : "");
    for (const chip of tools.querySelectorAll("[data-chip]")) chip.setAttribute("aria-pressed", String(chosen(spec().chips.key).includes(chip.dataset.chip)));
    for (const [key, counts] of tallies) {
      for (const shown of tools.querySelectorAll(`[data-count="${key}"]`)) shown.textContent = number(counts.get(shown.parentElement.dataset.chip) ?? 0);
      for (const option of tools.querySelectorAll(`select[data-key="${key}"] option[value]:not([value=""])`)) option.textContent = `${option.value} (${number(counts.get(option.value) ?? 0)})`;
    }
    tools.querySelector("#reverse").setAttribute("aria-pressed", String(Boolean(value("back"))));
    tools.querySelector("#clear").hidden = !params.size && !only;
  };

  const rowOf = (item, index, unfolded) => {
    const { head, body, edge, id } = spec();
    const content = make("div", { class: "body", id: `body-${index}`, hidden: true });
    const button = make("button", { type: "button", class: "head", "aria-expanded": "false", "aria-controls": content.id, click: () => unfold(button.getAttribute("aria-expanded") === "false") }, head(item, value));
    const why = value("q") ? whyOf(item, value("q"), spec()) : "";
    if (why) button.querySelector(".main").append(why);
    const unfold = (open) => {
      if (open && !content.children.length) content.append(...body(item, value).filter(Boolean));
      button.setAttribute("aria-expanded", String(open));
      content.hidden = !open;
    };
    if (only || unfolded?.(item)) unfold(true);
    return make("li", { class: `row edge-${edge(item)}`, id: id?.(item) }, make("h3", {}, button), content);
  };

  const say = (all) => {
    const { one, items, hidden, hiddenWords } = spec();
    const left = hidden && !filtering() && !only ? items.filter(hidden).length : 0;
    const words = only ? (all.length ? "One link." : "This report has no such link.") : all.length === items.length ? `All ${counted(items.length, one)}.` : `${number(all.length)} of ${counted(items.length, one)}.`;
    count.textContent = left ? `${words} The ${number(left)} that are ${hiddenWords} are left out until you search or choose.` : words;
    if (only) count.append(" ", make("a", { href: "#links" }, "Show all links"));
  };

  const drawPager = (all, page) => {
    const pages = Math.ceil(all.length / PAGE);
    const step = (to, text) => make("button", { type: "button", class: "quiet", disabled: to < 0 || to >= pages, click: () => {
      go({ page: to ? String(to + 1) : "" });
      list.focus({ preventScroll: true });
      tabs.scrollIntoView();
    } }, text);
    const end = Math.min(all.length, (page + 1) * PAGE);
    pager.replaceChildren(...(pages > 1 ? [step(page - 1, "Previous"), make("span", {}, `${number(page * PAGE + 1)}–${number(end)} of ${number(all.length)}`), step(page + 1, "Next")] : []));
  };

  const render = () => {
    if (drawn !== view) drawTools();
    const passing = tests();
    const all = found(passing);
    const page = Math.min(Math.max(0, (Number.parseInt(value("page"), 10) || 1) - 1), Math.max(0, Math.ceil(all.length / PAGE) - 1));
    list.setAttribute("start", page * PAGE + 1);
    list.replaceChildren(...all.slice(page * PAGE, (page + 1) * PAGE).map((item, index) => rowOf(item, index)));
    list.hidden = !all.length;
    say(all);
    drawPager(all, page);
    sync(talliesOf(spec(), passing));
  };

  // Shows every row that is found, or a page of them again; what has no card to say it is unfolded.
  const whole = (isWhole, carded) => {
    if (!isWhole) return render();
    const needed = (item) => !carded.has(spec().id?.(item) ?? item.id) && ["dead", "invalid", "error"].includes(item.state ?? item.level);
    list.replaceChildren(...found(tests()).map((item, index) => rowOf(item, index, needed)));
  };

  // Reads the fragment; returns whether it asked for something in the list.
  const read = () => {
    let wanted = location.hash.slice(1);
    try { wanted = decodeURI(wanted); } catch { /* as it is */ }
    const [name, query] = [wanted.split("?")[0], location.hash.split("?").slice(1).join("?")];
    only = wanted.startsWith("f-") ? wanted : null;
    const known = Object.hasOwn(VIEWS, name);
    if (only || known || !drawn) {
      view = known ? name : "links";
      params = new URLSearchParams(known ? query : "");
      render();
    }
    return known || only;
  };

  const follow = () => {
    if (!read()) return;
    (only ? list : root.parentElement).scrollIntoView();
    if (only) list.querySelector("button")?.focus({ preventScroll: true });
  };

  root.append(tabs, tools, count, list, pager);
  root.hidden = false;
  addEventListener("hashchange", follow);
  if (location.hash) follow();
  else read();
  return { whole, search: () => tools.querySelector("#search") };
})();
