# Tags of the plugins that a fastpages blog lists and Debian does not package. What they print does not matter here.

class Unpackaged < Liquid::Tag
  def render(_context)
    ""
  end
end

%w[avatar cite bibliography feed_meta gist octicon seo twitter].each do |name|
  Liquid::Template.register_tag(name, Unpackaged) unless Liquid::Template.tags[name]
end
