"""The command line, for each role: `--as NAME` gets what the account may, and nothing else."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from casework.access import Role
from casework.errors import CaseworkError
from commands.viewer import ACTING_AS
from manage import app
from service.errors import ServiceError
from tests.access.matrix_district import FOREIGN, OWN
from tests.access.matrix_fixtures import Office, office
from tests.access.matrix_page import may_do
from tests.access.matrix_viewers import OF_OWN, WHOLE

__all__ = ["office"]
# Commands with the row of the page each asks for; the things of a part are put in.
COMMANDS: dict[str, tuple[str, ...]] = {
    "case show {case}": ("see cases",),
    "ledger verify": ("verify the ledger",),
    "setting publication_k 7": ("change settings",),
    "account list": ("keep accounts: who may sign in, as what",),
    "roster vacancies --from 2026-06-01 --to 2026-06-30": ("ask who answers for a place",),
    "meeting agenda {meeting}": ("see packs, meetings, decisions and promises",),
    "emergency list {emergency}": ("see which households are still to be visited",),
    "privacy show case {case} --out {folder}/case.json": (
        "hand out and erase what is kept about a household or a case",
    ),
}


ASKED = {
    f"{role.value} {scope}"
    for scope, roles in {
        OF_OWN: (Role.LEADER, Role.COORDINATOR, Role.WORKER),
        WHOLE: (Role.ADMINISTRATOR, Role.AUDITOR),
    }.items()
    for role in roles
}


def said(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str, words: str, part: str
) -> tuple[bool, str]:
    """Return whether a command was refused, and all it said."""
    monkeypatch.setenv("GEGE_DATABASE", str(office.district.store.url))
    monkeypatch.setenv(ACTING_AS, name)
    done = CliRunner().invoke(app, words.format_map(office.things[part]).split())
    refusal = done.exception
    known = (SystemExit, CaseworkError, ServiceError)
    assert refusal is None or isinstance(refusal, known), repr(refusal)
    return done.exit_code != 0, f"{done.output}{refusal or ''}"


@pytest.mark.parametrize("words", list(COMMANDS))
def test_a_command_does_what_the_account_may(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    for person in office.people:
        # A command takes half a second: some of those with a part, two with all of it.
        if str(person) not in ASKED:
            continue
        allowed = all(may_do(person.role, person.is_whole, one) for one in COMMANDS[words])
        refused, told = said(office, monkeypatch, person.viewer.name, words, OWN)
        if allowed and person.role is not Role.WORKER:
            assert not refused, (str(person), told)
        if not allowed:
            assert refused, (str(person), told)
            assert not office.district.traces(told)
        if not allowed or person.is_whole or "{" not in words:
            continue
        _is_refused, elsewhere = said(office, monkeypatch, person.viewer.name, words, FOREIGN)
        code = office.district.traces(words.format_map(office.things[FOREIGN]))
        assert office.district.traces(elsewhere) <= code, (str(person), elsewhere)
