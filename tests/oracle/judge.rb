# Renders posts as Jekyll does and says what came of each.
#
#   ruby judge.rb SITE <posts >answers
#
# A line in is a JSON object {"path": "_posts/2020-01-01-a.md", "text": "…"}; a line out is one too:
#   fatal     what stops the build: {"message", "at", "line"}; `at` is the byte of the body where the token starts at which Liquid
#             gave up reading, null where it gave up at the end or while rendering
#   yaml      what Jekyll says of the front matter, null where it reads it
#   liquid    whether Liquid reads the body at all
#   body      the byte at which the body starts, from which every "at" counts
#             "line" is the line of the body that Liquid names, where it names one
#   outputs   what Liquid makes of each `{{ }}` that it reads: {"at", "value", "filters", "warning", "dropped"}; "dropped"
#             is what it passes over between the value and the first `|`
#   tags      the tags that it reads: {"at", "name", "markup"}
#   html      the page; url is its address
#   ids       every id in the page; fragments every href="#…"; headings every [level, id]
#   images    every address that the page asks for in an <img>, <source> or <video>, as a browser resolves it
#   broken    those of them that the site does not publish
#   lost      every link that leads nowhere, as [path, fragment, whether it has words]: a path that the site does not publish,
#             with no fragment; or the path of a page and a fragment that is no id of it, no path for the post's own page
# The site's folder is copied first, and nothing is written to it.

require "jekyll"
require "cgi"
require "json"
require "tmpdir"
require "fileutils"

# Follows the reading of one text: where its tokens stand and what becomes of them.
module Watch
  class << self
    attr_accessor :armed, :tokenizer, :at, :after, :outputs, :tags

    def start
      self.armed = true
      self.tokenizer = self.at = self.after = nil
      self.outputs = []
      self.tags = []
    end

    def stop
      self.armed = false
      self.tokenizer = nil
    end

    # Lax parsing (Liquid 5.4, `Variable#lax_parse`) takes the first fragment, then all behind the first `|` after it.
    def dropped(token)
      markup = token[/\A\{\{-?(.*?)-?\}\}\z/m, 1].to_s
      return "" unless markup =~ Liquid::Variable::MarkupWithQuotedFragment

      Regexp.last_match(2)[/\A[^|]*/m].gsub(/\A[[:space:]]+|[[:space:]]+\z/, "")
    end

    def value(it)
      case it
      when nil then { "text" => "" }
      when Liquid::VariableLookup then { "variable" => it.name.is_a?(String) ? it.name : nil }
      when Liquid::RangeLookup then { "variable" => nil }
      else { "text" => it.to_s }
      end
    end
  end

  module Tokens
    def initialize(*)
      super
      return unless Watch.armed

      Watch.armed = false
      Watch.tokenizer = self
      Watch.after = 0
    end

    def shift
      token = super
      if equal?(Watch.tokenizer)
        Watch.at = token && Watch.after
        Watch.after += token.bytesize if token
      end
      token
    end
  end

  module Outputs
    private def create_variable(token, context)
      before = context.warnings.size
      variable = super
      warning = context.warnings[before]&.then { |it| StandardError.instance_method(:to_s).bind_call(it) }
      if Watch.tokenizer
        filters = variable.filters.map do |name, args, keywords|
          [name, args.map { |it| Watch.value(it) }, (keywords || {}).map { |key, it| [key, Watch.value(it)] }]
        end
        Watch.outputs << { "at" => Watch.at, "value" => Watch.value(variable.name), "filters" => filters,
                           "warning" => warning, "dropped" => warning ? Watch.dropped(token) : "" }
      end
      variable
    end
  end

  module Tags
    def parse(name, markup, tokenizer, context)
      Watch.tags << { "at" => Watch.at, "name" => name, "markup" => markup.strip } if tokenizer.equal?(Watch.tokenizer)
      super
    end
  end

  # The first text that is parsed after `start` is the post's own; includes are parsed while it is rendered.
  module Files
    def parse(content)
      super
    ensure
      Watch.tokenizer = nil
    end
  end
end

Liquid::Tokenizer.prepend(Watch::Tokens)
Liquid::BlockBody.prepend(Watch::Outputs)
Liquid::Tag.singleton_class.prepend(Watch::Tags)
Jekyll::LiquidRenderer::File.prepend(Watch::Files)

# Keeps what Jekyll reports instead of printing it.
class Keep
  attr_reader :lines

  def initialize
    @lines = []
  end

  def debug(*); end
  def info(*); end

  def warn(*message)
    @lines << message.join(" ").strip
  end
  alias error warn

  def level=(_); end
end

class Judge
  def initialize(folder)
    config = Jekyll.configuration("source" => folder, "destination" => "/nonexistent", "quiet" => true,
                                  "disable_disk_cache" => true)
    @kept = Keep.new
    Jekyll.logger = @kept
    @folder = folder
    @site = Jekyll::Site.new(config)
    @site.reset
    @site.read
    @site.generate
    @base = @site.config["baseurl"].to_s.chomp("/")
    @ids = @site.pages.to_h { |it| [it.url, ids(page_html(it))] }
    files = (@site.pages + @site.static_files).map { |it| it.destination(@site.dest).delete_prefix(@site.dest) }
    @published = (files + @site.pages.map { |it| decode(it.url) }).to_h { |it| [it.b.force_encoding("UTF-8"), true] }
  end

  def judge(post)
    path = File.join(@folder, post["path"])
    FileUtils.mkdir_p(File.dirname(path))
    File.binwrite(path, post["text"])
    answer = { "fatal" => nil, "yaml" => nil, "html" => nil }
    @kept.lines.clear
    begin
      render(path, answer)
    rescue Exception => e # rubocop:disable Lint/RescueException
      answer["fatal"] = { "message" => "#{e.class}: #{e.message}".scrub, "at" => answer["rendering"] ? nil : Watch.at,
                           "line" => (e.line_number if e.is_a?(Liquid::Error)) }
    end
    answer["yaml"] = @kept.lines.grep(/\AError:/).first
    answer["outputs"] = Watch.outputs
    answer["tags"] = Watch.tags
    answer
  ensure
    Watch.stop
    FileUtils.rm_f(path)
  end

  private

  def render(path, answer)
    document = Jekyll::Document.new(path, :site => @site, :collection => @site.posts)
    Watch.start
    document.read
    renderer = Jekyll::Renderer.new(@site, document, @site.site_payload)
    renderer.payload["page"] = document.to_liquid
    text = document.content
    answer["body"] = File.size(path) - text.bytesize
    answer["liquid"] = document.render_with_liquid?
    if answer["liquid"]
      template = @site.liquid_renderer.file(path).parse(text)
      answer["rendering"] = true
      text = template.render!(renderer.payload, :registers => { :site => @site, :page => document.to_liquid })
    end
    html = renderer.convert(text)
    answer["html"] = html
    answer["url"] = document.url
    shown = html.gsub(/<!--.*?-->/m, "")
    answer["ids"] = ids(html)
    answer["lost"] = lost(html, document.url, answer["ids"])
    answer["fragments"] = attributes(shown, /a/, "href").filter_map { |it| it[/\A#(.*)\z/m, 1] }
    answer["headings"] = html.scan(%r!<h([1-6])(?:\s[^>]*?\bid="([^"]*)")?!).map { |level, id| [level.to_i, id] }
    images(html, document.url, answer)
  end

  def page_html(page)
    renderer = Jekyll::Renderer.new(@site, page, @site.site_payload)
    renderer.payload["page"] = page.to_liquid
    renderer.convert(page.content)
  end

  def ids(html)
    shown = html.gsub(/<!--.*?-->/m, "")
    attributes(shown, /\w+/, "id") + attributes(shown, /a/, "name")
  end

  # The links that lead nowhere. Servers answer a folder with its index, and a name without its extension with the page.
  def lost(html, url, own)
    shown = html.gsub(%r{<!--.*?-->|<script\b.*?</script>}im, "")
    empty = shown.scan(%r{<a\s[^<>]*></a>}im).flat_map { |it| attributes(it, /a/i, /href/i) }
    attributes(shown, /a/i, /href/i).filter_map do |address|
      seen = !empty.include?(address)
      address = own(address.delete("\t\r\n").strip)
      fragment = decode(address[/#(.*)\z/m, 1].to_s)
      if address.start_with?("#")
        ["", fragment, seen] unless fragment.empty? || own.include?(fragment)
      elsif (path = resolve(address, url))
        inside = path.delete_prefix(@base) if path == @base || path.start_with?("#{@base}/")
        page = inside && [inside, "#{inside}.html", "#{inside.chomp("/")}/index.html"].find { |it| @published[it] }
        page = page.sub(%r!/index\.html\z!, "/") if page
        if page.nil?
          [path, nil, seen]
        elsif @ids.key?(page) && !fragment.empty? && !@ids[page].include?(fragment)
          [page, fragment, seen]
        end
      end
    end
  end

  # The values of an attribute in the tags of a name, unescaped. What stands in code is no tag.
  def attributes(html, tag, name)
    quoted = /"[^"]*"|'[^']*'/
    html.scan(/<#{tag}(?=\s)((?:[^<>"']|#{quoted})*)>/m).flatten.filter_map do |inside|
      value = inside[/(?:\A|\s)#{name}=(#{quoted})/m, 1]
      CGI.unescapeHTML(value[1..-2]) if value
    end
  end

  def images(html, url, answer)
    shown = html.gsub(%r{<!--.*?-->|<script\b.*?</script>}im, "")
    wanted = attributes(shown, /img|source|video/i, /src/i) + attributes(shown, /video/i, /poster/i)
    wanted = wanted.map { |it| resolve(it, url) }.compact
    answer["images"] = wanted
    answer["broken"] = wanted.reject { |it| @published[it.delete_prefix(@base)] && it.start_with?("#{@base}/") }
  end

  # The path that a browser asks the server for, percent-decoded; nil for what lies elsewhere.
  def resolve(address, url)
    address = own(address.delete("\t\r\n").strip)
    return if address.match?(%r!\A(?:[a-z][a-z0-9+.-]*:|//|#|\z)!i)

    # What is a question alone is one to the page itself.
    return if address.start_with?("?")

    path = decode(address.sub(/[?#].*/m, ""))
    path = File.join(@base, decode(url).sub(%r![^/]*\z!, ""), path) unless path.start_with?("/")
    parts = []
    path.split("/", -1).drop(1).each do |part|
      if part == ".."
        parts.pop
      elsif part != "."
        parts << part
      end
    end
    # Where the path ends with `..`, it is the folder that is asked for.
    parts << "" if path.match?(%r!/\.\.?\z!) && parts.last != ""
    # Servers take two slashes for one.
    "/#{parts.join("/")}".squeeze("/")
  end

  # An address of the site's own server, from its root.
  def own(address)
    rest = address.delete_prefix(@site.config["url"].to_s)
    rest.match?(%r!\A(?:[/?#]|\z)!) ? rest : address
  end

  def decode(text)
    text.b.gsub(/%(\h\h)/) { [Regexp.last_match(1)].pack("H2") }.force_encoding("UTF-8").scrub
  end
end

Dir.mktmpdir do |scratch|
  FileUtils.cp_r("#{ARGV.fetch(0)}/.", scratch)
  judge = Judge.new(scratch)
  $stdin.set_encoding("UTF-8").each_line do |line|
    puts JSON.generate(judge.judge(JSON.parse(line)))
  end
end
