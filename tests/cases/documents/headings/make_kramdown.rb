# Writes what kramdown makes of kramdown.md, for the tests: `ruby make_kramdown.rb` (ruby-kramdown, ruby-kramdown-parser-gfm).
require 'kramdown'
require 'kramdown-parser-gfm'

{ 'GFM' => 'kramdown-gfm.txt', 'kramdown' => 'kramdown.txt' }.each do |input, name|
  html = Kramdown::Document.new(File.read('kramdown.md', encoding: 'utf-8'), input: input).to_html
  ids = html.scan(/<h[1-6][^>]*?\sid="([^"]*)"/).flatten
  File.write(name, ids.join("\n") + "\n")
end
