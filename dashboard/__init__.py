"""Parts of a screen: the map, filters, cards, forms, boards, the language switch.

Rooms: `i18n`, `messages`, `when` and the `*_words` modules (words and times), the `map_*` modules
(exactly one of them calls the map component) with `legend` and `palette`, `overview_*` with
`period_choice` and `area_choice` (which period, which part: kept in the address), the `case_*`
modules (list, record, steps and what is asked with each), `new_case*`, `deadline_*`,
`supervision_*`, `receipt_board`, `studio_*` (who covers what), `roster_*`, `reorganise_*`,
`wizard*` with `import_diary` and `upload`, `quality_*` (a page each), `time_*` (the day the map
shows), `comparison_*` (two periods, and time played back), `address` (what is chosen stands in it),
`order_form` (what every order is asked), `once` (a form is carried out once), `refusals`,
`voices_*` (what people told us), `heat_*` with
`layer_*` (where matters gather), `registry_*` (the figures and their cases), `chart_panel` (any
page's chart), `units_*` (the units table), `day_*` (a worker's day), `visits_*`, `campaigns_*`,
`sessions_*`, `oversight_*`, `rounds_*`, `spot_checks_*`, `emergency_*`, `places_*` (a page each),
`route_panel` (a worker's way),
`markup` (escaped text), `heading`, `downloads`.

Must not enter: statements, file formats, rules, and anything fetched from outside the machine.
Text of people is escaped where it is shown.
"""
