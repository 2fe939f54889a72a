// What can be done about one finding, as commands and lines to copy. Nothing is done from here.

// Puts text on the clipboard, or selects it where a page may not.
const copyButton = (text, source, words = "Copy") => {
  const button = make("button", { type: "button", class: "quiet", click: async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected";
    }
  } }, words);
  return button;
};

// A word as a POSIX shell takes it.
const quoted = (word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;

const escapedForPattern = (text) => text.replace(/[\\.^$|?*+()[\]{}]/g, "\\$&");

// A command in parts, so that no flag is broken over two lines.
const inParts = (text) => text.split(/(--[a-z][a-z=-]*)/).map((part) => part.startsWith("--") ? make("span", { class: "flag" }, part) : part);

const doing = (label, text, more = "") => {
  const code = make("code", {}, inParts(text));
  const button = copyButton(() => code.textContent, code);
  button.setAttribute("aria-label", `Copy: ${label}`);
  return { code, node: make("li", {}, make("span", { class: "dim" }, label), more, make("p", { class: "command" }, code, button)) };
};

const ignoring = (link) => {
  const line = (why) => `# ${new Date().toISOString().slice(0, 10)}: ${why || "why"}\n^${escapedForPattern(link.url)}$`;
  const why = make("input", { type: "text", class: "why", placeholder: "why?", maxlength: 200, autocomplete: "off", "aria-label": "Why it is to be ignored", input: () => { made.code.textContent = line(why.value.trim()); } });
  const made = doing("Ignore it from now on: two lines for .linkcheckignore", line(""), why);
  return made.node;
};

// What was taken out of a URL, for it is private, can be neither matched nor asked.
const acting = (link) => {
  if (!link.open) return null;
  const [url, isWhole] = [quoted(link.url), !link.url.includes("***")];
  const things = [
    link.mend && doing(link.mend.includes("unconfirmed") ? "Repair this one now, without a second night" : "Repair only this one", `${store.scan} --url ${url} ${link.mend}`).node,
    isWhole && link.state !== "alive" && ignoring(link),
    isWhole && doing("Explain it: ask again, and tell each step", `linkcheck explain ${url}`).node,
  ].filter(Boolean);
  return things.length ? part("What to do", make("ul", { class: "acting" }, things)) : null;
};

const actingOn = (fault) => part("What to do", make("ul", { class: "acting" },
  /\.(md|markdown|mdx|qmd|rmd)$/i.test(fault.places[0].post.path) ? doing("Leave this place alone: a line before it", "<!-- linkcheck-disable-next-line -->").node : "",
  doing("Turn the rule off: a line for linkcheck.toml", `rules.${fault.rule} = "off"`).node,
));
