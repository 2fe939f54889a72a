# Reads documents, one JSON string a line; writes what kramdown with its GFM parser makes of each, as Jekyll calls it.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

OPTIONS = {
  auto_ids: true, toc_levels: (1..6).to_a, entity_output: "as_char", smart_quotes: "lsquo,rsquo,ldquo,rdquo",
  input: "GFM", hard_wrap: false, guess_lang: true, footnote_nr: 1, show_warnings: false, syntax_highlighter: nil
}.freeze

class Kramdown::Parser::Kramdown
  attr_reader :link_defs
end

$stdin.each_line do |line|
  parser = Kramdown::Parser::GFM.send(:new, JSON.parse(line), Kramdown::Options.merge(OPTIONS))
  parser.parse
  html, = Kramdown::Converter::Html.convert(parser.root, parser.root.options.merge(parser.options))
  puts JSON.dump("definitions" => parser.link_defs.transform_values(&:first), "html" => html)
rescue StandardError => e
  puts JSON.dump("error" => "#{e.class}: #{e.message}")
ensure
  $stdout.flush
end
