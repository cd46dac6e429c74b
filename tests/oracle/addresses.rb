# Says where Jekyll publishes the files of blogs.
#
#   ruby addresses.rb <blogs >answers
#
# A line in is a JSON object {path: text} with the files of a blog, `_config.yml` among them; a line out is one too: for each
# file that a build publishes, by its path, {"url", "file"}: its address without the `baseurl`, and the file of the built
# site; both percent-decoded; null where a template that it has stops the build.

require "jekyll"
require "json"
require "logger"
require "tmpdir"
require "fileutils"

def decode(text)
  text.b.gsub(/%(\h\h)/) { [Regexp.last_match(1)].pack("H2") }.force_encoding("UTF-8").scrub
end

def addresses(folder)
  own = (YAML.safe_load(File.read("#{folder}/_config.yml")) || {})["source"].to_s
  config = Jekyll.configuration("config" => "#{folder}/_config.yml", "source" => File.join(folder, own),
                                "destination" => "/site", "quiet" => true, "disable_disk_cache" => true)
  site = Jekyll::Site.new(config)
  site.reset
  site.read
  site.generate
  found = {}
  site.each_site_file do |item|
    path = File.expand_path(item.relative_path.delete_prefix("/"), site.source)
    path = item.path if item.path.start_with?(folder)
    path = path.delete_prefix("#{folder}/")
    found[path] = begin
      { "url" => decode(item.url), "file" => item.destination("/site").delete_prefix("/site") }
    rescue NoMethodError
      nil
    end
  end
  found
end

Jekyll.logger = Logger.new(nil)
$stdin.set_encoding("UTF-8").each_line do |line|
  Dir.mktmpdir do |folder|
    JSON.parse(line).each do |path, text|
      FileUtils.mkdir_p(File.dirname("#{folder}/#{path}"))
      File.binwrite("#{folder}/#{path}", text)
    end
    puts JSON.generate(addresses(File.realpath(folder)))
  end
end
