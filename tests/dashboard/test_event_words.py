"""Every kind of event the service writes has a word, and its details are read in words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from casework.event_terms import EVENT_TERMS
from casework.move import Move
from dashboard.case_offer import Offered
from dashboard.event_words import actor_word, detail_word, event_word, told
from service.language import say

ROOT = Path(__file__).parents[2]
OFFERED = Offered(
    categories=(), units={"SZ": "市政"}, workers={"W1": "张三"}, zone="Asia/Shanghai", actor="x"
)
WRITERS = {"leave_note", "_noted", "note", "add_events"}


def _kinds_written() -> set[str]:
    """Return the kinds that stand as literals in the calls that write events."""
    kinds = set()
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                kinds |= {text for text in texts if isinstance(text, str)}
    return kinds


def test_every_kind_of_event_has_a_word() -> None:
    written = _kinds_written()
    assert {"handed_over", "clock_shared", "mediation_opened", "referral_ended"} <= written
    assert sorted((written | {move.value for move in Move}) - EVENT_TERMS.keys()) == []
    assert event_word("clock_shared") == say("Clock shared with the merged case", "zh")


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("SYSTEM", "{the program itself}"),
        ("demonstration", "{the demonstration}"),
        ("SZ", "市政 (SZ)"),
        ("W1", "张三 (W1)"),
        ("李四", "李四"),
    ],
)
def test_who_acted_is_said_in_words(actor: str, expected: str) -> None:
    for part in {part.split("}")[0] for part in expected.split("{")[1:]}:
        expected = expected.replace("{" + part + "}", say(part, "zh"))
    assert actor_word(actor, OFFERED) == expected


def test_a_kind_nobody_knows_is_shown_as_it_is() -> None:
    assert event_word("<b>grown</b>") == "<b>grown</b>"
    assert detail_word("colour") == "colour"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"falls_due_at": "2026-06-01T04:00:00+00:00"}, "{To be raised from}: 2026-06-01 12:00"),
        ({"from": "reported", "to": "accepted"}, "{reported} → {accepted}"),
        ({"from": "W1", "to": "W9"}, "张三 (W1) → W9"),
        ({"tier_from": 1, "tier_to": 2}, "{street} → {county}"),
        ({"unit": "SZ"}, "{Owner unit}: 市政 (SZ)"),
        ({"asked_at": "2026-06-01T04:00:00+00:00"}, "{Asked for at}: 2026-06-01 12:00"),
        ({"asked_at": "soon"}, "{Asked for at}: soon"),
        ({"satisfied": "no_answer"}, "{Satisfied}: {no answer}"),
        ({"extend_by": "2 years"}, "{Longer by}: 2 years"),
        ({"clock": ["reply", "check"]}, "{Clock}: {Tell the person about progress}, {Check}"),
        ({"colour": {"unit": "X"}}, "colour: {Owner unit}: X"),
        ({"reason": None, "text": ""}, ""),
    ],
)  # fmt: skip
def test_details_are_read_in_words(details: dict[str, object], expected: str) -> None:
    for part in {part.split("}")[0] for part in expected.split("{")[1:]}:
        expected = expected.replace("{" + part + "}", say(part, "zh"))
    assert "; ".join(told(details, OFFERED)) == expected
