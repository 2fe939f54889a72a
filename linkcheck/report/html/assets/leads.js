// What a place leads to: the editor on the machine that made this file, and the repository at the commit.
// `leads.py` makes the same addresses for what stands in the page itself.

const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");

// The path with its `.` and `..` done; a slash at its beginning stays.
const normal = (path) => {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part && part !== ".") parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
};

const editorAt = ({ path, leads }, line, column) => {
  if (!(leads & 1)) return "";
  const [template, folder] = store.leads.editor;
  const known = { path: encoded(path.startsWith("/") ? path : normal(`${folder}/${path}`)), line, column };
  return template.replace(/\{(path|line|column)\}/g, (_, name) => known[name]);
};

const pageAt = ({ path, leads }, line) => {
  if (!(leads & 2)) return "";
  const [before, folder, after] = store.leads.pages;
  return `${before}${encoded(normal(`${folder}/${path}`).replace(/^\//, ""))}${after}${line}`;
};

const whereOf = (post, line, column, label) => {
  const [editor, page, said] = [editorAt(post, line, column), pageAt(post, line), `${post.path}:${line}:${column}`];
  return [
    make("bdi", {}, editor || page ? make("a", { href: editor || page }, said) : said),
    label ? [" ", make("bdi", { class: "dim" }, label)] : "",
    editor && page ? [" ", make("a", { class: "page", href: page, "aria-label": `${said} in the repository` }, "in the repository")] : "",
  ];
};
