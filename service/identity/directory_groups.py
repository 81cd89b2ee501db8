"""What groups of the office's directory are to the service: a table an administrator keeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from casework.access import Action, Role, Viewer, require
from casework.plain_text import one_line
from data.directory_store import (
    DirectoryGroup,
    add_group,
    end_directory_sign_ins,
    load_groups,
    remove_group,
)
from data.store import Store
from service.errors import ServiceError
from service.identity.posts import Post, refuse_post, refuse_role_and_scope

_LONGEST: Final = 200
_LAST: Final = 9999


def groups_of(viewer: Viewer, store: Store) -> list[DirectoryGroup]:
    """Return the groups that mean something here: those with a precedence first, in its order."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.read() as conn:
        return load_groups(conn)


def map_group(
    viewer: Viewer,
    store: Store,
    name: str,
    post: Post,
    now: datetime,
    precedence: int | None = None,
) -> int:
    """Keep what a group is to the service; everybody who came by the directory is signed out.

    Parameters
    ----------
    name
        Of the group, as the directory tells it; capitals count.
    post
        A grid worker's code may be left out: then the directory has to tell it.
    precedence
        The lowest counts where somebody is in several groups; without it such a person is refused.

    Returns
    -------
    int
        How many sessions ended.

    Raises
    ------
    ServiceError
        When name, post or precedence cannot be, or the group means something already.
    """
    require(viewer, Action.KEEP_ACCOUNTS)
    kept_name = one_line(name)
    if not 1 <= len(kept_name) <= _LONGEST:
        raise ServiceError(
            "The name of a group has {length} characters: give 1 to {most}, as the directory tells"
            " it.",
            length=len(kept_name),
            most=_LONGEST,
        )
    if precedence is not None and not 1 <= precedence <= _LAST:
        raise ServiceError(
            "The precedence {number} cannot be: give 1 to {most}, or none.",
            number=precedence,
            most=_LAST,
        )
    with store.begin() as conn:
        if any(one.name == kept_name for one in load_groups(conn)):
            raise ServiceError(
                "The group {name} means something here already: take it away first.",
                name=kept_name,
            )
        is_told_later = post.role is Role.WORKER and post.worker is None
        (refuse_role_and_scope if is_told_later else refuse_post)(conn, post)
        add_group(
            conn,
            {
                "name": kept_name,
                "role": post.role.value,
                "scope": post.scope,
                "worker": post.worker,
                "precedence": precedence,
                "made_at": now,
                "made_by": viewer.name,
            },
        )
        return end_directory_sign_ins(conn)


def unmap_group(viewer: Viewer, store: Store, name: str) -> int:
    """Forget what a group is to the service and return how many sessions ended.

    Raises
    ------
    ServiceError
        When it means nothing here.
    """
    require(viewer, Action.KEEP_ACCOUNTS)
    kept_name = one_line(name)
    with store.begin() as conn:
        if not remove_group(conn, kept_name):
            raise ServiceError(
                "The group {name} means nothing here: see the list of groups.",
                name=kept_name[:_LONGEST],
            )
        return end_directory_sign_ins(conn)


def post_by_groups(
    known: Sequence[DirectoryGroup], told: Collection[str], worker: str | None
) -> Post:
    """Return what somebody is to the service by the groups he is in.

    Parameters
    ----------
    known
        All groups that mean something here.
    told
        The groups the directory tells of him.
    worker
        Code of the grid worker, as the directory tells it.

    Raises
    ------
    ServiceError
        When none of his groups means something, or several mean different things and no precedence
        says which counts.
    """
    found = [one for one in known if one.name in told]
    if not found:
        raise ServiceError(
            "The directory knows you, but none of your groups there means anything here: ask"
            " whoever keeps the directory to add you to a group, or an administrator to name yours."
        )
    posts = {_post(one, worker) for one in found}
    if len(posts) > 1 and all(one.precedence is not None for one in found):
        first = min(one.precedence or _LAST for one in found)
        posts = {_post(one, worker) for one in found if one.precedence == first}
    if len(posts) > 1:
        raise ServiceError(
            "Your groups in the directory mean different things here ({groups}), and no precedence"
            " says which counts: ask an administrator.",
            groups=", ".join(one.name for one in found[:10]),
        )
    post = posts.pop()
    if post.role is Role.WORKER and post.worker is None:
        raise ServiceError(
            "Your group in the directory is one of grid workers, but the directory does not tell"
            " which grid worker you are: ask whoever keeps it to enter your code."
        )
    return post


def _post(group: DirectoryGroup, worker: str | None) -> Post:
    is_worker = group.role == Role.WORKER.value
    return Post(Role(group.role), group.scope, (group.worker or worker) if is_worker else None)
