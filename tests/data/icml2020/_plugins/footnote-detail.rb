module Manicule
  # `{{ 'The note.' | fndetail: 1 }}`: the note itself, which links back to the number.
  module FootnoteDetail
    def fndetail(note, id)
      back = "<a href='#fnref-#{id}' class='footnote footnotes'>↩</a>"
      "<div class='footnotes'><p id='fn-#{id}'>#{id}. #{note}#{back}</p></div>"
    end
  end
end

Liquid::Template.register_filter(Manicule::FootnoteDetail)
