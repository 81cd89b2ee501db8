"""Acts killed at moments drawn from their own length."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.acts import (
    ACTS,
    State,
    close_all,
    copy_folder,
    faults_in,
    state_of,
    twice_raised,
)
from tests.faults.process import Actor


@dataclass(frozen=True)
class Ground:
    """What an act begins with, the states before and after it, and its length in seconds."""

    folder: Path
    before: State
    after: State
    seconds: float


@dataclass(frozen=True)
class Kill:
    """One kill: of which act, when (seconds), whether it had answered, what was found."""

    act: str
    moment: float
    is_answered: bool
    found: str
    faults: tuple[str, ...]


def lay_ground(act: str, folder: Path) -> Ground:
    """Return an act made ready, and measured once by a process of its own."""
    begun = folder / act / "begun"
    begun.mkdir(parents=True)
    ACTS[act].prepare(begun)
    close_all(begun)
    before = state_of(begun)
    done = copy_folder(begun, folder / act / "done")
    actor = Actor(done, act)
    actor.wait_ready()
    start = time.monotonic()
    actor.go()
    word = actor.answer()
    seconds = time.monotonic() - start
    actor.end()
    if word[0] != "done":
        raise RuntimeError(f"{act}: {word}")
    if faults := faults_in(done):
        raise RuntimeError(f"{act}: {faults}")
    return Ground(begun, before, state_of(done), seconds)


def kill_at_moments(
    acts: list[str], count: int, seed: int, folder: Path
) -> Iterator[tuple[Kill, int]]:
    """Yield what each kill left, and how many there are in all; the acts take turns."""
    chance = random.Random(seed)
    grounds = {act: lay_ground(act, folder) for act in acts}
    turns = [acts[number % len(acts)] for number in range(count)]
    waiting: Actor | None = None
    for number, act in enumerate(turns):
        actor = waiting or _stand_by(grounds[act], act, folder, number)
        waiting = None
        actor.wait_ready()
        moment = chance.uniform(0, grounds[act].seconds)
        is_answered = _kill(actor, moment)
        if number + 1 < count:
            # The next process loads its modules while this one's leavings are looked at.
            waiting = _stand_by(grounds[turns[number + 1]], turns[number + 1], folder, number + 1)
        place = folder / f"try{number % 2}"
        yield _looked_at(act, grounds[act], place, moment, is_answered=is_answered), count


def _stand_by(ground: Ground, act: str, folder: Path, number: int) -> Actor:
    return Actor(copy_folder(ground.folder, folder / f"try{number % 2}"), act)


def _kill(actor: Actor, moment: float) -> bool:
    """Let it go, kill it after so many seconds; return whether it had answered."""
    actor.go()
    time.sleep(moment)
    actor.process.kill()
    answered = actor.answer()[0] == "done"
    actor.end()
    return answered


def _looked_at(act: str, ground: Ground, folder: Path, moment: float, *, is_answered: bool) -> Kill:
    faults, found = [], "unreadable"
    try:
        faults = faults_in(folder)
        found = _found(state_of(folder), ground)
        if found == "between" and ACTS[act].is_one:
            faults.append("a half act")
        if is_answered and found != "after" and ground.before != ground.after:
            faults.append("an answered act is lost")
        faults += _done_again(act, ground, folder, found)
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        faults.append(f"{type(error).__name__}: {error}"[:300])
    return Kill(act, round(moment, 4), is_answered, found, tuple(faults))


def _found(state: State, ground: Ground) -> str:
    if state == ground.before:
        return "before"
    return "after" if state == ground.after else "between"


def _done_again(act: str, ground: Ground, folder: Path, found: str) -> list[str]:
    """Do the act once more where it was not done, and look at the end."""
    faults = []
    if found != "after" or ground.before == ground.after:
        ACTS[act].do(folder)
        if state_of(folder) != ground.after:
            faults.append("done again, it is not what it should be")
        faults += faults_in(folder)
    if act == "escalation" and (count := twice_raised(folder)):
        faults.append(f"{count} notices were raised twice")
    if left := [path.name for path in folder.iterdir() if ".part" in path.name]:
        faults.append(f"left behind: {left}"[:100])
    return faults


def summary(kills: list[Kill]) -> dict[str, Any]:
    """Return the figures of each act."""
    acts: dict[str, Any] = {}
    for kill in kills:
        one = acts.setdefault(
            kill.act,
            {"kills": 0, "before": 0, "between": 0, "after": 0, "answered": 0, "faults": 0},
        )
        one["kills"] += 1
        if kill.found in one:
            one[kill.found] += 1
        one["answered"] += kill.is_answered
        one["faults"] += bool(kill.faults)
    return {"acts": acts, "findings": [asdict(kill) for kill in kills if kill.faults]}
