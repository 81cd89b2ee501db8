"""A reorganisation killed midway left nothing; run again it leaves what one whole run leaves."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR
from data.store import Store
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.plan import MergeUnits, ReorganisationPlan, SplitGrid, plan_to_json
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.reorganise_town import COMMUNITIES, DAY, at, code_at, fill

ROOT = Path(__file__).parents[2]
PLAN = ReorganisationPlan(
    DAY,
    (
        SplitGrid(code_at(2, 1), ((at(1.9, 1.5), at(3.1, 1.6)),)),
        MergeUnits(tuple(COMMUNITIES[:2]), "并社区", "community"),
    ),
)
PAPER = OrderPaper("区发1号", DAY, "撤并", "区长", "hand_over")
# Kills itself, as nothing can be caught, just before it writes for the n-th time.
RUN = f"""
import os, signal, sys
from datetime import date, datetime
import sqlalchemy as sa
from casework.access import OPERATOR
from data.store import Store
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.plan import plan_from_json
store = Store(sys.argv[1])
left = [int(sys.argv[2])]
@sa.event.listens_for(store.engine, "before_cursor_execute")
def count(conn, cursor, statement, *rest):
    if statement.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE"):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
paper = OrderPaper("区发1号", date.fromisoformat({DAY.isoformat()!r}), "撤并", "区长", "hand_over")
now = datetime.fromisoformat({NOW.isoformat()!r})
approve_reorganisation(OPERATOR, store, plan_from_json(sys.argv[3]), paper, now)
"""


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill(store)
    store.engine.dispose()
    return path


@pytest.fixture(scope="module")
def whole(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, int]:
    """Return all rows after one undisturbed run, and how often it wrote."""
    path = tmp_path_factory.mktemp("whole") / "town.db"
    shutil.copy(town, path)
    store, writes = Store(str(path)), []

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def _count(_conn, _cursor, statement, *_) -> None:
        if statement.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.append(statement)

    approve_reorganisation(OPERATOR, store, PLAN, PAPER, NOW)
    return everything(store), len(writes)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 1.0])
def test_all_of_it_or_nothing(town: Path, whole: tuple[dict, int], share: float, tmp_path) -> None:
    path = tmp_path / "town.db"
    shutil.copy(town, path)
    after, writes = whole
    assert writes > 10
    before = everything(Store(str(town)))
    stop = min(int(writes * share), writes - 1)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(stop), plan_to_json(PLAN)], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    store = Store(str(path))
    assert everything(store) == before
    approve_reorganisation(OPERATOR, store, PLAN, PAPER, NOW)
    assert everything(store) == after
