"""Acts about cases, deadlines, figures and what is told of them, as the matrix calls them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from casework.escalation import NoticeKind
from casework.move import Move
from casework.request import Channel
from dashboard.heat_palette import heat_inks
from service.case_query import CaseQuery
from service.cases.registering import NewCase
from service.deadlines import Band, Due
from service.figure_answer import FigureAsk
from service.figure_list import FigureAsk as ListedFigure
from service.heat.ask import HeatAsk
from service.heat.tiles import HeatColours
from service.hot_spots.ask import SpotAsk
from service.map_filter import CaseFilter
from service.units_table import UnitsAsk
from tests.access.matrix_act import MAY, NOW, TODAY, Act, At, T, inner, keeps, tells

SEE, MOVE, EXPORT = "see cases", "move a case", "export"
APPROVE = "extend, suspend, void or close without a check"
_ACCEPT = {"category": "暴露垃圾"}


def _new(at: At) -> NewCase:
    return NewCase("井盖松动", Channel.HOTLINE, lon=at["lon"], lat=at["lat"])


def _spots(at: At) -> SpotAsk:
    return SpotAsk(MAY, area=at["street"])


def _figures(at: At) -> FigureAsk:
    return FigureAsk(MAY, ("reported", "closed"), at["street"])


def _listed(at: At) -> ListedFigure:
    return ListedFigure("reported", "numerator", MAY.first, MAY.last, NOW, at["street"])


def _heat(at: At) -> HeatAsk:
    return HeatAsk("open", CaseFilter(at["street"]), 200)


def _units(at: At) -> UnitsAsk:
    return UnitsAsk("grid", MAY, area=at["street"])


def _csv(at: At) -> Path:
    return Path(at["folder"]) / "out.csv"


ACTS: dict[str, Act] = {
    "casebook.list_cases": tells(SEE, query=CaseQuery()),
    "casebook.case_choices": tells(SEE),
    "casebook.case_record": tells(SEE, code=T.case),
    "casebook.saved_counts": tells(SEE, query=CaseQuery()),
    "casebook.page_of": tells(SEE, query=CaseQuery(), code=T.case),
    "cases.alike.alike_cases": tells(SEE, code=T.case),
    "cases.clocks.explain_clock": tells(SEE, clock_id=T.clock),
    "cases.duplicates.duplicate_pairs": tells(SEE),
    "cases.errands.set_steps": keeps(MOVE, code=T.errand, texts=("到窗口", "取件")),
    "cases.errands.check_step": keeps(MOVE, code=T.errand, position=1, done_by="王某"),
    "cases.errands.uncheck_step": keeps(MOVE, code=T.errand, position=1, says="not"),
    "cases.foreseeing.foresee_case": tells("register a case", new=_new),
    "cases.handing.hand_over": keeps(
        "hand a case over", code=T.case, version=T.case_version, worker_code=T.colleague
    ),
    "cases.handing.hand_over_all": keeps(
        "hand a case over",
        from_worker=T.worker,
        to_worker=T.colleague,
        refused=lambda codes: not codes,
    ),
    "cases.handing.send_up": keeps(MOVE, code=T.case, version=T.case_version),
    "cases.handing.tell_progress": keeps(MOVE, code=T.case, version=T.case_version),
    "cases.handing.join_unit": keeps(MOVE, code=T.case, version=T.case_version, unit_code="HW"),
    "cases.handing.leave_unit": keeps(
        MOVE, code=T.case, version=T.case_version, unit_code="HW", says="HW|does not"
    ),
    "cases.keeping.stamp_of": inner(),
    "cases.mediation.open_mediation": keeps(MOVE, code=T.case_alike, mediator="李某"),
    "cases.mediation.end_mediation": keeps(MOVE, code=T.case, outcome="agreed"),
    "cases.merging.merge_cases": keeps(
        MOVE,
        code=T.case_alike,
        version=T.alike_version,
        into_code=T.case,
        into_version=T.case_version,
    ),
    "cases.moving.move_case": keeps(MOVE, code=T.case_new, move=Move.ACCEPT, facts=_ACCEPT),
    "cases.moving.preview_moves": tells(
        MOVE, codes=lambda at: [at["case_new"]], move=Move.ACCEPT, facts=_ACCEPT
    ),
    "cases.moving.move_cases": keeps(
        MOVE,
        versions=lambda at: {at["case_new"]: 1},
        move=Move.ACCEPT,
        facts=_ACCEPT,
        refused=lambda report: not report.done,
    ),
    "cases.referrals.refer": keeps(MOVE, code=T.case, programme="大病救助", referred_on=TODAY),
    "cases.referrals.end_referral": keeps(
        MOVE, code=T.case, number=T.referral, outcome="granted", outcome_on=TODAY
    ),
    "cases.registering.register_case": keeps("register a case", is_everywhere=True, new=_new),
    "cases.steps.require_move": tells(APPROVE, move=Move.SUSPEND),
    "cases.supervision.open_supervision": keeps(
        "supervise cases", code=T.case_alike, supervisor="督查室", due_at=None
    ),
    "cases.supervision.log_supervision": keeps("supervise cases", code=T.case),
    "cases.supervision.end_supervision": keeps("supervise cases", code=T.case, outcome="办结"),
    "cases.supervision.supervisions_now": tells(SEE),
    "cases.sweeps.open_sweep": keeps(
        "supervise cases",
        is_whole=True,
        cut_off_on=TODAY,
        owner="督查室",
        deadline_on=TODAY + timedelta(days=9),
    ),
    "cases.sweeps.add_cases": keeps(
        "supervise cases",
        sweep=T.sweep,
        codes=lambda at: [at["case"]],
        refused=lambda made: not made.added,
        says=".",
    ),
    "cases.sweeps.end_sweep": keeps("supervise cases", is_whole=True, sweep=T.sweep),
    "cases.sweeps.list_sweeps": tells(SEE),
    "cases.sweeps.sweep_table": tells(SEE, sweep=T.sweep),
    "contacts.contacts_for": inner(),
    "deadlines.deadlines": tells(SEE),
    "deadlines.deadline_list": tells(SEE, due=Due.RESOLVE, band=Band.IN_7_DAYS),
    "deadlines.notice_list": tells(SEE, kind=next(iter(NoticeKind))),
    "escalation.escalate": keeps("raise reminders and send cases up"),
    "exports.export": tells(EXPORT, what="cases", path=_csv),
    "exports.assignments": tells(EXPORT),
    "figure_answer.answer_figures": tells(SEE, ask=_figures),
    "figure_changes.compare": tells(SEE, keys=("reported",)),
    "figure_changes.trend": tells(SEE, keys=("reported",), periods=3),
    "figure_export.export_rows": tells(EXPORT, ask=_listed),
    "figure_export.export_outside": tells(EXPORT, ask=_listed),
    "figure_export.guarded_areas": tells(SEE, ask=_listed, by="community"),
    "figure_files.write_figures": tells(EXPORT, answer=T.figures_told),
    "figure_list.figure_page": tells(SEE, ask=_listed),
    "figure_list.figure_list": tells(SEE, ask=_listed),
    "figure_list.figures_kept": tells(SEE, days=(MAY.first, MAY.last)),
    "figure_list.figure_units": tells(SEE),
    "figures.figure": tells(SEE, key="reported", area=T.street),
    "figures.figures": tells(SEE, area=T.street),
    "figures.figure_rows": tells(SEE, key="reported", side="numerator", area=T.street),
    "figures.figure_table": tells(SEE, key="reported", by="grid"),
    "figures.figure_tables": tells(SEE, keys=("reported",), by="grid"),
    "heat.legend.heat_legend": tells(SEE, ask=_heat),
    "heat.surface.kept_surface": tells(SEE, ask=_heat),
    "heat.surface.heat_surface": tells(SEE, ask=_heat),
    "heat.tiles.heat_tile": tells(SEE, ask=_heat, colours=HeatColours(*heat_inks("light"))),
    "hot_spots.categories.spots_by_category": tells(SEE, ask=_spots),
    "hot_spots.counting.ground_of": inner(),
    "hot_spots.counting.count_cases": inner(),
    "hot_spots.finding.hot_spots": tells(SEE, ask=_spots),
    "hot_spots.layers.spot_layer": tells(SEE, ask=_spots),
    "hot_spots.layers.rate_layer": tells(SEE, ask=_spots),
    "hot_spots.table.write_spots": tells(EXPORT, found=T.spots_told),
    "intake_calendar.intake_calendar": tells(SEE),
    "ledger.verify_ledger": tells("verify the ledger"),
    "ledger.ledger_end": tells("verify the ledger"),
    "ledger.case_ledger": tells(SEE, code=T.case),
    "overview.answering.who_answers": tells("ask who answers for a place"),
    "overview.glance.overview": tells(SEE),
    "overview.late.late_now": inner(),
    "overview.places.place_lines": tells(SEE),
    "overview.slide.slide_html": tells(EXPORT),
    "overview.slide_map.slide_map": inner(),
    "receipt.look_up_receipt": tells("look up a case by its number", number=T.case),
    "sheet.sheet_html": tells(SEE, code=T.case),
    "sheet_clocks.clock_part": inner(),
    "units_export.units_file": tells(EXPORT, ask=_units),
    "units_guard.guarded": inner(),
    "units_table.units_table": tells(SEE, ask=_units),
    "units_table.levels_below": tells(SEE),
    "voices.voices": tells(SEE, tag="voice", by="community"),
    "voices.first_readable": tells(SEE, tag="voice", periods=(MAY,), levels=("community",)),
    "voices.place_of": inner(),
    "voices_export.export_voices": tells(EXPORT, tag="voice", by="community"),
    "voices_growth.growth": tells(SEE, what="category"),
}
