"""All operations of a plan, one after the other, on a copy of the district."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from casework.errors import CaseworkError
from casework.sentence import Sentence
from geo.errors import GeoError
from service.errors import ServiceError
from service.reorganise import plan as operations
from service.reorganise.cells import merge_grids, move_grid, split_grid
from service.reorganise.district import District
from service.reorganise.units import extract_unit, merge_units, move_unit, split_unit

_DO: Final[dict[type[operations.Operation], Callable[[District, Any], None]]] = {
    operations.MoveUnit: move_unit,
    operations.MergeUnits: merge_units,
    operations.SplitUnit: split_unit,
    operations.ExtractUnit: extract_unit,
    operations.MoveGrid: move_grid,
    operations.SplitGrid: split_grid,
    operations.MergeGrids: merge_grids,
}


def reshaped(district: District, plan: operations.ReorganisationPlan) -> District:
    """Return the district after a plan; the one given stays as it is but for the codes given.

    Raises
    ------
    ServiceError
        When an operation cannot be done, with its number and why.
    """
    made = district.copy()
    for number, operation in enumerate(plan.operations, 1):
        try:
            _DO[type(operation)](made, operation)
        except (CaseworkError, GeoError, ServiceError) as error:
            raise ServiceError(
                "Operation {number} of the plan cannot be done: {cause}",
                number=number,
                cause=Sentence(error.msgid, **error.params),
            ) from error
    return made
