"""A change between two periods in words: how it is told, and whether it may be chance."""

from __future__ import annotations

import math

from casework.sentence import Sentence


def amount_said(size: float, way: float, digits: int) -> Sentence:
    """Return by how much it is more or fewer; the size without its sign, `way` above zero: more."""
    shown = f"{abs(size):,.{digits}f}"
    return Sentence("{n} more", n=shown) if way > 0 else Sentence("{n} fewer", n=shown)


def range_said(low: float, high: float, way: float, digits: int) -> Sentence:
    """Return between how much and how much it is more or fewer."""
    shown = [f"{one:,.{digits}f}" for one in (low, high)]
    if shown[0] == shown[1]:
        return amount_said(high, way, digits)
    if way > 0:
        return Sentence("{low} to {high} more", low=shown[0], high=shown[1])
    return Sentence("{low} to {high} fewer", low=shown[0], high=shown[1])


def change_said(
    second: tuple[Sentence | str, Sentence],
    first: tuple[Sentence | str, Sentence],
    change: float,
    digits: int,
    *,
    is_apart: bool,
) -> Sentence:
    """Return both values, each with the name of its period, the change, and if it may be chance."""
    said = {"now": second[0], "second": second[1], "before": first[0], "first": first[1]}
    if math.isnan(change):
        return Sentence("{now} in {second}, {before} in {first}", **said)
    if round(change, digits) == 0:
        return Sentence("{now} in {second}, {before} in {first}: no change", **said)
    said["change"] = amount_said(change, change, digits)
    if is_apart:
        return Sentence("{now} in {second}, {before} in {first}: {change}, beyond chance", **said)
    return Sentence("{now} in {second}, {before} in {first}: {change}, may be chance", **said)
