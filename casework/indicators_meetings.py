"""Figures of what was decided, promised, resolved and built."""

from __future__ import annotations

from typing import Final

from casework.indicator import Form, Sheet, WorkFigure
from casework.sentence import Sentence, Term

_MEETINGS: Final = "联席会议、调度会: 议定事项督办 (无公式)"
_PROMISES: Final = "说到做到: 承诺台账 (无公式)"
_RESOLUTIONS: Final = "村民会议、居民会议决议落实 (无公式)"
_WORKS: Final = "民生实事: 1371 个村全覆盖 (无公式)"

_NOT_DUE: Final = Sentence("what is not due yet on the last day looked at")
_DROPPED_IN_TIME: Final = Sentence("what was given up on or before its due day, with a reason")
_IN_FORCE: Final = Sentence("where the due day was moved, the one in force counts")

MEETING: Final = (
    WorkFigure(
        key="decisions_done",
        name=Term("decisions carried out"),
        chinese="议定事项办结率",
        better="more",
        formula=Sentence("decisions done, also late / decisions that fell due in the period"),
        source=_MEETINGS,
        sheet=Sheet.DECISIONS,
        adds="done",
        of="due",
        excluded=(_NOT_DUE, _DROPPED_IN_TIME, _IN_FORCE),
        is_local=True,
    ),
    WorkFigure(
        key="promises_kept",
        name=Term("promises kept"),
        chinese="承诺兑现率",
        better="more",
        formula=Sentence(
            "promises done on or before their due day / promises that fell due in the period"
        ),
        source=_PROMISES,
        sheet=Sheet.PROMISES,
        adds="kept",
        of="due",
        excluded=(_NOT_DUE, Sentence("nothing else: what was given up counts as not kept")),
        is_local=True,
    ),
    WorkFigure(
        key="resolutions_done",
        name=Term("resolutions of assemblies carried out"),
        chinese="村居决议办结率",
        better="more",
        formula=Sentence("resolutions done, also late / resolutions that fell due in the period"),
        source=_RESOLUTIONS,
        sheet=Sheet.RESOLUTIONS,
        adds="done",
        of="due",
        excluded=(_NOT_DUE, _DROPPED_IN_TIME, Sentence("resolutions without a due day")),
        is_local=True,
    ),
    WorkFigure(
        key="projects_done",
        name=Term("public works done"),
        chinese="民生实事办结率",
        better="more",
        formula=Sentence("public works done, also late / public works that fell due in the period"),
        source=_WORKS,
        sheet=Sheet.PROJECTS,
        adds="done",
        of="due",
        excluded=(_NOT_DUE, Sentence("nothing else: what was given up counts as not done")),
        is_local=True,
    ),
    WorkFigure(
        key="areas_reached",
        name=Term("areas reached by public works"),
        chinese="民生实事覆盖率",
        better="more",
        formula=Sentence(
            "areas reached by the last day looked at / areas that the works under way in the"
            " period are to reach"
        ),
        source=_WORKS,
        sheet=Sheet.PROJECT_AREAS,
        adds="reached",
        of="areas",
        excluded=(
            Sentence("works that were done or given up before the period"),
            Sentence("works that are to reach no list of areas"),
        ),
        is_local=True,
    ),
    WorkFigure(
        key="cases_settled_at_source",
        name=Term("cases settled at the source"),
        chinese="源头化解案件数",
        formula=Sentence("cases that a public work closed in the period"),
        source=_WORKS,
        sheet=Sheet.PROJECT_CASES,
        adds="closed",
        of="closed",
        excluded=(
            Sentence("cases that were closed in another way"),
            Sentence("cases that are void"),
        ),
        form=Form.COUNT,
        is_local=True,
    ),
)

# By key, in the order in which they are shown.
MEETING_FIGURES: Final[dict[str, WorkFigure]] = {one.key: one for one in MEETING}
