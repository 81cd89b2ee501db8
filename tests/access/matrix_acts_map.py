"""Acts about the map, the grids, who covers them and how they are reorganised."""

from __future__ import annotations

from datetime import date

from dashboard.heat_palette import heat_inks
from service.charts.look import Look
from service.heat.ask import HeatAsk
from service.heat.tiles import HeatColours
from service.hot_spots.ask import SpotAsk
from service.map_base import BaseColours
from service.map_choropleth import ChoroplethAsk
from service.map_filter import CaseFilter
from service.map_periods import PeriodAsk
from service.map_picture.picture import PictureAsk
from service.plans.ask import Ask
from service.plans.order_paper import OrderPaper
from service.reorganise.merging import MergeAsk
from service.reorganise.plan import MoveGrid, ReorganisationPlan
from tests.access.matrix_act import MAY, SOON, TODAY, Act, At, T, inner, keeps, tells

MAP, SEE, LOCATE, EXPORT = "see the map", "see cases", "ask who answers for a place", "export"
PLAN, APPROVE = "plan who covers what", "approve who covers what"
ROSTER, REORGANISE = "keep the roster: workers, leave, substitutes", "reorganise units and grids"
LEAVE_DAY, LEAVE_BACK = date(2026, 6, 20), date(2026, 6, 23)
_BASE = BaseColours(*[(9, 9, 9)] * 6)
_HEAT = HeatColours(*heat_inks("light"))


def _paper(at: At) -> OrderPaper:
    return OrderPaper("矩〔2026〕1号", SOON, "工作需要", "王主任")


def _shaded(at: At) -> ChoroplethAsk:
    return ChoroplethAsk("reported", MAY, area=at["street"])


def _periods(at: At) -> PeriodAsk:
    return PeriodAsk("reported", MAY.back(2), at["street"])


def _picture(at: At) -> PictureAsk:
    heat = HeatAsk("open", CaseFilter(at["street"]), 200)
    return PictureAsk(heat=heat, heat_colours=_HEAT, area=at["street"])


def _moved(at: At) -> ReorganisationPlan:
    return ReorganisationPlan(SOON, (MoveGrid(at["grid"], at["other_community"]),), "调整")


ACTS: dict[str, Act] = {
    "answers.locate": tells(LOCATE),
    "areas.area_path": tells(MAP, code=T.street),
    "areas.children_of": tells(MAP, code=T.street),
    "areas.child_of_grid": tells(MAP, code=T.street),
    "areas.step_towards": tells(MAP, code=T.street),
    "areas.unit_of": tells(MAP, code=T.street),
    "areas.level_below": tells(MAP, code=T.street),
    "areas.child_rows": tells(MAP, code=T.street),
    "audit.audit_district": tells("audit the map"),
    "audit.summary": tells("audit the map", findings=()),
    "cut_lines.cut_lines": tells(REORGANISE, path=T.missing_file, says="read|not|no "),
    "map_card.card": tells(MAP, place=lambda at: (at["lon"], at["lat"]), day=T.map_day),
    "map_case.case_marks": tells(SEE, codes=lambda at: [at["case"]]),
    "map_choropleth.choropleth": tells(SEE, ask=_shaded),
    "map_choropleth.counted_choropleth": tells(SEE, ask=_shaded),
    "map_choropleth.inside_of": inner(),
    "map_choropleth_counts.grid_counts": inner(),
    "map_choropleth_table.choropleth_table": tells(EXPORT, ask=_shaded),
    "map_difference.differences": tells(SEE, ask=_periods),
    "map_difference_layer.difference_layer": tells(SEE, ask=_periods),
    "map_figures.measure_grids": tells(MAP, measure="open_cases", wanted=CaseFilter()),
    "map_figures.cases_in_view": tells(
        SEE, box=(110.0, 31.0, 112.0, 32.0), zoom=18, wanted=CaseFilter()
    ),
    "map_find.find_places": tells(MAP, text=T.grid),
    "map_frames.frame_periods": tells(MAP, until=MAY, step="month", frames=3),
    "map_period_layers.period_classes": tells(SEE, ask=_periods),
    "map_period_layers.period_layers": tells(SEE, ask=_periods),
    "map_periods.period_figures": tells(SEE, ask=_periods),
    "map_picture.picture.map_svg": tells(EXPORT, ask=_picture, look=Look()),
    "map_pictures.grid_json": tells(MAP, band=2),
    "map_pictures.household_tile": tells(MAP, says="Household pictures show"),
    "map_pictures.base_tile": tells(MAP, colours=_BASE),
    "map_spots_table.spot_table": tells(EXPORT, ask=lambda at: SpotAsk(MAY, area=at["street"])),
    "map_summary.map_summary": tells(MAP),
    "map_summary.area_bounds": tells(MAP),
    "map_time.time_span": tells(MAP),
    "map_time.map_day": tells(MAP),
    "map_time.orders_on": tells(MAP),
    "map_view.grid_scope": inner(),
    "period_changes.unit_changes": tells(SEE, found=T.differences_told),
    "period_changes.grid_changes": tells(SEE, found=T.differences_told),
    "period_changes.whole_change": tells(SEE, found=T.differences_told),
    "plans.approving.approve_plan": keeps(APPROVE, plan=T.plan_made, paper=_paper),
    "plans.carrying_out.carry_out_due": keeps("carry out orders whose day has come"),
    "plans.consequences.consequences": tells(PLAN, plan=T.plan_made),
    "plans.drafts.save_draft": keeps(PLAN, plan=T.plan_made),
    "plans.drafts.drafts": tells(PLAN),
    "plans.drafts.draft": tells(PLAN, draft_id=T.draft),
    "plans.drafts.discard_draft": keeps(PLAN, draft_id=T.draft),
    "plans.facts.studio_facts": tells(PLAN),
    "plans.plan_figures.plan_figures": tells(PLAN, plan=T.plan_made),
    "plans.plan_files.export_plan": tells(PLAN, EXPORT, plan=T.plan_made),
    "plans.plan_files.export_coverage": tells(EXPORT),
    "plans.plan_files.import_plan": tells(PLAN, path=T.plan_file),
    "plans.plan_reading.read_plan": inner(),
    "plans.proposing.propose_plan": tells(
        PLAN, plan=T.plan_made, ask=lambda at: Ask(seconds=0.05), says="."
    ),
    "publication.publication_k": tells(MAP),
    "reorganisation.approve_reorganisation": keeps(REORGANISE, plan=_moved, paper=_paper),
    "reorganise.files.crosswalk_rows": tells(EXPORT),
    "reorganise.files.write_crosswalk_file": tells(EXPORT),
    "reorganise.merging.merge_proposal": tells(
        REORGANISE, ask=MergeAsk(SOON, 3, seconds=0.05), says="."
    ),
    "reorganise.preview.preview": tells(REORGANISE, plan=_moved),
    "roster.answering.responsible_on": tells(LOCATE),
    "roster.answering.orders_about": tells(LOCATE),
    "roster.cover_acts.cover_leave": keeps(
        ROSTER,
        leave_id=T.leave,
        substitutes=lambda at: {at["grid"]: at["colleague"]},
        paper=lambda at: OrderPaper("矩2号", LEAVE_DAY, "请假", "王主任"),
    ),
    "roster.duty.duty_on": tells(LOCATE),
    "roster.duty.vacancies": tells(LOCATE),
    "roster.handing.hand_over_list": tells(ROSTER, worker=T.worker),
    "roster.leave_acts.enter_leave": keeps(ROSTER, since=T.leave_since, until=T.leave_until),
    "roster.leave_acts.end_leave_early": keeps(ROSTER, leave_id=T.leave, back_on=LEAVE_BACK),
    "roster.leaves.leaves_of": tells(ROSTER),
    "roster.part.grid_names_seen": tells(LOCATE),
    "roster.proposing.propose_substitutes": tells(ROSTER, leave_id=T.leave, seconds=0.05),
    "roster.sheet.hand_over_html": tells(ROSTER),
    "roster.uncovered.uncovered_days": tells(LOCATE),
    "roster.worker_acts.hire_worker": keeps(
        ROSTER, is_everywhere=True, code="W90001", phone=None, capacity=1.0, valid_from=TODAY
    ),
    "roster.worker_acts.set_capacity": keeps(ROSTER, capacity=0.8),
    "roster.worker_acts.let_go": keeps(ROSTER, last_day=SOON, paper=_paper),
    "roster.workers.workers_on": tells(ROSTER),
    "rules.rules_text": tells(MAP, kind="calendar"),
    "rules.check_rules": tells(MAP, kind="calendar", text=T.calendar_text),
    "rules.change_rules": keeps(
        "change the calendar, the rule book or the catalogue",
        kind="calendar",
        text=T.calendar_text,
    ),
    "rules.explain_limit": tells(MAP, start=T.monday, limit="4 working_hours"),
    "settings.settings_now": tells(MAP),
    "settings.change_setting": keeps("change settings", key="publication_k", text="6"),
}
