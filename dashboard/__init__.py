"""Parts of a screen: the map, filters, cards, forms, boards, the language switch.

Rooms: `i18n`, `messages`, `when` and the `*_words` modules (words and times), the `map_*` modules
(exactly one of them calls the map component), the `case_*` modules (list, record, steps and what
is asked with each), `new_case*`, `deadline_*`, `supervision_*` and `receipt_board` (one page each),
`wizard*` and `import_diary`, `quality_*`, `once` (a form is carried out once), `markup` (escaped
text), cards and legends.

Must not enter: statements, file formats, rules, and anything fetched from outside the machine.
Text of people is escaped where it is shown.
"""
