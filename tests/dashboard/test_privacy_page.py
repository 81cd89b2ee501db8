"""The page of privacy: what is kept, the rules, one household on request; for administrators."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR, Role, Viewer
from casework.contact_consent import Consent
from casework.plain_text import ERASED
from data.migrate import migrate
from data.schema import cases, privacy_acts
from data.store import Store
from service.cases.registering import NewCase, register_case

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


def _page() -> None:
    from datetime import UTC, datetime

    from casework.access import OPERATOR
    from dashboard.privacy_board import privacy_board
    from data.store import open_store

    privacy_board(OPERATOR, open_store(), datetime(2026, 6, 1, 4, 0, tzinfo=UTC))


@pytest.fixture
def town(tmp_path, monkeypatch) -> Store:
    path = tmp_path / "district.db"
    monkeypatch.setenv("GEGE_DATABASE", str(path))
    store = Store(str(path))
    migrate(store)
    register_case(
        OPERATOR, store,
        NewCase("路灯坏了", contact="王 13911112222", contact_consent=Consent.WRITTEN), NOW,
    )  # fmt: skip
    return store


def page() -> AppTest:
    app = AppTest.from_function(_page, default_timeout=60).run()
    assert not app.exception and not app.error
    return app


def by_key(elements, part):
    return next(one for one in elements if part in str(one.key))


def test_a_case_is_counted_first_and_erased_when_that_is_meant(town) -> None:
    with town.read() as conn:
        code = conn.scalar(sa.select(cases.c.code))
    app = page()
    app.segmented_control(key="privacy_subject").set_value("case").run()
    app.text_input(key="privacy_code").set_value(code).run()
    by_key(app.text_input, "privacy_reason").set_value("letter of 1 June").run()
    assert by_key(app.button, "privacy_erase").disabled
    with town.read() as conn:
        assert conn.scalar(sa.select(cases.c.summary)) == "路灯坏了"
    by_key(app.checkbox, "privacy_erase_sure").check().run()
    by_key(app.button, "privacy_erase").click().run()
    assert not app.exception and not app.error
    with town.read() as conn:
        assert conn.scalar(sa.select(cases.c.summary)) == ERASED
        assert conn.scalar(sa.select(privacy_acts.c.code)) == code
    assert app.success


def test_the_key_is_checked_and_an_unknown_code_gets_a_sentence(town) -> None:
    app = page()
    app.button(key="privacy_keys").click().run()
    assert app.success and not app.error
    app.text_input(key="privacy_code").set_value("none").run()
    app.button(key="privacy_show").click().run()
    assert len(app.error) == 1 and "none" in app.error[0].value and not app.exception


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_nobody_else_may_open_it(role) -> None:
    from dashboard.allowed import may_open

    assert not may_open(Viewer("x", role), "privacy-kept")
    assert may_open(OPERATOR, "privacy-kept")
