"""The pack for a review meeting: built in one act, frozen, compared, and written in four formats.

Rooms: `words` (a text in both languages), `deck` (what a pack holds), `deck_plain` (the same as
plain values), `layout` (where things stand on a slide), `text_width` and `paging` (how much fits),
`edition` (a deck as one file shows it), `section` (what a section is built from) with `section_*`
(what several sections share: words, cards, maps, open cases, matters), `html_*` (the pack as one
HTML file, and in the app).
`template` with `template_options` and `template_reading` (what the office may set), `pages` (lists
over several slides), `order_table`, `progress_cells` and `open_facts` (orders about coverage, how
decisions and promises stand, what is open),
`chart_*` (charts as SVG), `funnel_sizes` (where a funnel's limits are drawn), `pdf_*` (the pack as
PDF and PNG), `xlsx_*` (as a workbook), `guarding` with `guard_*` and `check` (a deck as it may
leave), `masking` with `deck_texts` (contacts in people's texts), `pptx_*` (as a presentation) and
`layouts` with `layout_check` (the office's own file for it).
`composing` with `contents` (a deck from the template's sections), `building` (made and frozen),
`rebuilding`, `comparing` with `comparison_words` (against the records of today), `comments`,
`editions` (a kept pack as an edition) and `files` (as a file).

Must not enter: widgets, and anything typed by hand but comments. The writers read a deck and
nothing else: no store, no clock.
"""
