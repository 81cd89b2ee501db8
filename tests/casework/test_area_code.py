"""Codes of grids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.area_code import SCHEMES, check_code, parents_of, scheme_named
from casework.errors import CaseworkError


@pytest.mark.parametrize(
    ("code", "parent", "scheme"),
    [
        ("360121001002003", "360121001002", "15"),
        ("360121001002003", None, "15"),
        ("3601211001002003", "3601211001002", "16"),
        ("01020336012100100204", "360121001002", "20"),
        ("3E05", "3E", "any"),
        ("网格-7", None, "any"),
        ("{x}", "whatever", "any"),
    ],
)
def test_a_good_code_has_no_problem(code: str, parent: str | None, scheme: str) -> None:
    assert check_code(code, parent, scheme) is None


@pytest.mark.parametrize(
    ("code", "parent", "scheme", "way_out"),
    [
        ("", None, "any", "give every grid a code"),
        ("  ", None, "15", "give every grid a code"),
        ("1.5E+14", None, "any", "format the column as text"),
        ("1.5e14", None, "15", "format the column as text"),
        ("3.60121E+14", None, "15", "format the column as text"),
        ("1E+16", None, "any", "format the column as text"),
        ("360121001002003.0", None, "15", "format the column as text"),
        (" 101", None, "any", "remove them"),
        ("10\u200b1", None, "any", "remove them"),
        ("36012100100200A", None, "15", "digits 0-9"),
        ("３６０１２１００１００２００３", None, "15", "digits 0-9"),
        ("٣٦٠١٢١٠٠١٠٠٢٠٠٣", None, "15", "digits 0-9"),
        ("36012100100200", None, "15", "14 digits"),
        ("3601210010020031", None, "15", "16 digits"),
        ("360121001002003", "360121001003", "15", "360121001002"),
        ("360121001002003", "360121001", "15", "360121001002"),
        ("01020336012100100204", "010203360121", "20", "360121001002"),
        ("01020336012100100000", None, "20", "15 digits"),
    ],
)
def test_a_bad_code_is_refused_with_the_way_out(
    code: str, parent: str | None, scheme: str, way_out: str
) -> None:
    problem = check_code(code, parent, scheme)
    assert problem is not None
    assert way_out in str(problem)


def test_the_units_above_a_grid_are_read_from_its_code() -> None:
    assert parents_of("360121001002003", "15") == [
        ("county", "360121"),
        ("street", "360121001"),
        ("community", "360121001002"),
    ]
    assert parents_of("3601211001002003", "16")[1] == ("street", "3601211001")
    assert parents_of("01020336012100100204", "20")[2] == ("community", "360121001002")
    assert parents_of("anything", "any") == []


def test_the_units_above_a_bad_code_are_refused() -> None:
    with pytest.raises(CaseworkError, match="needs 15"):
        parents_of("3601", "15")


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CaseworkError, match="any, 15, 16, 20"):
        scheme_named("17")


def test_the_schemes_have_the_lengths_they_are_named_after() -> None:
    assert {name: s.length for name, s in SCHEMES.items()} == {
        "any": 0,
        "15": 15,
        "16": 16,
        "20": 20,
    }


@given(code=st.text(max_size=30), parent=st.none() | st.text(max_size=20))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_any_text_gets_an_answer_that_can_be_said(
    scheme: str, code: str, parent: str | None
) -> None:
    problem = check_code(code, parent, scheme)
    assert problem is None or str(problem)


@given(st.text("0123456789", min_size=15, max_size=15))
def test_a_code_fits_the_community_it_names_and_no_other(code: str) -> None:
    community = parents_of(code)[-1][1]
    assert check_code(code, community) is None
    assert check_code(code, community[:-1] + str((int(community[-1]) + 1) % 10)) is not None
