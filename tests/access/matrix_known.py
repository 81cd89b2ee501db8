"""What the matrix finds and is not called a fault, each with its reason; what is mended leaves."""

from __future__ import annotations

from typing import Final

# Names, codes and outlines of grids, of nobody: one map of the district for everybody.
_GROUND: Final = "the map of the grids is the same for everybody"
_DUTY: Final = "who answers for a place is told of every place"
_PEOPLE: Final = "who answers where is the duty list of the district: names of workers and grids"
_SENTENCE: Final = "the refusal says who and which grid: the duty list as well"

# Acts that tell or do something of a part one does not see.
OPEN: Final[dict[str, str]] = {
    "answers.locate": _DUTY,
    "cases.foreseeing.foresee_case": _DUTY,
    "cases.registering.register_case": _DUTY,
    "map_card.card": _DUTY,
    "overview.answering.who_answers": _DUTY,
    "roster.answering.responsible_on": _DUTY,
    "hot_spots.layers.rate_layer": _GROUND,
    "hot_spots.layers.spot_layer": _GROUND,
    "map_choropleth.choropleth": _GROUND,
    "map_choropleth.counted_choropleth": _GROUND,
    "map_difference_layer.difference_layer": _GROUND,
    "map_period_layers.period_layers": _GROUND,
    "places.layer.far_layer": _GROUND,
    "places.reach.measure": _GROUND,
    "visits.states.home_states": _GROUND,
    "period_changes.grid_changes": "is given what somebody else has found",
    "plans.facts.studio_facts": _PEOPLE,
    "plans.plan_figures.plan_figures": _PEOPLE,
    "plans.proposing.propose_plan": _PEOPLE,
    "visit_map.home_record.who_visits": _PEOPLE,
    "visits.to_do.to_do_counts": _PEOPLE,
    "roster.handing.hand_over_list": _PEOPLE,
    "roster.sheet.hand_over_html": _PEOPLE,
    "roster.cover_acts.cover_leave": _SENTENCE,
    "roster.leave_acts.end_leave_early": _SENTENCE,
    "roster.leave_acts.enter_leave": _SENTENCE,
    "roster.proposing.propose_substitutes": _SENTENCE,
    "roster.worker_acts.let_go": _SENTENCE,
    "roster.worker_acts.set_capacity": _SENTENCE,
}
# Addresses and pages that do.
OPEN_DOORS: Final[dict[str, str]] = {
    "/grids/{revision}/{band:int}.json": _GROUND,
    "/locate.json": _DUTY,
    "/hand-over-sheet/{code:path}": _PEOPLE,
}
OPEN_PAGES: Final[dict[str, str]] = {
    "who-covers": _PEOPLE,
    "home-visits": _PEOPLE,
}
# Functions doors use that ask no role themselves.
ASKS_NOTHING: Final[dict[str, str]] = {
    "access_log.taking.take": "marks and notes what an act has given already",
    "access_log.taking.taking": "marks and notes what an act has given already",
    "meetings.reporting.may_report": "is a question itself",
    "packs.composing.part_asked": "tells whether a part is seen, and its name",
    "photos.may_keep_photo": "is a question itself",
}
