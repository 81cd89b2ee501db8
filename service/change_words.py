"""A change between two periods in words: how it is told, and whether it may be chance."""

from __future__ import annotations

import math

from casework.indicator import Form
from casework.sentence import Sentence
from service.period_scale import Scale


def amount_said(size: float, way: float, scale: Scale) -> Sentence:
    """Return by how much it is more or fewer: more where `way` is above zero; shares in points."""
    shown = f"{abs(size):,.{scale.digits}f}"
    if scale.form is Form.SHARE and way > 0:
        return Sentence("{n} points more", n=shown)
    if scale.form is Form.SHARE:
        return Sentence("{n} points less", n=shown)
    return Sentence("{n} more", n=shown) if way > 0 else Sentence("{n} fewer", n=shown)


def range_said(low: float, high: float, way: float, scale: Scale) -> Sentence:
    """Return between how much and how much it is more or fewer."""
    shown = [f"{one:,.{scale.digits}f}" for one in (low, high)]
    if shown[0] == shown[1]:
        return amount_said(high, way, scale)
    if way > 0:
        return Sentence("{low} to {high} more", low=shown[0], high=shown[1])
    return Sentence("{low} to {high} fewer", low=shown[0], high=shown[1])


def change_said(
    second: tuple[Sentence | str, Sentence],
    first: tuple[Sentence | str, Sentence],
    change: float,
    scale: Scale,
    *,
    is_apart: bool,
) -> Sentence:
    """Return both values, each with the name of its period, the change, and if it may be chance."""
    said = {"now": second[0], "second": second[1], "before": first[0], "first": first[1]}
    if math.isnan(change):
        return Sentence("{now} in {second}, {before} in {first}", **said)
    if round(change, scale.digits) == 0:
        return Sentence("{now} in {second}, {before} in {first}: no change", **said)
    said["change"] = amount_said(change, change, scale)
    if is_apart:
        return Sentence("{now} in {second}, {before} in {first}: {change}, beyond chance", **said)
    return Sentence("{now} in {second}, {before} in {first}: {change}, may be chance", **said)
