"""New codes: by the scheme, never one that was ever used, the same for the same question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.area_code import check_code
from casework.code_giving import CodeGiver
from casework.errors import CaseworkError

COMMUNITY = "990101001001"


def test_a_new_grid_has_the_number_after_the_last_ever_used() -> None:
    giver = CodeGiver([COMMUNITY + "001", COMMUNITY + "007"], "15")
    assert [giver.grid(COMMUNITY, COMMUNITY + "001") for _ in range(2)] == [
        COMMUNITY + "008",
        COMMUNITY + "009",
    ]


def test_gaps_are_filled_only_when_the_end_is_reached_and_then_it_is_full() -> None:
    used = {f"{COMMUNITY}{n:03d}" for n in range(1, 1000)} - {COMMUNITY + "004"}
    giver = CodeGiver(used, "15")
    assert giver.grid(COMMUNITY, "") == COMMUNITY + "004"
    with pytest.raises(CaseworkError, match="from 001 to 999 below 990101001001 were used"):
        giver.grid(COMMUNITY, "")


@pytest.mark.parametrize(
    ("name", "like", "number"),
    [
        ("东湖社区", "990101001205", "001"),  # 村改社区: the name says what it is
        ("东湖村", "990101001001", "200"),
        ("东湖", "990101001007", "001"),  # else what it was
        ("东湖", "990101001250", "200"),
        ("东湖", "990101001450", "400"),
        ("东湖", "rural", "001"),
    ],
)
def test_a_community_is_numbered_in_the_range_of_its_kind(name, like, number) -> None:
    code = CodeGiver([], "15").unit("community", "990101001", name, like)
    assert code == "990101001" + number


@pytest.mark.parametrize(
    ("name", "number"), [("城东街道", "001"), ("城关镇", "100"), ("上河乡", "200")]
)
def test_a_street_is_numbered_in_the_range_of_its_kind(name, number) -> None:
    assert CodeGiver([], "15").unit("street", "990101", name, "990101001") == "990101" + number


def test_a_merged_community_is_numbered_from_601_in_the_scheme_of_the_standard_only() -> None:
    asked = ("community", "990101001", "新社区", COMMUNITY)
    assert CodeGiver([], "20").unit(*asked, is_merged=True) == "990101001601"
    assert CodeGiver([], "15").unit(*asked, is_merged=True) == "990101001001"


def test_a_grid_of_the_standard_keeps_its_object_digits_and_is_never_00() -> None:
    code = CodeGiver([], "20").grid(COMMUNITY, "123456" + COMMUNITY + "09")
    assert code == "123456" + COMMUNITY + "01"


def test_virtual_communities_are_left_out() -> None:
    used = [f"990101001{n}" for n in range(400, 498)]
    assert CodeGiver(used, "15").unit("community", "990101001", "X", "990101001401").endswith("499")


def test_streets_of_four_digits_have_no_ranges() -> None:
    assert CodeGiver([], "16").unit("street", "990101", "城关镇", "x") == "9901010001"
    assert CodeGiver([], "16").grid("9901010001001", "") == "9901010001001001"


def test_a_free_scheme_goes_on_from_the_old_code() -> None:
    giver = CodeGiver(["A", "A-1"], "any")
    assert [giver.grid(None, "A"), giver.unit("community", None, "X", "A")] == ["A-2", "A-3"]


@pytest.mark.parametrize(
    "parent", [None, "", "99010100100", "99010100100x", "９９０１０１００１００１"]
)
def test_no_code_is_given_below_a_parent_that_is_not_of_the_scheme(parent) -> None:
    with pytest.raises(CaseworkError, match="set the code scheme to any"):
        CodeGiver([], "15").grid(parent, "x")


def test_the_code_of_a_county_is_not_made_here() -> None:
    with pytest.raises(CaseworkError, match="GB/T 2260"):
        CodeGiver([], "15").unit("county", "9901", "某县", "990101")


def test_a_code_of_somebody_s_own_must_be_new() -> None:
    giver = CodeGiver(["A"], "15")
    giver.refuse_used("B")
    for code in ("A", "B"):
        with pytest.raises(CaseworkError, match="never used again"):
            giver.refuse_used(code)


def test_what_fits_its_parent_needs_no_new_code() -> None:
    giver = CodeGiver([], "15")
    assert giver.fits("grid", COMMUNITY + "001", COMMUNITY)
    assert not giver.fits("grid", COMMUNITY + "001", "990101001002")
    assert giver.fits("community", COMMUNITY, "990101001")
    assert not giver.fits("street", "990101001", "990102")
    assert giver.fits("county", "990101", "9902")
    assert not giver.fits("grid", "A1", "A")
    assert CodeGiver([], "any").fits("grid", "A1", "B")
    assert CodeGiver([], "20").fits("grid", "123456" + COMMUNITY + "01", COMMUNITY)


@given(
    st.sampled_from(["15", "16", "20"]),
    st.sets(st.integers(1, 60), max_size=50),
    st.integers(1, 30),
)
def test_codes_given_are_of_the_scheme_new_and_the_same_again(scheme, numbers, count) -> None:
    parent = "9901010001001" if scheme == "16" else COMMUNITY
    lead, digits = ("123456", 2) if scheme == "20" else ("", 3)
    used = {f"{lead}{parent}{n:0{digits}}" for n in numbers}
    like = f"{lead}{parent}{1:0{digits}}"
    given_codes = [CodeGiver(used, scheme), CodeGiver(sorted(used), scheme)]
    first, again = ([giver.grid(parent, like) for _ in range(count)] for giver in given_codes)
    assert first == again
    assert len(set(first) | used) == len(first) + len(used)
    assert all(check_code(code, parent, scheme) is None for code in first)
