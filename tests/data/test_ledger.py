"""The chain of the ledger: what is sealed, and that no tampering passes, each named by its row."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ledger import GENESIS, Head, instant, plain, sealed_text
from data.ledger_check import Wrong, find_breaks
from data.ledger_rows import row_of

START = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
COLUMNS = (
    "id", "number", "case_id", "kind", "acted_by", "entered_by", "happened_at", "recorded_at",
    "details", "import_id", "hash_before", "hash",
)  # fmt: skip
LENGTH = 12


def stored(moment):
    """Return a time as SQLite keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def reseal(row):
    """Give a row the hash its columns have now, as somebody would who knows the rule."""
    told = {
        "number": row["number"],
        "case_id": row["case_id"],
        "kind": row["kind"],
        "acted_by": row["acted_by"],
        "entered_by": row["entered_by"],
        "happened_at": row["happened_at"].replace(" ", "T") + "+00:00",
        "recorded_at": row["recorded_at"].replace(" ", "T") + "+00:00",
        "details": json.loads(row["details"]),
        "import_id": row["import_id"],
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    row["hash"] = sha256((row["hash_before"] + text).encode()).hexdigest()


def ledger(rng, length=LENGTH):
    """Return honest rows as they are stored, chained by the second implementation above."""
    rows, before = [], GENESIS
    for number in range(1, length + 1):
        moment = START + timedelta(minutes=number)
        row = {
            "id": number,
            "number": number,
            "case_id": rng.randint(1, 4),
            "kind": rng.choice(["reported", "mirror", "told"]),
            "acted_by": rng.choice(["甲", "乙"]),
            "entered_by": "operator",
            "happened_at": stored(moment),
            "recorded_at": stored(moment),
            "details": json.dumps({"text": "好", "count": rng.randint(0, 9)}),
            "import_id": rng.choice([None, 1]),
            "hash_before": before,
        }
        reseal(row)
        before = row["hash"]
        rows.append(row)
    return rows


def check(rows, head):
    """Return the faults: what, number, and id of the row."""
    ordered = sorted(
        rows, key=lambda row: (row["number"] is not None, row["number"] or 0, row["id"])
    )
    found = find_breaks(map(row_of, ordered), head)
    return [(one.wrong, one.number, None if one.row is None else one.row.id) for one in found]


def head_of(rows):
    return Head(rows[-1]["number"], rows[-1]["hash"], 0)


OTHER = {
    "case_id": lambda rng, old: old + rng.randint(1, 5),
    "kind": lambda rng, old: old + "x",
    "acted_by": lambda rng, old: rng.choice(["丙", "", None, b"\xff"]),
    "entered_by": lambda rng, old: "somebody",
    "happened_at": lambda rng, old: stored(START - timedelta(days=rng.randint(1, 9))),
    "recorded_at": lambda rng, old: stored(START + timedelta(microseconds=rng.randint(1, 9))),
    "details": lambda rng, old: (
        rng.choice([old.replace("好", "坏"), "{}", "null", "no json", "[1]"])
        if "好" in old
        else old.replace("\\u597d", "\\u574f")
    ),
    "import_id": lambda rng, old: 2 if old is None else rng.choice([None, 3, "null"]),
    "hash_before": lambda rng, old: rng.choice(["", GENESIS[1:] + "1", None, old[::-1]]),
    "hash": lambda rng, old: rng.choice(["", "f" * 64, None, old[::-1]]),
}


def edit(rng, rows, at=None):
    """Change one column of one row and return the row."""
    row = rows[rng.randrange(len(rows))] if at is None else rows[at]
    column = rng.choice(sorted(OTHER))
    before = row[column]
    row[column] = OTHER[column](rng, before)
    return row if row[column] != before else edit(rng, rows, at)


def edit_and_reseal(rng, rows):
    """Change what an event says and give it the right hash for that."""
    row = rng.choice(rows)
    row["acted_by"] += "!"
    reseal(row)
    return {row["id"]}


def edit_hash_before_and_reseal(rng, rows):
    row = rng.choice(rows)
    row["hash_before"] = rng.choice([GENESIS[1:] + "1", "ab" * 32])
    reseal(row)
    return {row["id"]}


def renumber(rng, rows):
    """Give a row the id and number of nobody."""
    row = rng.choice(rows)
    column = rng.choice(["id", "number"])
    row[column] = rng.choice([-1, 0, 1000, 2000] if column == "number" else [-1, 1000])
    return {row["id"]}


def swap(rng, rows):
    """Let two rows change places, with or without their hashes."""
    one, other = rng.sample(rows, 2)
    names = rng.choice(
        [
            ("id", "number"),
            ("number",),
            ("id",),
            ("hash",),
            ("hash_before", "hash"),
            tuple(name for name in COLUMNS if name not in {"id", "number"}),
        ]
    )
    for name in names:
        one[name], other[name] = other[name], one[name]
    return {one["id"], other["id"]}


def two_that_cancel_out(rng, rows):
    one, other = rng.sample(rows, 2)
    one["case_id"] += 1
    other["case_id"] -= 1
    return {one["id"], other["id"]}


def two_edits(rng, rows):
    """Change one event and seal it anew, and change another without."""
    one, other = rng.sample(range(len(rows)), 2)
    rows[one]["acted_by"] += "!"
    reseal(rows[one])
    edit(rng, rows, other)
    return {rows[one]["id"], rows[other]["id"]}


EDITS = [edit_and_reseal, edit_hash_before_and_reseal, swap, two_that_cancel_out, two_edits]


def insert(rng, rows):
    """Put a row in, claiming a place that is taken, none, or one beyond the end."""
    model = dict(rng.choice(rows))
    new = model | {"id": 500, "number": rng.choice([model["number"], None, 0, -3, LENGTH + 1, 2.5])}
    if rng.random() < 0.5:  # a copy with a hash that fits, and the right one before it
        new["acted_by"] = "丁"
        if isinstance(new["number"], int):
            reseal(new)
    rows.append(new)
    return new


@pytest.mark.parametrize("seed", range(20))
def test_each_of_a_thousand_tamperings_is_found_and_its_row_is_named(seed):
    rng = random.Random(seed)
    for _ in range(50):
        rows = ledger(rng)
        head = head_of(rows)
        assert check(rows, head) == []
        what = rng.randrange(10)
        if what < 2:
            wanted = {edit(rng, rows)["id"]}
        elif what < 7:
            wanted = rng.choice(EDITS)(rng, rows)
        elif what == 7:
            gone = rows.pop(rng.randrange(LENGTH))
            assert check(rows, head) == [(Wrong.MISSING, gone["number"], None)]
            continue
        elif what == 8:
            new = insert(rng, rows)
            assert check(rows, head) == [(Wrong.INSERTED, new["number"], new["id"])]
            continue
        else:
            wanted = renumber(rng, rows)
        named = {row_id for _, _, row_id in check(rows, head) if row_id is not None}
        assert named == wanted


@pytest.mark.parametrize("place", [0, LENGTH // 2, LENGTH - 1])
@pytest.mark.parametrize("tamper", [edit_and_reseal, edit_hash_before_and_reseal])
def test_first_and_last_rows_are_no_safer_to_tamper_with(place, tamper):
    rows = ledger(random.Random(1))
    head = head_of(rows)
    assert {row for _, _, row in check(rows, head)} == set()
    wanted = tamper(random.Random(2), rows[place : place + 1])
    assert {row for _, _, row in check(rows, head)} == wanted


def test_removal_at_the_end_is_found_by_the_head_that_remembers_more():
    rows = ledger(random.Random(3))
    assert check(rows[:-3], head_of(rows)) == [(Wrong.MISSING, LENGTH - 2, None)]
    assert check([], head_of(rows)) == [(Wrong.MISSING, 1, None)]


def test_a_head_that_was_changed_is_found():
    rows = ledger(random.Random(4))
    head = head_of(rows)
    assert check(rows, head._replace(hash=GENESIS)) == [(Wrong.END, LENGTH, LENGTH)]
    assert check(rows, head._replace(number=LENGTH - 1))[-1] == (Wrong.INSERTED, LENGTH, LENGTH)


def test_an_empty_ledger_is_whole():
    assert check([], Head(0, GENESIS, 0)) == []


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    acted_by=st.text(),
    kind=st.text(),
    details=st.dictionaries(st.text() | st.integers(), PLAIN, max_size=4),
    import_id=st.none() | st.integers(1, 9),
    happened_at=st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))),
)
def test_the_sealed_text_is_plain_json_and_reads_back_the_same(
    acted_by, kind, details, import_id, happened_at
):
    event = {
        "number": 1,
        "case_id": 2,
        "kind": kind,
        "acted_by": acted_by,
        "entered_by": "x",
        "happened_at": happened_at if happened_at.year > 1 else START,
        "recorded_at": START,
        "details": plain(details),
        "import_id": import_id,
    }
    times = {name: instant(event[name]) for name in ("happened_at", "recorded_at")}
    wanted = json.dumps(event | times, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sealed_text(event) == wanted
    kept = json.dumps(event["details"])
    as_stored = row_of(
        event
        | {"id": 1, "details": kept, "hash_before": "", "hash": ""}
        | {name: text[:-6].replace("T", " ") for name, text in times.items()}
    )
    assert as_stored.text == wanted


@pytest.mark.parametrize("details", [{"a": float("nan")}, {"a": START}, {"a": {1, 2}}])
def test_what_json_cannot_hold_is_never_sealed(details):
    with pytest.raises((TypeError, ValueError)):
        plain(details)
