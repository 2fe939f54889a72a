// What the page does beside its list: the theme, copying, the evidence of what needs somebody, keys and print.

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
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected";
    }
  });
}

const byId = new Map(store.links.map((link) => [`f-${link.id}`, link]));

const folds = [...document.querySelectorAll("[data-link]")].filter((card) => byId.has(card.dataset.link)).map((card, index) => {
  const content = make("div", { id: `card-${index}`, hidden: true });
  const button = make("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": content.id, click: () => set(button.getAttribute("aria-expanded") === "false") }, "Evidence");
  const set = (open) => {
    if (open && !content.children.length) content.append(evidence(byId.get(card.dataset.link)));
    button.setAttribute("aria-expanded", String(open));
    content.hidden = !open;
  };
  card.append(button, content);
  return { set, isOpen: () => !content.hidden, isShown: () => !card.closest("details:not([open])") };
});

// On paper nothing can be unfolded: what is shown of what needs somebody is printed with its evidence.
let closedAgain = null;
const unfoldForPrint = () => {
  if (closedAgain) return;
  const closed = folds.filter((fold) => fold.isShown() && !fold.isOpen());
  closed.forEach((fold) => fold.set(true));
  closedAgain = () => {
    closed.forEach((fold) => fold.set(false));
    closedAgain = null;
  };
};

addEventListener("beforeprint", unfoldForPrint);
addEventListener("afterprint", () => closedAgain?.());
matchMedia("print").addEventListener("change", (event) => event.matches ? unfoldForPrint() : closedAgain?.());

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  explorer.search().focus();
});
