"""Operations on units, done on a copy of the district; everything below a unit follows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from casework.sentence import Sentence, Term
from geo.reshape import reading_order
from service.cases.noting import in_words
from service.errors import ServiceError
from service.reorganise.district import LEVELS, District, Unit, ground_of
from service.reorganise.plan import ExtractUnit, MergeUnits, MoveUnit, SplitUnit


def move_unit(district: District, asked: MoveUnit) -> None:
    """Put a unit under another parent."""
    unit, parent = district.unit(asked.code), district.unit(asked.to_parent)
    if unit.parent == parent.code:
        raise ServiceError(
            "{code} belongs to {parent} already: choose another parent.",
            code=unit.code,
            parent=parent.code,
        )
    _refuse_level(unit.level, parent)
    adopt_units(district, [unit.code], parent.code)


def merge_units(district: District, asked: MergeUnits) -> None:
    """Make one unit of several, with all that lies below them."""
    codes = tuple(dict.fromkeys(asked.codes))
    units = [district.unit(code) for code in codes]
    if len(units) < 2:  # noqa: PLR2004
        raise ServiceError("One unit alone cannot be merged: choose at least two.")
    strange = [unit.code for unit in units if unit.level != asked.level]
    if strange:
        raise ServiceError(
            "{codes} is no {level}: merge units of one level.",
            codes=", ".join(strange),
            level=Term(asked.level),
        )
    name = in_words(asked.into_name, Term("name"))
    parent = _parent_of(district, units, asked)
    code = _code_of(district, asked, codes, name, parent)
    origins = frozenset().union(*(unit.origins for unit in units))
    children = district.units_of(codes), district.grids_of(codes)
    district.put(Unit(code, name, asked.level, parent, origins), instead_of=codes)
    adopt_units(district, children[0], code)
    adopt_grids(district, children[1], code)
    district.remarks.append(
        Sentence("{codes} become {name} ({code}).", codes=", ".join(codes), name=name, code=code)
    )


def split_unit(district: District, asked: SplitUnit) -> None:
    """Make several units of one; each of its children goes to one of them."""
    unit = district.unit(asked.code)
    children = district.units_of([unit.code]) + district.grids_of([unit.code])
    _refuse_parts(asked, children)
    district.units.pop(unit.code)
    for said, chosen in asked.parts.items():
        name = in_words(said, Term("name"))
        code = district.giver.unit(unit.level, unit.parent, name, unit.code)
        district.put(Unit(code, name, unit.level, unit.parent, unit.origins))
        _adopt(district, chosen, code)
        district.remarks.append(Sentence("{name} gets the code {code}.", name=name, code=code))


def extract_unit(district: District, asked: ExtractUnit) -> None:
    """Make a new unit of some children; the units that they leave go on."""
    chosen = tuple(dict.fromkeys(asked.children))
    parent, name = district.unit(asked.parent), in_words(asked.name, Term("name"))
    level, leaves = _left_by(district, chosen)
    _refuse_level(level, parent)
    for code in leaves:
        rest = set(district.units_of([code]) + district.grids_of([code])) - set(chosen)
        if not rest:
            raise ServiceError(
                "Nothing would be left of {code}: move or merge the whole unit instead.", code=code
            )
    origins = frozenset().union(*(district.units[code].origins for code in leaves))
    code = district.giver.unit(level, parent.code, name, leaves[0])
    district.put(Unit(code, name, level, parent.code, origins))
    _adopt(district, chosen, code)
    district.remarks.append(Sentence("{name} gets the code {code}.", name=name, code=code))


def adopt_units(district: District, codes: Sequence[str], parent: str) -> None:
    """Put units under a parent; one whose code has to say its parent gets a new one."""
    for code in codes:
        unit = district.units[code]
        if district.giver.fits(unit.level, code, parent):
            district.put(replace(unit, parent=parent))
            continue
        new = district.giver.unit(unit.level, parent, unit.name, code)
        children = district.units_of([code]), district.grids_of([code])
        district.put(replace(unit, code=new, parent=parent), instead_of=[code])
        adopt_units(district, children[0], new)
        adopt_grids(district, children[1], new)
        district.remarks.append(_coded_anew(code, unit.name, new, parent))


def adopt_grids(district: District, codes: Sequence[str], parent: str) -> None:
    """Put grids under a community; new codes are numbered as on a page."""
    fits = district.giver.fits
    for code in codes:
        if fits("grid", code, parent):
            district.put(replace(district.grids[code], parent=parent))
    anew = [code for code in codes if not fits("grid", code, parent)]
    for place in reading_order(ground_of(district.grids[code] for code in anew)):
        grid = district.grids[anew[place]]
        new = district.giver.grid(parent, grid.code)
        district.put(district.with_name(grid, new, parent), instead_of=[grid.code])
    if anew:
        district.remarks.append(
            Sentence(
                "{count} grids get new codes below {parent}, since a code begins with that of its"
                " community: {codes}.",
                count=len(anew),
                parent=parent,
                codes=", ".join(anew[:10]) + (", …" if len(anew) > 10 else ""),  # noqa: PLR2004
            )
        )


def _adopt(district: District, codes: Sequence[str], parent: str) -> None:
    adopt_units(district, [code for code in codes if code in district.units], parent)
    adopt_grids(district, [code for code in codes if code in district.grids], parent)


def _coded_anew(code: str, name: str, new: str, parent: str) -> Sentence:
    return Sentence(
        "{name} ({code}) gets the code {new}, since a code begins with that of the unit above,"
        " {parent}.",
        name=name,
        code=code,
        new=new,
        parent=parent,
    )


def _refuse_level(level: str, parent: Unit) -> None:
    if LEVELS.index(parent.level) >= LEVELS.index(level):
        raise ServiceError(
            "A {level} cannot belong to {code}, which is a {above}: choose a unit above it.",
            level=Term(level),
            code=parent.code,
            above=Term(parent.level),
        )


def _parent_of(district: District, units: Sequence[Unit], asked: MergeUnits) -> str | None:
    parents = {unit.parent for unit in units}
    if asked.parent is not None:
        _refuse_level(asked.level, district.unit(asked.parent))
        return asked.parent
    if len(parents) > 1:
        raise ServiceError(
            "{codes} belong to different units: say to which the new one is to belong.",
            codes=", ".join(unit.code for unit in units),
        )
    return parents.pop()


def _code_of(
    district: District, asked: MergeUnits, codes: Collection[str], name: str, parent: str | None
) -> str:
    new = asked.new_code
    if new is None:
        return district.giver.unit(asked.level, parent, name, min(codes), is_merged=True)
    if not district.giver.fits(asked.level, new, parent):
        raise ServiceError(
            "The code {code} does not begin with that of {parent} as the code scheme has it:"
            " choose another, or leave it out.",
            code=new,
            parent=parent or "-",
        )
    if new not in codes:
        district.giver.refuse_used(new)
    return new


def _refuse_parts(asked: SplitUnit, children: Collection[str]) -> None:
    said = [code for part in asked.parts.values() for code in part]
    if len(asked.parts) < 2 or not all(asked.parts.values()):  # noqa: PLR2004
        raise ServiceError(
            "{code} is to be split into {count} parts: give at least two, none of them empty.",
            code=asked.code,
            count=len(asked.parts),
        )
    wrong = sorted(set(children) ^ set(said)) or sorted({c for c in said if said.count(c) > 1})
    if wrong:
        raise ServiceError(
            "Each child of {code} has to be in exactly one part, and these are not: {codes}.",
            code=asked.code,
            codes=", ".join(wrong[:10]),
        )


def _left_by(district: District, chosen: Sequence[str]) -> tuple[str, list[str]]:
    """Return the level of a unit of these children, and the units that they leave."""
    if not chosen:
        raise ServiceError("No unit can be made of nothing: choose its grids or units.")
    units = [district.units[code] for code in chosen if code in district.units]
    cells = [district.grid(code) for code in chosen if code not in district.units]
    levels = {unit.level for unit in units} | {"grid" for _ in cells}
    if len(levels) > 1 or levels & {"city", "county"}:
        raise ServiceError(
            "{codes} are not of one level below the county: choose grids only, or communities"
            " only, or streets only.",
            codes=", ".join(chosen),
        )
    ladder = (*LEVELS, "grid")
    left = {unit.parent for unit in units} | {grid.parent for grid in cells}
    return ladder[ladder.index(levels.pop()) - 1], sorted(
        district.unit(code or "-").code for code in left
    )
