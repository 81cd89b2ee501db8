"""One act, asked by one person about the things of one part: what comes of it."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import service
from casework import access
from casework.access import Role
from casework.errors import CaseworkError
from data.errors import DataError
from service.errors import ServiceError
from tests.access.matrix_act import Act, At, arguments
from tests.access.matrix_acts_cases import ACTS as OF_CASES
from tests.access.matrix_acts_map import ACTS as OF_THE_MAP
from tests.access.matrix_acts_office import ACTS as OF_THE_OFFICE
from tests.access.matrix_acts_street import ACTS as ON_THE_STREET
from tests.access.matrix_district import FOREIGN, OWN, District
from tests.access.matrix_page import may_do
from tests.access.matrix_told import told
from tests.access.matrix_viewers import OF_FOREIGN, OF_OWN, WHOLE, Person

ACTS: dict[str, Act] = OF_CASES | OF_THE_MAP | ON_THE_STREET | OF_THE_OFFICE
# What may says of a role and of a part; what it says of a thing elsewhere is `ELSEWHERE`.
DENIED, ELSEWHERE, DONE, SAID, BROKE = "denied", "elsewhere", "done", "said", "broke"


@dataclass(frozen=True)
class Outcome:
    """What came of it, in a word, with the sentence or the error, and what was read of others."""

    kind: str
    sentence: str = ""
    traces: frozenset[str] = frozenset()

    def without(self, own_words: set[str]) -> Outcome:
        """Return it without what was said by the one who asked."""
        return replace(self, traces=self.traces - own_words)


@functools.cache
def found_acts() -> dict[str, Callable[..., Any]]:
    """Return every public function of the service that takes a viewer first, by its name."""
    found = {}
    for module in pkgutil.walk_packages(service.__path__, "service."):
        holder = importlib.import_module(module.name)
        for name, one in vars(holder).items():
            if name.startswith("_") or not inspect.isfunction(one) or one.__module__ != module.name:
                continue
            if next(iter(inspect.signature(one).parameters), "") == "viewer":
                found[f"{module.name.removeprefix('service.')}.{name}"] = one
    return found


def is_allowed(person: Person, act: Act) -> bool:
    """Return what the page says of a person and an act."""
    if act.is_whole and not person.is_whole:
        return False
    each = [may_do(person.role, person.is_whole, action) for action in act.asks]
    return any(each) if act.any_of else all(each)


class _Undone(Exception):
    """Ends a transaction that is not to stand."""


class _Reached(Exception):
    """The act has asked what it asks and goes to the database."""


class _Closed:
    """A database nobody gets into."""

    def __getattr__(self, name: str) -> Any:
        raise _Reached


def ask(district: District, name: str, person: Person, at: At) -> Outcome:
    """Return what comes of it when a person asks for an act about the things of a part."""
    act, function = ACTS[name], found_acts()[name]
    given = arguments(function, act, district.store, at)
    call = functools.partial(function, person.viewer, **given)
    # What he asked with himself may be named again.
    own_words = district.traces(told(given))
    if not act.keeps:
        return _outcome(district, act, call).without(own_words)
    found: list[Outcome] = []
    try:
        with district.store.begin():
            found.append(_outcome(district, act, call))
            raise _Undone
    except _Undone:
        return found[0].without(own_words)


def is_denied_at_once(name: str, person: Person, at: At) -> bool:
    """Return whether the rule denies an act before it opens the database."""
    function = found_acts()[name]
    closed: Any = _Closed()
    try:
        function(person.viewer, **arguments(function, ACTS[name], closed, at))
    except CaseworkError as refusal:
        return _kind_of(refusal) == DENIED
    except Exception:  # noqa: BLE001
        return False
    return False


def _outcome(district: District, act: Act, call: Callable[[], Any]) -> Outcome:
    try:
        given = call()
        # A generator has done nothing before it is asked.
        given = list(given) if isinstance(given, Iterator) else given
    except (CaseworkError, ServiceError, DataError) as refusal:
        said = str(refusal)
        return Outcome(_kind_of(refusal), said, frozenset(district.traces(said)))
    except Exception as error:  # noqa: BLE001
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
        return Outcome(BROKE, said)
    traces = frozenset(district.traces(told(given)))
    if act.refused is not None and act.refused(given):
        return Outcome(SAID, str(given)[:200], traces)
    return Outcome(DONE, "", traces)


def _kind_of(refusal: Exception) -> str:
    """Return whether the rule of access refused, or the act itself."""
    frame = traceback.extract_tb(refusal.__traceback__)[-1]
    if frame.filename != access.__file__:
        return SAID
    return ELSEWHERE if "elsewhere" in getattr(refusal, "msgid", "") else DENIED


@dataclass(frozen=True)
class Row:
    """One question and whether it was answered as the page says."""

    act: str
    person: str
    part: str
    wanted: str
    fault: str = ""


def judged(name: str, person: Person, part: str, found: Outcome) -> Row:
    """Return a question beside what the page wants of it.

    Whoever is not allowed is denied by the rule itself.  Whoever is allowed gets it done where he
    sees; elsewhere nothing is changed, and nothing of that part is told.
    """
    act = ACTS[name]
    row = functools.partial(Row, name, str(person), part)
    if not is_allowed(person, act):
        is_hidden = (not person.sees(part) or person.role is Role.WORKER) and found.kind in (
            SAID,
            ELSEWHERE,
        )
        fault = (
            ""
            if found.kind == DENIED or is_hidden
            else f"not denied: {found.kind} {found.sentence}"
        )
        return row("denied", fault)
    traces = sorted(found.traces)
    if person.scope == OF_OWN and traces:
        return row("without traces", f"tells {', '.join(traces[:6])} {found.sentence}")
    if person.sees(part):
        # A street is more than a grid worker's own grids.
        is_wider = person.role is Role.WORKER and found.kind in (SAID, ELSEWHERE)
        is_right = found.kind == DONE or (found.kind == SAID and act.says) or is_wider
        return row("done", "" if is_right else f"not done: {found.kind} {found.sentence}")
    usual = (SAID, ELSEWHERE) if act.keeps else (SAID, ELSEWHERE, DONE)
    is_right = found.kind in usual or act.is_everywhere
    return row("elsewhere", "" if is_right else f"done elsewhere: {found.kind} {found.sentence}")


def matrix(
    district: District, people: list[Person], at: Mapping[str, At], *, is_full: bool = False
) -> Iterator[Row]:
    """Give every question of roles, parts and acts.

    Parameters
    ----------
    at
        The things by part.
    is_full
        Whether each allowed role runs each act to its end, in every part; else one role with a part
        does, a different one from act to act, and a grid worker always; the others are asked up
        to the door of the database.
    """
    for number, (name, act) in enumerate(ACTS.items()):
        if act.is_inner:
            continue
        chosen = set(_chosen(people, act, number)) if not is_full else {str(one) for one in people}
        for person in people:
            for part in (OWN, FOREIGN):
                allowed = is_allowed(person, act)
                # To whoever sees everything the second street is one more of his own.
                is_more = part == FOREIGN and person.is_whole and not is_full
                if is_more or (part == FOREIGN and (not allowed or person.scope == OF_FOREIGN)):
                    continue
                is_deep = is_full or str(person) in chosen
                if not is_deep or not allowed:
                    is_denied = is_denied_at_once(name, person, at[part])
                    if is_denied != allowed:
                        yield Row(name, str(person), part, "asked")
                        continue
                yield judged(name, person, part, ask(district, name, person, at[part]))


def _chosen(people: list[Person], act: Act, number: int) -> Iterator[str]:
    is_of_parts = any(one.scope == OF_OWN and is_allowed(one, act) for one in people)
    scopes = [OF_OWN] if is_of_parts else [WHOLE]
    for scope in (*scopes, OF_FOREIGN) if act.keeps else scopes:
        able = [one for one in people if one.scope == scope and is_allowed(one, act)]
        if able:
            yield str(able[number % len(able)])
            yield from (str(one) for one in able if one.role is Role.WORKER and scope == OF_OWN)
