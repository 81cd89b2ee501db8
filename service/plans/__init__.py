"""Who is to cover what: seen before it is decided, approved once, carried out on its day.

Rooms: ``facts`` (the grids, their work and who has them on a day) with ``grid_amounts``;
``measures`` and ``plan_figures`` (what a distribution means for each worker); ``proposing`` (a
fairer one, by the solver in geo) with ``ask``, ``asking``, ``takers`` and ``part_problem`` (whose
grids may go where) and ``proposal_words``; ``plan_files`` (plans in and out) with ``plan_json``,
``plan_table``, ``plan_reading`` and ``plan_row``; ``drafts``, ``consequences``,
``order_paper``, ``order_summary``, ``conflict``, ``approving`` and ``carrying_out``, over
``grids_seen`` (the viewer's part), ``held`` (primary postings) and ``open_cases`` (which move).

Must not enter: widgets, the solver itself (geo), which duty answers first (casework), a clock.
"""
