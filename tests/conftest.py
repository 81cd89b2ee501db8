"""In CI a skipped test is a failure: what was not run there was run nowhere."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

_skips = pytest.StashKey[list[str]]()


# A busy machine is no fault; in CI the examples are the same in every run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("ci" if _is_ci() else "here")
    config.stash[_skips] = []


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


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _is_ci() and session.config.stash[_skips] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if _is_ci() and config.stash[_skips]:
        terminalreporter.section("skipped, which CI does not allow", red=True)
        for line in config.stash[_skips]:
            terminalreporter.line(line)
