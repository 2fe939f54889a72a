// Makes commonmark-0.31.2.json: the specification's examples and what commonmark.js, the reference implementation,
// finds in them. Run in an empty folder:
//     npm install commonmark@0.31.2 commonmark-spec@0.31.2
//     node make-commonmark.cjs > commonmark-0.31.2.json
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const here = createRequire(path.join(process.cwd(), "x.js"));
// A destination as the syntax means it, not as it is percent-encoded for HTML.
const bundle = path.resolve("node_modules/commonmark/dist/commonmark.js");
const source = fs.readFileSync(bundle, "utf8");
const patched = source.replace(/var normalizeURI = function\(uri\) \{/, "$&return uri;");
if (patched === source) throw new Error("normalizeURI has moved");
const loaded = { exports: {} };
new Function("exports", "module", patched)(loaded.exports, loaded);
const { Parser } = loaded.exports;

// The containers that tests put each example into; they make the same text as here.
const containers = {
  plain: (text) => text,
  quoted: (text) => text.replace(/^/gm, "> ").replace(/> $/, ""),
  listed: (text) => "- " + text.replace(/\n(?=[^\n])/g, "\n  "),
};

function read(text) {
  const parser = new Parser();
  const walker = parser.parse(text).walker();
  const links = [];
  for (let event; (event = walker.next()); )
    if (event.entering && ["link", "image"].includes(event.node.type)) links.push(event.node.destination);
  const definitions = Object.values(parser.refmap).map((definition) => definition.destination);
  return { links, definitions };
}

const examples = here("commonmark-spec").tests.map(({ number, section, markdown, html }) => {
  const text = markdown.replace(/→/g, "\t");
  const found = Object.entries(containers).map(([name, wrap]) => [name, read(wrap(text))]);
  return { number, section, markdown: text, html: html.replace(/→/g, "\t"), ...Object.fromEntries(found) };
});
const licence = "The examples are from the CommonMark specification 0.31.2, (C) John MacFarlane, CC BY-SA 4.0";
console.log(JSON.stringify({ licence, examples }, null, 1));
