"""The command line of supervision, sweeps, errands, mediation, referrals and duplicates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.errors import CaseworkError
from casework.request import RequestKind
from commands.supervision import app
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from tests.service.matters import LITTER, found_district, matter

ROOT = Path(__file__).parents[1]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    path = str(tmp_path / "district.db")
    monkeypatch.setenv("GEGE_DATABASE", path)
    made = open_store()
    migrate(made)
    found_district(made)
    yield made


def run(*words: str, code: int = 0):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if done.stdout.strip() and code in (0, 2) else None


def test_a_supervision_from_filing_to_its_figure(store) -> None:
    code = matter(store, now=now())
    due = (now() + timedelta(days=9)).strftime("%Y-%m-%d %H:%M")
    filed = run("supervise", "open", code, "王督查", "--reason", "群众反映", "--due", due)
    assert filed == {"filing_no": f"督〔{today().year}〕0001"}
    run("supervise", "log", code, "已到现场")
    run("supervise", "end", code, "已办结")
    listed = run("supervise", "list")
    assert listed["on_time"] == "1 / 1"
    assert listed["supervisions"][0]["state"] == "ended_on_time"
    with pytest.raises(ServiceError):
        run("supervise", "end", code, "再次")


def test_a_time_on_the_command_line_is_the_office_s(store) -> None:
    code = matter(store, now=now())
    run("supervise", "open", code, "王", "--reason", "r", "--due", "2099-01-01 08:00")
    (row,) = run("supervise", "list")["supervisions"]
    assert row["due_at"].startswith("2099-01-01 00:00")


def test_a_sweep_from_opening_to_its_table(store) -> None:
    code, day = matter(store, now=now()), today().isoformat()
    run("sweep", "open", "汛前排查", "应急办", "--cut-off", day, "--deadline", "2099-01-01")
    assert run("sweep", "add", "汛前排查", "没有", code=2)["added"] == []
    assert run("sweep", "add", "汛前排查", code, "没有")["added"] == [code]
    run("sweep", "end", "汛前排查")
    assert [row["found"] for row in run("sweep", "table", "汛前排查")] == [1, 1]


def test_an_errand_a_mediation_and_a_referral(store) -> None:
    errand = matter(store, kind=RequestKind.AGENT_SERVICE, now=now())
    run("steps", "set", errand, "取材料", "送窗口")
    assert run("steps", "check", errand, "2", "--by", "李")[1]["done_by"] == "李"
    assert run("steps", "check", errand, "2", "--undo")[1]["done_by"] is None
    dispute = matter(store, category="劳动争议调解", now=now())
    run("mediate", "open", dispute, "老周")
    run("mediate", "end", dispute, "agreed")
    number = run("refer", "open", dispute, "临时救助")["referral"]
    run("refer", "end", dispute, str(number), "granted")
    with pytest.raises(ServiceError):
        run("mediate", "open", errand, "老周")


def test_duplicates_are_listed_and_merged_as_they_were_seen(store) -> None:
    one, other = (matter(store, category=LITTER, now=now()) for _ in range(2))
    (pair,) = run("duplicates", "list")
    assert (pair["code"], pair["into_code"]) == (other, one)
    assert pair["sentence"]
    versions = ("--version", str(pair["version"]), "--into-version", str(pair["into_version"]))
    assert run("duplicates", "merge", other, one, *versions)["report_count"] == 2
    with pytest.raises((ServiceError, CaseworkError)):
        run("duplicates", "merge", other, one, *versions)
    assert run("duplicates", "list") == []


def test_a_refusal_is_one_sentence_and_exit_code_2(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "supervise", "end", "没有", "x"],
        env=os.environ | {"GEGE_DATABASE": str(tmp_path / "a.db")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
