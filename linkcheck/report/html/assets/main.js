// What the page does beside its list: the theme, copying, what the cards unfold to, and keys.

const root = document.documentElement;
const THEMES = ["automatic", "dark", "light"];
const theme = document.getElementById("theme");

// Storage may be forbidden to a file; then the choice lasts as long as the page.
const remembered = () => { try { return localStorage.getItem("linkcheck-theme"); } catch { return null; } };
const remember = (name) => { try { localStorage.setItem("linkcheck-theme", name); } catch { /* not kept */ } };

const setTheme = (name) => {
  name === "automatic" ? root.removeAttribute("data-theme") : root.setAttribute("data-theme", name);
  theme.textContent = `Theme: ${name}`;
  theme.dataset.now = name;
};

setTheme(THEMES.includes(remembered()) ? remembered() : "automatic");
theme.hidden = false;
theme.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(theme.dataset.now) + 1) % THEMES.length];
  setTheme(next);
  remember(next);
});

for (const button of document.querySelectorAll("[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  button.replaceWith(copyButton(() => source.textContent, source));
}

// The cards of what needs somebody unfold to what the list says of them.
const partsOf = new Map([
  ...store.links.map((link) => [`f-${link.id}`, { Evidence: () => evidence(link), ...link.open && { "What to do": () => acting(link) } }]),
  ...store.faults.flatMap((fault) => fault.places.map((place) => [place.id, { "What to do": () => actingOn(fault) }])),
]);

const folds = [...document.querySelectorAll("[data-link], [data-fault]")].flatMap((card, index) => {
  const id = card.dataset.link ?? card.dataset.fault;
  const parts = Object.entries(partsOf.get(id) ?? {}).map(([name, made], number) => {
    const content = make("div", { id: `card-${index}-${number}`, class: "unfolded", hidden: true });
    const button = make("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": content.id, click: () => set(button.getAttribute("aria-expanded") === "false") }, name);
    const set = (open) => {
      if (open && !content.children.length) content.append(made());
      button.setAttribute("aria-expanded", String(open));
      content.hidden = !open;
    };
    return { id, name, button, content, set, isOpen: () => !content.hidden };
  });
  if (parts.length) card.append(make("div", { class: "buttons" }, parts.map((one) => one.button)), ...parts.map((one) => one.content));
  return parts;
});

printing(folds);

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  explorer.search().focus();
});
