"""In CI a skipped test is a failure: what was not run there was run nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from casework.access import DEMONSTRATION_COORDINATOR
from casework.access_entry import Door
from data.access_log import DOOR
from service.identity import asking
from service.identity.asking import Asker

# Tests that are about something else are asked by the demonstration's coordinator; tests/access
# puts the real rule back.
COORDINATOR = Asker(DEMONSTRATION_COORDINATOR, None, "test", name=DEMONSTRATION_COORDINATOR.name)
_skips = pytest.StashKey[list[str]]()


# A busy machine is no fault; in CI the examples are the same in every run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("ci" if _is_ci() else "here")
    config.stash[_skips] = []


@pytest.fixture(scope="session", autouse=True)
def _everybody_is_the_coordinator() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "asker_of", lambda _store, _cookies, _now: COORDINATOR)
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_door_is_left_open() -> Iterator[None]:
    """What an earlier file came in by is not noted of this one's acts."""
    mark = DOOR.set(Door.PROGRAM)
    yield
    DOOR.reset(mark)


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        item.config.stash[_skips].append(f"{report.nodeid}: {_reason(report)}")


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = (yield).get_result()
    if report.skipped:
        collector.config.stash[_skips].append(f"{report.nodeid}: {_reason(report)}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of its own has skipped (pytest-xdist)."""
    node.config.stash[_skips] += getattr(node, "workeroutput", {}).get("gege_skips", [])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["gege_skips"] = session.config.stash[_skips]
        return
    if _is_ci() and session.config.stash[_skips] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if _is_ci() and config.stash[_skips]:
        terminalreporter.section("skipped, which CI does not allow", red=True)
        for line in config.stash[_skips]:
            terminalreporter.line(line)
