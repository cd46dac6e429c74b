module Manicule
  # `{% fn 1 %}`: the number in the text, which links to the note.
  class Footnote < Liquid::Tag
    def initialize(name, markup, tokens)
      super
      @id = markup.strip
    end

    def render(_context)
      "<sup id='fnref-#{@id}' class='footnote-ref'><a href='#fn-#{@id}'>#{@id}</a></sup>"
    end
  end
end

Liquid::Template.register_tag('fn', Manicule::Footnote)
