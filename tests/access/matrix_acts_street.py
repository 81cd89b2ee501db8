"""Acts about homes, visits, rounds, places, sessions, emergencies and the worker's day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.contact_duty import DutyRule
from casework.visit_state import DayPart, VisitResult
from service.emergency.lines import STATES
from service.oversight.duties import NewAssignment
from service.oversight.findings import NewFinding
from service.places.place import NewPlace
from service.places.reach import NearAsk
from service.rounds.checking import NewCheck
from service.route.ask import RouteAsk
from service.sessions.duties import NewDuty
from service.sessions.planning import NewSession
from service.spot_checks.announcing import NewDraw
from service.spot_checks.checking import Found
from service.visit_map.drawing import StateInks
from service.visit_map.home_list import ListAsk
from service.visits.plans import NewPlan
from service.visits.visit import NewVisit
from tests.access.matrix_act import MAY, SOON, TODAY, Act, At, T, inner, keeps, tells

FAR = "see how far visits, sessions and rounds are"
HOMES = "see which households are still to be visited"
RECORD, PLAN, EXPORT = "record a visit", "plan visits and campaigns", "export"
PLACES = "keep service points, contact points and round points"
SESSIONS = "keep sessions, contact duties and oversight"
ROUND, DRAW, CHECK = "check a point of a round", "draw spot checks", "record a spot check"
OPEN, CONFIRM = "open and close an emergency area", "confirm a household in an emergency"
_INKS = StateInks(((1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)), (255, 255, 255))


def _near(at: At) -> NearAsk:
    return NearAsk(area=at["street"])


def _listed(at: At) -> ListAsk:
    return ListAsk(at["plan"], TODAY, at["street"])


def _visit(at: At) -> NewVisit:
    result, part = VisitResult.MET, DayPart.MORNING
    return NewVisit("matrix-visit-00001", at["household"], at["worker"], TODAY, part, result)


def _plan(at: At) -> NewPlan:
    return NewPlan("入户", "用电安全", TODAY, SOON, area_codes=(at["street"],))


def _place(at: At) -> NewPlace:
    return NewPlace(
        "代办点", "service", "便民代办点", unit_code=at["community"], lon=at["lon"], lat=at["lat"]
    )


def _draw(at: At) -> NewDraw:
    sizes = {at["street"]: 1}
    return NewDraw(
        "抽查",
        "round",
        "street",
        sizes,
        "指数",
        TODAY + timedelta(days=1),
        TODAY + timedelta(days=1),
        SOON,
    )


def _check(at: At) -> NewCheck:
    return NewCheck("matrix-check-00001", at["round_place"], TODAY, "pass")


def _message(at: At) -> dict[str, object]:
    said = {"household": at["household"], "day_part": "morning", "result": "met"}
    return {
        "uid": f"matrix-message-{at['street']}",
        "kind": "visit",
        "worker": at["worker"],
        "age_s": 60,
        "said": said,
    }


def _is_refused(answer: dict[str, Any]) -> bool:
    each = [answer] if "state" in answer else list(answer.values())
    return all(one["state"] == "refused" for one in each)


ACTS: dict[str, Act] = {
    "campaigns.answers.answers_of": tells(FAR, code=T.campaign),
    "campaigns.asking.all_campaigns": tells(FAR),
    "campaigns.asking.grids_seen": inner(),
    "campaigns.notices.deliver_notice": keeps(
        RECORD, plan_code=T.campaign, household_codes=lambda at: [at["household"]], says="."
    ),
    "campaigns.notices.homes_for_notice": tells(
        HOMES, plan_code=T.campaign, area=T.community, address=""
    ),
    "campaigns.opinions.add_opinions": keeps(
        RECORD, plan_code=T.campaign, community_code=T.community, numbers={}, says="."
    ),
    "campaigns.outside.guarded_progress": tells(FAR, code=T.campaign),
    "campaigns.outside.export_campaign": tells(EXPORT, code=T.campaign),
    "campaigns.plain_values.progress_json": tells(FAR, code=T.campaign),
    "campaigns.preview.preview": tells(PLAN, area_codes=lambda at: (at["street"],)),
    "campaigns.progress.campaign_progress": tells(FAR, code=T.campaign),
    "campaigns.progress.progress_by": tells(FAR, code=T.campaign),
    "day.day.day_of": tells("see cases", HOMES),
    "day.day.worker_choices": tells(HOMES),
    "day.emergency_matters.emergency_matters": inner(),
    "day.matters.matters_of": tells("see cases", HOMES),
    "day.own.own_figures": inner(),
    "day.receive.receive": keeps(RECORD, refused=_is_refused, message=_message),
    "day.receive.receive_all": keeps(
        RECORD, refused=_is_refused, messages=lambda at: [_message(at)]
    ),
    "day.round_matters.round_matters": inner(),
    "day.visit_matters.visit_matters": inner(),
    "emergency.area.area_of_file": tells(OPEN, path=T.missing_file, says="."),
    "emergency.area.area_of_code": tells("see the map", code=T.community),
    "emergency.export.call_list": tells(HOMES, code=T.emergency),
    "emergency.export.export_list": tells(HOMES, EXPORT, code=T.emergency),
    "emergency.layer.reached_layer": tells(FAR, code=T.emergency),
    "emergency.lines.emergencies_of": tells(FAR),
    "emergency.lines.lines_of": tells(HOMES, code=T.emergency),
    "emergency.lines.confirm": keeps(CONFIRM, emergency_code=T.emergency, state="confirmed"),
    "emergency.lines.emergency_mark": tells(FAR),
    "emergency.looking.look_inside": tells(FAR, shape=T.shape),
    "emergency.opening.open_emergency": keeps(OPEN, shape=T.shape),
    "emergency.opening.close_emergency": keeps(OPEN, code=T.emergency),
    "emergency.progress.progress": tells(FAR, code=T.emergency),
    "emergency.sheet.emergency_sheet": tells(HOMES, code=T.emergency),
    "emergency.tiles.state_tile": tells(
        HOMES, code=T.emergency, inks={state: (1, 2, 3) for state in STATES}
    ),
    "oversight.duties.assign": keeps(
        SESSIONS, new=lambda at: NewAssignment("副区长", at["street"], TODAY)
    ),
    "oversight.duties.end_assignment": keeps(SESSIONS, duty_id=T.oversight),
    "oversight.duties.assignments_of": tells(FAR),
    "oversight.duties.townships_seen": tells(FAR),
    "oversight.findings.enter_finding": keeps(
        SESSIONS, new=lambda at: NewFinding(at["oversight"], "requests", TODAY, "台账缺页")
    ),
    "oversight.findings.rectify_finding": keeps(SESSIONS, finding_id=T.finding, note="已补"),
    "oversight.findings.findings_of": tells(FAR),
    "oversight.findings.areas_of": tells(FAR),
    "oversight.matrix.oversight_matrix": tells(FAR),
    "photos.may_keep_photo": inner(),
    "photos.keep_photo": keeps(
        RECORD, ROUND, CHECK, any_of=True, data=T.photo_bytes, grid_code=T.grid
    ),
    "photos.keep_picture": keeps(
        RECORD, ROUND, CHECK, any_of=True, picture=T.picture, grid_code=T.grid
    ),
    "photos.photo_of": tells(HOMES, CHECK, any_of=True, sha256=T.photo),
    "places.export.export_places": tells(EXPORT),
    "places.homes.seen_homes": inner(),
    "places.keeping.add_place": keeps(PLACES, new=_place),
    "places.keeping.change_place": keeps(
        PLACES, code=T.service_place, changes={"name": "新名代办点"}
    ),
    "places.keeping.end_place": keeps(PLACES, code=T.service_place),
    "places.layer.far_layer": tells(FAR, ask=_near),
    "places.listing.places_of": tells(FAR),
    "places.listing.kinds_of": tells(FAR, used_for="service"),
    "places.reach.measure": tells(FAR, ask=_near),
    "places.reach.reach": tells(FAR, ask=_near),
    "places.reach.try_place": tells(FAR, ask=_near),
    "places.tiles.far_mark": tells(FAR, ask=_near),
    "places.tiles.far_tile": tells(FAR, ask=_near),
    "rounds.points.places_seen": tells(FAR, used_for="round"),
    "rounds.checking.record_check": keeps(ROUND, new=_check),
    "rounds.checking.rectify_check": keeps(ROUND, number=T.check),
    "rounds.checking.void_check": keeps(ROUND, number=T.check),
    "rounds.due.points_due": tells(FAR),
    "rounds.failed.failed_open": tells(FAR),
    "rounds.failed.check_record": tells(FAR, number=T.check),
    "rounds.figures.round_figures": tells(FAR),
    "rounds.layer.overdue_layer": tells(FAR),
    "route.routing.route_of": tells(HOMES, ask=RouteAsk()),
    "route.sheet.route_sheet_html": tells(HOMES, route=T.route_told),
    "sessions.coverage.rooms_on": tells(FAR),
    "sessions.coverage.rooms_layer": tells(FAR),
    "sessions.duties.enter_duty": keeps(
        SESSIONS,
        new=lambda at: NewDuty("书记", at["contact_place"], DutyRule.WEEKLY, TODAY, weekday=1),
    ),
    "sessions.duties.end_duty": keeps(SESSIONS, duty_id=T.duty),
    "sessions.duties.duties_of": tells(FAR),
    "sessions.holding.post_notice": keeps(SESSIONS, session_id=T.session, posted_on=TODAY),
    "sessions.holding.hold_session": keeps(
        SESSIONS, session_id=T.session_today, version=1, request_count=0
    ),
    "sessions.holding.cancel_session": keeps(SESSIONS, session_id=T.session),
    "sessions.notice.notice_html": tells(FAR, session_id=T.session),
    "sessions.places.contact_points": tells(FAR),
    "sessions.planning.plan_session": keeps(
        SESSIONS, new=lambda at: NewSession(SOON, at["contact_place"], starts="15:00")
    ),
    "sessions.planning.plan_series": keeps(SESSIONS, duty_id=T.duty),
    "sessions.seen.sessions_of": tells(FAR),
    "sessions.seen.turns_seen": tells(FAR),
    "sessions.seen.session_figures": tells(FAR, month=MAY),
    "sessions.seen.notices_to_post": tells(FAR),
    "spot_checks.announcing.announce_draw": keeps(DRAW, new=_draw),
    "spot_checks.bulletin.bulletin_of": tells(EXPORT, CHECK, code=T.draw),
    "spot_checks.bulletin.publish_bulletin": keeps(DRAW, code=T.draw, says="."),
    "spot_checks.bulletin.bulletin_table": tells(EXPORT, CHECK, code=T.draw),
    "spot_checks.bulletin.frame_text": tells(EXPORT, CHECK, code=T.draw),
    "spot_checks.bulletin_page.bulletin_html": tells(EXPORT, CHECK, code=T.draw),
    "spot_checks.checking.record_spot_check": keeps(
        CHECK,
        draw_code=T.draw,
        code=T.spot,
        found=Found(1, TODAY, {"q1": "yes", "q2": "yes", "q3": "yes"}),
    ),
    "spot_checks.checking.rectify_spot_check": keeps(
        CHECK, draw_code=T.draw, code=T.spot, says="."
    ),
    "spot_checks.drawing.draw_sample": keeps(DRAW, code=T.draw_open, seed="1234", says="."),
    "spot_checks.drawing.repeat_draw": tells(FAR, CHECK, code=T.draw),
    "spot_checks.draws.draws_of": tells(FAR),
    "spot_checks.draws.draw_record": tells(FAR, code=T.draw),
    "spot_checks.frame.frame_of": tells(DRAW, subject="round", strata_by="street"),
    "visit_map.card.homes_here": tells(HOMES, zoom=18),
    "visit_map.home_list.home_page": tells(HOMES, ask=_listed),
    "visit_map.home_list.home_list": tells(HOMES, ask=_listed),
    "visit_map.home_list.home_file": tells(HOMES, EXPORT, ask=_listed),
    "visit_map.home_record.home_record": tells(HOMES),
    "visit_map.home_record.who_visits": tells(RECORD),
    "visit_map.layer.coverage_layer": tells(FAR),
    "visit_map.pace.pace_of": tells(FAR, turn=T.turn, waiting=3),
    "visit_map.preview.preview_plan": tells(PLAN, new=_plan),
    "visit_map.sheet.visit_list_html": tells(HOMES, ask=_listed),
    "visit_map.states.seen_homes": tells(FAR),
    "visit_map.states.seen_by_mark": tells(FAR),
    "visit_map.tiles.visit_tile": tells(HOMES, inks=_INKS),
    "visits.coverage.visit_coverage": tells(FAR),
    "visits.list_taking.take_list": keeps("import files", path=T.missing_file, says="."),
    "visits.moving.move_in": keeps(RECORD),
    "visits.plans.plan_visits": keeps(PLAN, new=_plan),
    "visits.plans.end_plan": keeps(PLAN, code=T.plan, ended_on=SOON),
    "visits.plans.plans_of": tells(FAR),
    "visits.plans.seen_plan": tells(FAR, code=T.plan),
    "visits.recording.record_visit": keeps(RECORD, new=_visit),
    "visits.recording.void_visit": keeps(RECORD, uid=T.visit),
    "visits.states.home_states": tells(HOMES),
    "visits.states.states_seen": inner(),
    "visits.to_do.to_do": tells(HOMES),
    "visits.to_do.to_do_counts": tells(PLAN),
    "visits.waiting.waiting_of": inner(),
}
