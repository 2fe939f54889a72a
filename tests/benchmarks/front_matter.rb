# Reads the Markdown files of a folder as Jekyll reads front matter; writes `name<TAB>ok` or `name<TAB>why not`.
require "jekyll"

Jekyll.logger.log_level = :error
Dir[File.join(ARGV[0], "*.md")].sort.each do |file|
  content = File.read(file, encoding: "bom|utf-8")
  said =
    begin
      read = content =~ Jekyll::Document::YAML_FRONT_MATTER_REGEXP && Jekyll::Utils.safe_load_yaml(Regexp.last_match(1))
      raise "is no mapping" if read && !read.is_a?(Hash)
      raise "is not found" if read.nil? && content !~ Jekyll::Document::YAML_FRONT_MATTER_REGEXP

      Jekyll::Utils.parse_date(read["date"].to_s, "no date") if read && read["date"]
      "ok"
    rescue StandardError, Psych::Exception => e
      e.message.lines.first.to_s.strip
    end
  puts "#{File.basename(file, ".md")}\t#{said}"
end
