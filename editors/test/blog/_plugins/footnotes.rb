# The two halves of a fastpages footnote: a tag that marks the place and a filter that prints the text.
module Footnotes
  class Reference < Liquid::Tag
    def initialize(name, markup, tokens)
      super
      @label = markup.strip
    end

    def render(_context)
      %(<sup id="fnref-#{@label}"><a href="#fn-#{@label}">#{@label}</a></sup>)
    end
  end

  module Text
    def fndetail(text, label)
      %(<div class="footnotes"><p id="fn-#{label}">#{label}. #{text} <a href="#fnref-#{label}">↩</a></p></div>)
    end
  end
end

Liquid::Template.register_tag('fn', Footnotes::Reference)
Liquid::Template.register_filter(Footnotes::Text)
