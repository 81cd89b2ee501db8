"""Figures of home visits, contact points, rounds and spot checks."""

from __future__ import annotations

from typing import Final

from casework.indicator import Form, Sheet, WorkFigure
from casework.sentence import Sentence, Term

_VISITS: Final = "普遍走访: 民情家访 (南昌); 走访率 (无公式)"
_CONTACT: Final = "领导干部定点联系: 每月至少一次 (2012-05), 提前一天公告"
_ROOMS: Final = "南昌: 1157 个村、445 个社区均设民情家访接待室"
_ROUNDS: Final = "环境卫生巡查, 整改反馈 (无公式)"
_CHECKS: Final = "明察暗访、督查通报 (无公式)"

_VOID_OUT: Final = Sentence("visits made void")
_EMPTY_OUT: Final = Sentence("homes that stood empty on the last day looked at")

VISITING: Final = (
    WorkFigure(
        key="visit_coverage",
        name=Term("households met"),
        chinese="走访覆盖率",
        better="more",
        formula=Sentence(
            "households met at least once in the period / households living there on its last day"
        ),
        source=_VISITS,
        sheet=Sheet.HOMES,
        adds="met",
        of="occupied",
        excluded=(
            _EMPTY_OUT,
            _VOID_OUT,
            Sentence("households that declined count as not met, without blame"),
        ),
        is_local=True,
    ),
    WorkFigure(
        key="needs_told_per_1000",
        name=Term("needs told per 1,000 households met"),
        chinese="每千户走访诉求",
        formula=Sentence(
            "wishes told on visits in the period, each of the nine once per household /"
            " households met x 1,000"
        ),
        source="民情家访: 九盼",
        sheet=Sheet.HOMES,
        adds="needs",
        of="met",
        excluded=(
            Sentence("needs for which there is no consent to note them"),
            _EMPTY_OUT,
            _VOID_OUT,
        ),
        form=Form.PER_THOUSAND,
        is_local=True,
    ),
)

CONTACTING: Final = (
    WorkFigure(
        key="contact_duties_met",
        name=Term("contact duties met"),
        chinese="定点联系到位率",
        better="more",
        formula=Sentence("turns in which the holder came / turns that fell due in the period"),
        source=_CONTACT,
        sheet=Sheet.SESSIONS,
        adds="met",
        of="due",
        excluded=(Sentence("turns whose last day has not come yet"),),
        is_local=True,
    ),
    WorkFigure(
        key="notices_valid",
        name=Term("sessions with valid notice"),
        chinese="提前公告率",
        better="more",
        formula=Sentence(
            "sessions with a notice posted at least one day before / sessions held in the period"
        ),
        source=_CONTACT,
        sheet=Sheet.SESSIONS,
        adds="announced",
        of="held",
        excluded=(Sentence("sessions that were planned only, or cancelled"),),
        is_local=True,
    ),
    WorkFigure(
        key="units_with_room",
        name=Term("units with a room where people are received"),
        chinese="接待室覆盖率",
        better="more",
        formula=Sentence("units with a room / units of the level that is to have one"),
        source=_ROOMS,
        sheet=Sheet.ROOMS,
        adds="with_room",
        of="units",
        excluded=(Sentence("rooms that are not in use on the last day looked at"),),
        is_local=True,
        is_stock=True,
    ),
)

CHECKING: Final = (
    WorkFigure(
        key="rounds_checked",
        name=Term("round points passed when due"),
        chinese="巡查到位率",
        better="more",
        formula=Sentence(
            "times a point was checked when it was due / times points fell due in the period"
        ),
        source=_ROUNDS,
        sheet=Sheet.ROUNDS,
        adds="checked",
        of="due",
        excluded=(
            Sentence("points out of use"),
            Sentence("times that are not over yet and not checked"),
            Sentence("checks made void"),
        ),
        is_local=True,
    ),
    WorkFigure(
        key="rounds_rectified",
        name=Term("failures put right"),
        chinese="巡查问题整改率",
        better="more",
        formula=Sentence("failures put right / failures found in the period"),
        source=_ROUNDS,
        sheet=Sheet.ROUNDS,
        adds="rectified",
        of="failed",
        excluded=(Sentence("checks made void"),),
        is_local=True,
    ),
    WorkFigure(
        key="spot_checks_done",
        name=Term("spot checks done"),
        chinese="抽查完成率",
        better="more",
        formula=Sentence("checked / drawn in the period"),
        source=_CHECKS,
        sheet=Sheet.DRAWN,
        adds="checked",
        of="drawn",
        excluded=(Sentence("draws that are announced and not made yet"),),
        is_local=True,
    ),
    WorkFigure(
        key="places_staffed",
        name=Term("places staffed when checked"),
        chinese="在岗率",
        better="more",
        formula=Sentence(
            "places that were staffed / places checked for it, of those drawn in the period"
        ),
        source=_CHECKS,
        sheet=Sheet.DRAWN,
        adds="staffed",
        of="staff_checked",
        excluded=(Sentence("checks in which it was not asked"),),
        is_local=True,
    ),
    WorkFigure(
        key="problems_rectified",
        name=Term("problems put right"),
        chinese="抽查问题整改率",
        better="more",
        formula=Sentence("problems put right / problems found, of what was drawn in the period"),
        source=_CHECKS,
        sheet=Sheet.DRAWN,
        adds="rectified",
        of="problems",
        excluded=(Sentence("checks without a problem"),),
        is_local=True,
    ),
)

# By key, in the order in which they are shown.
WORK_FIGURES: Final[dict[str, WorkFigure]] = {
    one.key: one for one in (*VISITING, *CONTACTING, *CHECKING)
}
