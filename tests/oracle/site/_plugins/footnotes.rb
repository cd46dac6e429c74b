# Stand-ins for fastpages' two footnote plugins: they print the same HTML for the same markup.

class FootnoteReference < Liquid::Tag
  def initialize(name, markup, context)
    super
    @id = markup.strip
  end

  def render(_context)
    "<sup id='fnref-#{@id}' class='footnote-ref'><a href='#fn-#{@id}'>#{@id}</a></sup>"
  end
end

module FootnoteText
  def fndetail(text, id)
    back = "<a href='#fnref-#{id}' class='footnote footnotes'>↩</a>"
    "<div class='footnotes'><p id='fn-#{id}'>#{id}. #{text}#{back}</p></div>"
  end
end

Liquid::Template.register_tag("fn", FootnoteReference)
Liquid::Template.register_filter(FootnoteText)
