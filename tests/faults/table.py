"""The figures of `tests.faults.run` as tables: ``python -m tests.faults.table figures.json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the tables in Markdown."""
    machine = figures["machine"]
    yield (
        f"Seed {figures['seed']}, Python {machine['python']}, SQLite {machine['sqlite']},"
        f" {machine['system']}, {machine['cores']} cores."
    )
    yield ""
    if "kills" in figures:
        yield from _kills(figures["kills"]["acts"])
    if "power" in figures:
        yield from _power(figures["power"])
    yield "| trial | tried | found |"
    yield "| --- | ---: | --- |"
    yield from _others(figures)


def _kills(acts: dict[str, Any]) -> Iterator[str]:
    yield "| killed act | kills | as before | part way | done | had answered | faults |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    columns = ("kills", "before", "between", "after", "answered", "faults")
    for name, one in acts.items():
        yield f"| {name} | " + " | ".join(str(one[column]) for column in columns) + " |"
    sums = [sum(one[column] for one in acts.values()) for column in columns]
    yield "| all | " + " | ".join(map(str, sums)) + " |"
    yield ""


def _power(ways: dict[str, Any]) -> Iterator[str]:
    yield (
        "| power cut, synchronous= | cuts | writes | flushes | cuts that lost an answered act |"
        + (" most lost | broken |")
    )
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, one in ways.items():
        yield (
            f"| {name.upper()} | {one['cuts']} | {one['writes']} | {one['flushes']} |"
            f" {one['cuts_with_an_answered_act_lost']} | {one['most_lost']} |"
            f" {len(one['faults'])} |"
        )
    yield ""


def _others(figures: dict[str, Any]) -> Iterator[str]:
    if "full_disk" in figures:
        one = figures["full_disk"]
        yield (
            f"| full disk | {one['tries']} | {one['refused']} refused in a sentence,"
            f" {one['done']} done, {len(one['faults'])} faults |"
        )
        said = "a sentence" if figures["read_only"]["said"] else "no sentence"
        unchanged = "unchanged" if figures["read_only"]["is_unchanged"] else "CHANGED"
        yield f"| read-only database | 1 | {said}, {unchanged}, still readable |"
    if "clock" in figures:
        one = figures["clock"]
        whole = "whole" if one["is_whole"] and one["numbers_without_gap"] else "BROKEN"
        yield (
            f"| clock jumps | {one['jumps']} | ledger {whole}, {len(one['refused'])} refused,"
            f" {one['clocks_due_before_they_start']} clocks due before they start,"
            f" {one['codes_given_twice']} codes given twice |"
        )


def main() -> None:
    """Write the tables of a file."""
    figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write("\n".join(lines(figures)) + "\n")


if __name__ == "__main__":
    main()
