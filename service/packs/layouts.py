"""The office's own presentation for packs: shown, replaced, taken away, put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from casework.access import Action, Viewer, require, scope_of
from casework.plain_text import one_line
from data.layout_store import KeptLayout, add_layout, newest_layout
from data.limits import LAYOUT_BYTES, MIB
from data.store import Store
from service.errors import ServiceError

OWN_NAME: Final = "gege-layout.pptx"
_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class LayoutNow:
    """The layout in force.

    Attributes
    ----------
    file_name, sha256, size_bytes
        Of the office's file as it was kept; None for the program's own layout.
    saved_by, saved_at
        Who brought it, or put the program's own back; None when nobody ever did.
    """

    file_name: str | None
    sha256: str | None
    size_bytes: int | None
    saved_by: str | None
    saved_at: datetime | None

    @property
    def is_own(self) -> bool:
        """Return whether the program's own layout is in force."""
        return self.file_name is None


def layout_in_force(viewer: Viewer, store: Store) -> LayoutNow:
    """Return which layout presentations are made with."""
    require(viewer, Action.VIEW_MEETINGS)
    return _now(_newest(store))


def layout_now(viewer: Viewer, store: Store) -> bytes | None:
    """Return the office's presentation as `to_pptx` takes it, None for the program's own."""
    require(viewer, Action.VIEW_MEETINGS)
    kept = _newest(store)
    return None if kept is None else kept.body


def layout_file(viewer: Viewer, store: Store) -> tuple[str, bytes]:
    """Return name and bytes of the layout in force, to be changed in any program and brought back.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    """
    require(viewer, Action.PREPARE_PACK)
    kept = _newest(store)
    if kept is not None and kept.body is not None:
        return kept.file_name, kept.body
    from service.packs.pptx_ground import own_presentation

    return OWN_NAME, own_presentation()


def replace_layout(
    viewer: Viewer, store: Store, file_name: str, body: bytes, now: datetime
) -> LayoutNow:
    """Keep a presentation as the layout of all packs written from now on, and return it.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When he sees only a part of the district, or the file cannot serve.
    """
    _require_whole(viewer)
    if len(body) > LAYOUT_BYTES:
        raise ServiceError(
            "{file} has {size} MB: bring a presentation of at most {most} MB, with smaller"
            " pictures.",
            file=one_line(file_name),
            size=f"{len(body) / MIB:.1f}",
            most=LAYOUT_BYTES // MIB,
        )
    from service.packs.layout_check import checked_layout

    name = one_line(file_name)[-_LONGEST_NAME:] or OWN_NAME
    kept = checked_layout(name, body)
    return _keep(store, KeptLayout(name, sha256(kept).hexdigest(), viewer.name, now, kept))


def reset_layout(viewer: Viewer, store: Store, now: datetime) -> LayoutNow:
    """Put the program's own layout back and return it; the office's files stay kept.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When he sees only a part of the district.
    """
    _require_whole(viewer)
    if (kept := _newest(store)) is None or kept.body is None:
        return _now(kept)
    return _keep(store, KeptLayout("", sha256(b"").hexdigest(), viewer.name, now, None))


def _require_whole(viewer: Viewer) -> None:
    require(viewer, Action.PREPARE_PACK)
    if not scope_of(viewer).is_whole:
        raise ServiceError(
            "{name} sees only {scope}, and the layout is that of all packs: ask somebody who"
            " answers for the whole district.",
            name=viewer.name,
            scope=viewer.scope,
        )


def _newest(store: Store) -> KeptLayout | None:
    with store.read() as conn:
        return newest_layout(conn)


def _keep(store: Store, layout: KeptLayout) -> LayoutNow:
    with store.begin() as conn:
        add_layout(conn, layout)
    return _now(layout)


def _now(kept: KeptLayout | None) -> LayoutNow:
    if kept is None:
        return LayoutNow(None, None, None, None, None)
    if kept.body is None:
        return LayoutNow(None, None, None, kept.saved_by, kept.saved_at)
    return LayoutNow(kept.file_name, kept.sha256, len(kept.body), kept.saved_by, kept.saved_at)
