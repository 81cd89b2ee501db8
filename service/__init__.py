"""What people do: one act, one function, one transaction.

A public act takes the viewer first and asks `casework.access` before anything else.  Only this
floor joins space and rules.  Rooms:

- `cases` (what is done with one case), `intake` (files in), `exports` (files out);
- who covers what: `plans` (plans, proposals, approval), `roster` (leave, substitutes, workers in
  and out), `reorganise` (units and grids) with `reorganisation` (its approval) and `cut_lines` (a
  layer of lines to cut along);
- `case_query`, `casebook` with `case_record`, `case_lines` and `event_values` (lists, and one case
  as it is told); `receipt`, `deadlines`, `escalation*`, `ledger*`;
- `figures` with `figure` and `figure_*` (`figure_export`: the rows behind one, to take away;
  `figure_work`: those of work outside of cases, `figure_meeting_sheets`: of what was promised);
  `voices*` (what requests say); `publication*` (what may be shown outside); `rules`, `settings`;
- `sheet` with the `sheet_*` modules (pages to print);
- `rounds` (points that are passed every so many days), `spot_checks` (checks drawn by lot);
- `overview` (the leader's glance), `areas` (the way down through the district);
- `heat` (the heat surface as tiles), `hot_spots` (grids against chance);
- `charts` (charts and their pictures), `units_table` with the `units_*` modules;
- `period_*` with `change_chance` and `change_words` (periods compared), `intake_calendar` (when
  cases come in);
- `places` (service points, and how far households have to go), `emergency` (an area in which
  everybody has to be reached);
- `sessions` (contact points and who comes there), `oversight` (offices assigned to townships);
- `visits` (home visits: plans, recording, to-do lists, coverage), `visit_map` (what the map of them
  shows, and the lists beside it), `campaigns` (households reached
  within some days, notices, opinions as sums);
- `route` (a worker's stops of a day in walking order), `day` (his day on one page, and what his
  phone sends);
- `home_memory` (all households, for lists and distances), `photos`, `contacts` (as they are shown),
  `privacy` (what is kept about somebody: shown, erased, kept for so long);
- the `map_*` modules (`map_time` and `map_then`: the map of any day), `case_memory` (all cases,
  for maps and figures), `audit*` with `finding`, `demonstration*`, `warm_up`;
- `coverage` (grids and duty in force), `placing`, `answers` and `grid_place` (where a point lies,
  who answers, and why);
- `backups` (written, checked, put back);
- `identity` (accounts, signing in, who asks), `scoping` (the part somebody sees into, as lists ask
  for it), `redacting` (what people wrote, for those who do not handle it), `end_demonstration`
  (into real work), `access_log` (who saw, took or changed what);
- `language` (sentences in the viewer's language), `actor_words`, `clock` (the only place that
  reads the clock), `errors`.

Must not enter: widgets and maps of the screen, SQL as text or of one dialect, file formats.
"""
