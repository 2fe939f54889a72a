// Making elements. Text only ever becomes text: nothing here reads HTML, and only the web is linked to.

const element = (name, attributes, children, namespace) => {
  const node = namespace ? document.createElementNS(namespace, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child || child === 0).map((child) => child.nodeType ? child : String(child)));
  return node;
};

const make = (name, attributes = {}, ...children) => element(name, attributes, children);
const draw = (name, attributes = {}, ...children) => element(name, attributes, children, "http://www.w3.org/2000/svg");

const number = (value) => value.toLocaleString("en");
const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
const day = (value) => value ? new Date(value * 86400000).toISOString().slice(0, 10) : "";

// A URL, isolated from the text around it whatever its letters do to the direction of writing.
const address = (text, open) => {
  const web = open && /^https?:\/\//i.test(open);
  const safe = { href: open, rel: "noopener noreferrer nofollow", referrerpolicy: "no-referrer" };
  return make("bdi", {}, web ? make("a", safe, text) : text);
};

const dot = (name, text = name) => make("span", { class: `pill dot-${name}` }, text);

const lineOf = (line) => line && make("code", { class: "line" }, make("bdi", {}, line[0], make("mark", {}, line[1]), line[2]));
