# What stands in for the tags and filters of gems that Debian has not: they write what they enclose.
class OracleBlock < Liquid::Block
  def render(context)
    converter = context.registers[:site].find_converter_instance(Jekyll::Converters::Markdown)
    converter.convert(super)
  end
end

class OracleTag < Liquid::Tag
  def render(_context)
    ""
  end
end

module OracleFilters
  def typogrify(input) = input
  def improve(input) = input
  def tag_cloud(_site) = ""
  def tags(_input) = ""
  def keywords(_input) = ""
end
Liquid::Template.register_filter(OracleFilters)
Liquid::Template.register_tag("figure", OracleBlock)
%w[octicon avatar].each do |name|
  Liquid::Template.register_tag(name, OracleTag) unless Liquid::Template.tags[name]
end
