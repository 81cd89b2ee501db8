"""The rules of the trade: cases, duty, codes, clocks, figures and access.

Rooms:

- who asks, who may do what: `viewer`, `access`; `access_entry` (what is noted of it);
- codes of grids and units: `code_scheme`, `area_code`, `code_giving` (new ones by the scheme);
- a case: `case`, `case_status`, `request` (its tags), `tier`, `vocabulary` (its states in the words
  of digital city management and of 12345), `case_times` (implausible dates);
- its life: `move` (the one table of steps), `lifecycle` (the one function that takes them),
  `event_terms`, `told_facts` (what the ledger answers for);
- when it is due: `limit`, `work_calendar` and `calendar_reading`, `deadlines` with
  `deadline_counting` and `deadline_steps`, `clock_name`, `escalation`;
- the rule book: `rulebook`, `rule_profile`, `rule_reading`, `rulebook_reading`; the catalogue:
  `catalogue`, `catalogue_entry`, `catalogue_reading`; `supervision_state`;
- figures: `columns` and `conditions` (written once for rows, frames and the database), `indicator`,
  `indicators` with `indicators_volume`, `indicators_cases`, `indicators_people`,
  `indicators_work` and `indicators_meetings`, and the `period` they are about; by `chance` alone,
  and a `funnel` of what chance makes of units;
- when a leader is due at a contact point: `contact_duty`; findings in a township: `oversight`;
- who answers for a grid on a day: `posting`, `responsible`, `roster`; a `plan` of who is to, and
  `workload` (the hours that come with an area, whoever has it);
- home visits: `visit` with `visit_state` (results, and where a household stands), `visit_plan`
  (plans and their turns), `visit_retry` (when to come again), `visit_moves` (who moved in or out),
  `campaign_curve` (met against planned, day by day);
- `progress` (where a decision, promise, resolution or project stands, of its events in order);
  `meeting` (words of meetings, and marks on cases for them);
- `round_due` (when a point of a round is due), `draw` (spot checks drawn by lot);
- `contact_consent` (what a contact may be used for), `retention` (how long what is personal is
  kept);
- `sentence` (a sentence with its values), `plain_text`, `masking` (contacts in texts), `errors`.

Must not enter: shapes, the database, files, the screen, the clock, and anything outside the
standard library.  `geo` and this package do not know each other.
"""
