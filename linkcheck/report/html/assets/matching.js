// Which filters an item passes, how many pass all but one of them, and in which of its words a search was found.

const AROUND = 40;

// Each test with the key of the filter that it belongs to.
const testsOf = ({ chips, selects, inputs, hidden, id }, { value, chosen, only, filtering, textOf }) => {
  const terms = value("q").toLowerCase().split(/\s+/).filter(Boolean);
  const all = [];
  if (only) all.push({ key: "only", test: (item) => id?.(item) === only });
  else if (hidden && !filtering) all.push({ key: "hidden", test: (item) => !hidden(item) });
  if (chips && chosen(chips.key).length) all.push({ key: chips.key, test: (item) => chosen(chips.key).includes(chips.of(item)) });
  for (const { key, of } of selects) if (value(key)) all.push({ key, test: (item) => of(item) === value(key) });
  for (const { key, fits } of inputs) if (value(key)) all.push({ key, test: (item) => fits(item, value(key)) });
  if (terms.length) all.push({ key: "q", test: (item) => terms.every((term) => textOf(item).includes(term)) });
  return all;
};

// How many items each value of a filter has, among those that pass all the others.
const talliesOf = ({ items, chips, selects }, tests) => new Map([chips, ...selects].filter(Boolean).map(({ key, of }) => {
  const others = tests.filter((one) => one.key !== key && one.key !== "hidden" && one.key !== "only");
  return [key, tally(items.filter((item) => others.every((one) => one.test(item))), of)];
}));

const marked = (text, term) => {
  const at = text.toLowerCase().indexOf(term);
  const [from, to] = [Math.max(0, at - AROUND), Math.min(text.length, at + term.length + AROUND)];
  return [from ? "…" : "", text.slice(from, at), make("mark", {}, text.slice(at, at + term.length)), text.slice(at + term.length, to), to < text.length ? "…" : ""];
};

// Says where each word of a search was found; what the row shows by itself is named only.
const whyOf = (item, search, { texts, shown }) => {
  const named = new Map();
  for (const term of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [name, text] = texts(item).find(([, said]) => said.toLowerCase().includes(term)) ?? [];
    if (name) named.set(`${name} ${text}`, shown.includes(name) ? [name] : [name, " ", make("bdi", {}, marked(text, term))]);
  }
  if (!named.size) return "";
  return make("span", { class: "sub why-found" }, "Found in ", [...named.values()].flatMap((words, index) => [index ? ", " : "", ...words]));
};
