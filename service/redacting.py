"""What people wrote, as somebody may read it who does not handle the case.

Contacts that were left are kept apart and sealed (`service.contacts`); but people also write them
into what they ask for.  Whoever may not see contacts reads their texts without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar, cast

import pandas as pd

from casework.access import Action, Viewer, may
from casework.masking import masked_text
from casework.sentence import Sentence

T = TypeVar("T")
# What holds texts of people, of a case and in lists of cases.
TEXTS: Final = ("summary", "address", "resolution")
_COLUMNS: Final = (*TEXTS, "into_summary")


def reads_contacts(viewer: Viewer) -> bool:
    """Return whether somebody handles cases, so that contacts are his to read."""
    return bool(may(viewer, Action.VIEW_CONTACTS))


def redact(viewer: Viewer, thing: T) -> T:
    """Return a text, or something made of texts, without contacts where they are not his to read.

    Parameters
    ----------
    thing
        A text, a mapping, a tuple, a list or a data class of such; all else is given back as it is.
    """
    return thing if reads_contacts(viewer) else cast("T", _clean(thing))


def redact_rows(viewer: Viewer, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of cases with their texts as this viewer may read them."""
    if reads_contacts(viewer):
        return rows
    found = {name: rows[name].map(_clean) for name in _COLUMNS if name in rows}
    return rows.assign(**found)


def _clean(thing: object) -> object:
    if isinstance(thing, (Enum, Sentence)):
        return thing
    if isinstance(thing, str):
        return masked_text(thing)[0]
    if isinstance(thing, Mapping):
        return {key: _clean(value) for key, value in thing.items()}
    if isinstance(thing, (tuple, list)):
        return type(thing)(_clean(one) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        named = (field.name for field in fields(thing) if field.init)
        clean: dict[str, Any] = {name: _clean(getattr(thing, name)) for name in named}
        return replace(thing, **clean)
    return thing
