"""What groups mean here: kept by an administrator; accounts of the directory among the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

import manage
from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.directory_store import DirectoryGroup
from data.store import Store
from service.errors import ServiceError
from service.identity import accounts as acts
from service.identity.directory_groups import groups_of, map_group, post_by_groups, unmap_group
from service.identity.directory_people import Person, sign_in_person
from service.identity.own_account import change_own_password
from service.identity.posts import Post
from service.identity.sessions import Begun
from tests.access.people import NOW, PASSWORD, administrator, asked

BOSS = Viewer("boss", Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def _boss(store: Store) -> None:
    administrator(store)


def came(store: Store, *groups: str, subject: str = "7") -> Begun:
    person = Person("https://sso.example", subject, "li", "李娜", frozenset(groups), None)
    return sign_in_person(store, person, "-", NOW)


def test_only_who_keeps_accounts_says_what_groups_mean(store: Store) -> None:
    map_group(BOSS, store, "clerks", Post(Role.CLERK), NOW)
    for role in Role:
        viewer = Viewer("x", role)
        if role is Role.ADMINISTRATOR:
            viewer = Viewer("x", role, "990101")
        with pytest.raises(CaseworkError):
            map_group(viewer, store, "all", Post(Role.ADMINISTRATOR), NOW)
        with pytest.raises(CaseworkError):
            unmap_group(viewer, store, "clerks")
        with pytest.raises(CaseworkError):
            groups_of(viewer, store)
    assert [one.name for one in groups_of(BOSS, store)] == ["clerks"]


@pytest.mark.parametrize(
    ("name", "post", "precedence", "why"),
    [
        ("", Post(Role.CLERK), None, "0 characters"),
        ("x" * 201, Post(Role.CLERK), None, "201 characters"),
        ("clerks", Post(Role.LEADER), None, "something here already"),
        ("x", Post(Role.SYSTEM), None, "no account"),
        ("x", Post(Role.CLERK, "nowhere"), None, "no organisation unit"),
        ("x", Post(Role.WORKER, worker="W9"), None, "no grid worker"),
        ("x", Post(Role.CLERK, worker="W9"), None, "only then"),
        ("x", Post(Role.CLERK), 0, "precedence 0"),
    ],
)
def test_what_a_group_cannot_mean_is_refused(
    store: Store, name: str, post: Post, precedence: int | None, why: str
) -> None:
    map_group(BOSS, store, "clerks", Post(Role.CLERK), NOW)
    with pytest.raises(ServiceError, match=why):
        map_group(BOSS, store, name, post, NOW, precedence)
    with pytest.raises(ServiceError, match="means nothing"):
        unmap_group(BOSS, store, "Clerks")


def test_every_change_signs_out_who_came_by_the_directory(store: Store) -> None:
    local = administrator(store, "chief")
    map_group(BOSS, store, "clerks", Post(Role.CLERK), NOW)
    token = came(store, "clerks").token
    assert asked(store, token).viewer is not None
    assert map_group(BOSS, store, "leaders", Post(Role.LEADER), NOW) == 1
    assert asked(store, token).viewer is None
    token = came(store, "clerks").token
    assert unmap_group(BOSS, store, "clerks") == 1
    assert asked(store, token).viewer is None and asked(store, local).viewer is not None


def group(name: str, role: Role, precedence: int | None = None) -> DirectoryGroup:
    return DirectoryGroup(1, name, role.value, None, None, precedence, NOW, "boss")


def test_of_several_groups_the_first_counts_and_never_two() -> None:
    def of(*known: DirectoryGroup) -> Role:
        return post_by_groups(known, {"a", "b", "c"}, None).role

    clerk, leader = group("a", Role.CLERK, 2), group("b", Role.LEADER, 1)
    assert of(clerk) is Role.CLERK
    assert of(clerk, leader) is Role.LEADER
    assert of(clerk, group("b", Role.CLERK)) is Role.CLERK
    for rest in (
        (group("b", Role.LEADER),),
        (group("b", Role.LEADER, 2),),
        (leader, group("c", Role.AUDITOR)),
        (leader, group("c", Role.AUDITOR, 1)),
    ):
        with pytest.raises(ServiceError, match="no precedence"):
            of(clerk, *rest)
    with pytest.raises(ServiceError, match="none of your groups"):
        of(group("A", Role.CLERK))


def test_what_the_directory_keeps_is_not_changed_here(store: Store) -> None:
    map_group(BOSS, store, "admins", Post(Role.ADMINISTRATOR), NOW)
    token = came(store, "admins").token
    name = "li@sso.example"
    for change in (
        lambda: acts.give_password(BOSS, store, name, NOW),
        lambda: acts.change_post(BOSS, store, name, Post(Role.LEADER)),
    ):
        with pytest.raises(ServiceError, match="somebody the directory knows"):
            change()
    with pytest.raises(ServiceError, match="kept by the directory"):
        change_own_password(store, asked(store, token), "x", PASSWORD, "-", NOW)
    with pytest.raises(ServiceError, match="cannot be the name"):
        acts.make_account(BOSS, store, name, Post(Role.CLERK), NOW)
    # It is no administrator to rely on: the one of this server stays the last.
    with pytest.raises(ServiceError, match="boss is the last administrator"):
        acts.pause_account(BOSS, store, "boss")
    acts.pause_account(BOSS, store, name)
    assert asked(store, token).viewer is None


def test_somebody_is_known_by_issuer_and_subject_alone(store: Store) -> None:
    map_group(BOSS, store, "clerks", Post(Role.CLERK), NOW)
    came(store, "clerks", subject="7")
    came(store, "clerks", subject="8")
    came(store, "clerks", subject="7")
    person = Person("https://other.example", "7", "li", "", frozenset({"clerks"}), None)
    sign_in_person(store, person, "-", NOW)
    found = {one.name: one.subject for one in acts.accounts_of(BOSS, store) if one.is_of_directory}
    assert found == {"li@sso.example": "7", "li-2@sso.example": "8", "li@other.example": "7"}
    with pytest.raises(sa.exc.IntegrityError), store.begin() as conn:
        conn.exec_driver_sql("UPDATE accounts SET subject = '7' WHERE subject = '8'")


def test_the_command_line_does_the_same(store: Store) -> None:
    def said(*words: str) -> Any:
        done = CliRunner().invoke(
            manage.app, ["account", "directory", *words], catch_exceptions=False
        )
        return json.loads(done.stdout)

    added = said("add", "clerks", "--role", "clerk", "--precedence", "3")
    assert added == {"group": "clerks", "sessions_ended": 0}
    listed = [(one["name"], one["role"], one["precedence"]) for one in said("list")]
    assert listed == [("clerks", "clerk", 3)]
    with pytest.raises(ServiceError, match="GEGE_OIDC_ISSUER"):
        said("check")
    came(store, "clerks")
    assert said("remove", "clerks") == {"group": "clerks", "sessions_ended": 1}
    with pytest.raises(ServiceError, match="means nothing"):
        said("remove", "clerks")
