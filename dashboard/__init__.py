"""Parts of a screen: the map, filters, cards, forms, boards, the language switch.

Rooms: `i18n`, `messages`, `when` and the `*_words` modules (words and times), the `map_*` modules
(exactly one of them calls the map component) with `legend` and `palette`, `overview_*` with
`period_choice` and `area_choice` (which period, which part: kept in the address), the `case_*`
modules (list, record, steps and what is asked with each), `new_case*`, `deadline_*`,
`supervision_*`, `receipt_board`, `studio_*` (who covers what), `roster_*`, `reorganise_*`,
`wizard*` with `import_diary` and `upload`, `quality_*` (a page each), `time_*` (the day the map
shows), `comparison_*` (two periods, and time played back), `address` (what is chosen stands in it),
`part_choice` (one of a few), `order_form` (what every order is asked), `once` (a form is carried
out once), `refusals`, `voices_*` (what people told us), `heat_*` with
`layer_*` (where matters gather), `registry_*` (the figures and their cases), `chart_panel` (any
page's chart), `units_*` (the units table), `day_*` (a worker's day), `visits_*`, `campaigns_*`,
`sessions_*`, `meetings_*`, `oversight_*`, `rounds_*`, `spot_checks_*`, `emergency_*`, `places_*`,
`promises_*`, `bulletins_*`, `pack_*` (a page each), `route_panel` (a worker's way),
`present_page` (a pack shown), `markup` (escaped text), `heading`,
`downloads`, `session` (who sits before the screen), `allowed` (which page asks for what),
`access_log_board` (who saw what), `account*` and `sign_in_page` (accounts, signing in),
`privacy_*` (what is kept about people),
`own_account_board` (one's own).

Must not enter: statements, file formats, rules, and anything fetched from outside the machine.
Text of people is escaped where it is shown.
"""
