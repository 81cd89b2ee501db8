"""Figures of what people were told and what they answered, and of supervision and mediation."""

from __future__ import annotations

from typing import Final

from casework import conditions as when
from casework.case_status import CaseStatus
from casework.columns import Columns, Flag
from casework.indicator import Indicator, Sheet, Window
from casework.sentence import Sentence, Term
from casework.tier import Tier

_NANCHANG: Final = "南昌分层级办理: 街道乡镇 5 日, 县区 15 日内告知进展"
_THREE: Final = "接诉即办三率 (名称与分母为常用说法, 未见原文)"


def _is_settled(row: Columns, _: Window) -> Flag:
    return row["status"].is_in((CaseStatus.CLOSED, CaseStatus.VISITED_BACK)) & row[
        "is_closing_forced"
    ].equals(False)


def _told(key: str, name: Term, chinese: str, tier: Tier | None, formula: Sentence) -> Indicator:
    return Indicator(
        key=key,
        name=name,
        chinese=chinese,
        better="more",
        formula=formula,
        source=_NANCHANG,
        sheet=Sheet.CLOCKS,
        belongs="due_at",
        about=when.clock("reply", tier),
        stays=when.clock_stays,
        counts=when.is_met_on_time,
        excluded=when.CLOCK_OUT,
        is_local=True,
        is_on_time=True,
    )


ASKING: Final = (
    _told(
        "told_on_time",
        Term("told about progress on time"),
        "按时告知率",
        None,
        Sentence("told on time / telling fell due in the period"),
    ),
    _told(
        "told_on_time_street",
        Term("told on time, street level"),
        "街道乡镇按时告知率",
        Tier.STREET,
        Sentence("told on time by the street / telling fell due there in the period"),
    ),
    _told(
        "told_on_time_county",
        Term("told on time, county level"),
        "县区按时告知率",
        Tier.COUNTY,
        Sentence("told on time by the county / telling fell due there in the period"),
    ),
    Indicator(
        key="responded",
        name=Term("answered"),
        chinese="响应率",
        better="more",
        formula=Sentence("answered / visited back in the period"),
        source=_THREE,
        sheet=Sheet.VISITED,
        belongs="visited_at",
        stays=when.is_real,
        counts=lambda row, window: row["replied_at"] <= window.as_of,
        excluded=when.DONE_WITH_OUT,
        is_local=True,
    ),
    Indicator(
        key="resolved",
        name=Term("resolved"),
        chinese="解决率",
        better="more",
        formula=Sentence("closed after a check that was passed / visited back in the period"),
        source=_THREE,
        sheet=Sheet.VISITED,
        belongs="visited_at",
        stays=when.is_real,
        counts=_is_settled,
        excluded=when.DONE_WITH_OUT,
        is_local=True,
    ),
    Indicator(
        key="satisfied",
        name=Term("satisfied"),
        chinese="满意率",
        better="more",
        formula=Sentence("satisfied / visited back in the period"),
        source=_THREE,
        sheet=Sheet.VISITED,
        belongs="visited_at",
        stays=when.is_real,
        counts=lambda row, _: row["satisfaction"].equals("yes"),
        excluded=when.DONE_WITH_OUT,
        is_local=True,
    ),
    Indicator(
        key="satisfied_of_answers",
        name=Term("satisfied of those who answered"),
        chinese="回访满意率",
        better="more",
        formula=Sentence("satisfied / answered yes or no when visited back in the period"),
        source="连云港12345 2020-09 (95.38%, 只公布比率)",
        sheet=Sheet.VISITED,
        belongs="visited_at",
        stays=lambda row, window: (
            when.is_real(row, window) & row["satisfaction"].is_in(("yes", "no"))
        ),
        counts=lambda row, _: row["satisfaction"].equals("yes"),
        excluded=(*when.DONE_WITH_OUT, Sentence("visits without an answer")),
        is_local=True,
    ),
)

OVERSEEING: Final = (
    Indicator(
        key="supervised_on_time",
        name=Term("supervised cases settled on time"),
        chinese="督办按期办结率",
        better="more",
        formula=Sentence("ended on time / supervision fell due in the period"),
        source="督查督办: 全程监控、跟踪管理、及时反馈",
        sheet=Sheet.SUPERVISIONS,
        belongs="due_at",
        stays=when.is_real,
        counts=lambda row, window: (
            (row["ended_at"] <= window.as_of) & (row["ended_at"] <= row["due_at"])
        ),
        excluded=(*when.DONE_WITH_OUT, Sentence("supervision without a due time")),
        is_local=True,
        is_on_time=True,
    ),
    Indicator(
        key="mediation_agreed",
        name=Term("mediation with an agreement"),
        chinese="调解成功率",
        better="more",
        formula=Sentence("agreement reached / mediation ended in the period"),
        source="大调解",
        sheet=Sheet.MEDIATIONS,
        belongs="ended_at",
        stays=lambda row, window: (
            when.is_real(row, window) & row["outcome"].is_in(("agreed", "not_agreed"))
        ),
        counts=lambda row, _: row["outcome"].equals("agreed"),
        excluded=(*when.DONE_WITH_OUT, Sentence("mediation that was withdrawn")),
        is_local=True,
    ),
)
