"""What people write to be reached by, or to be known by, is masked; codes of the service stay."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.masking import MASK, masked_text
from service.packs.deck import Line, Lines, Picture, Slide
from service.packs.deck_plain import canonical
from service.packs.masking import masked, masked_pictures
from service.packs.words import Words
from tests.service.packs.sample import sample_deck

CONTACTS = (
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "１３８１２３４５６７８",
    "１３８－１２３４－５６７８",
    "+86 13812345678",
    "+86-138-1234-5678",
    "008613812345678",
    "8613812345678",
    "0531-88123456",
    "0531 8812 3456",
    "(0531)88123456",
    "（０５３１）８８１２３４５６",
    "010-65123456转802",
    "053188123456",
    "370102199001011234",
    "37010219900101123X",
    "370102 19900101 123x",
    "３７０１０２１９９００１０１１２３４",
    "6222021234567890123",
    "6222 0212 3456 7890 123",
    "6222-0212-3456-7890",
    "4111111111111111",
    "zhang.san@example.com",
    "zhang＠example．com",
    "微信：zhang_san88",
    "QQ 123456789",
    "身份证号370102900101123",
)
CODES = (
    "SQ20261012-00001",
    "A20261012-0006",
    "TB20261123-1",
    "20261122-000801",
    "20261009-1",
    "990101001001001",
    "9901010010010011",
    "12345678901234567890",
    "督〔2026〕0003",
    "2026-10-12",
    "2026-10-12 09:30",
    "2026-10-12至2026-10-31",
    "2026年10月12日",
    "P2026-10-1",
    "1371/1371",
    "12345热线",
    "1,208,345",
    "92.3 %",
    "130102001003",
)


@pytest.mark.parametrize("said", CONTACTS)
@pytest.mark.parametrize(
    "around", ["{}", "请联系{}谢谢", "call {} please", "（{}）", "张三{}，李四"]
)
def test_contacts_and_numbers_of_persons_are_masked(said: str, around: str) -> None:
    text, n = masked_text(around.format(said))
    assert n == 1
    assert text.count(MASK) == 1
    assert not re.search("[0-9０-９]{4}|@|zhang", text)
    before, after = around.split("{}")
    assert text.startswith(before)
    assert text.endswith(after)


@pytest.mark.parametrize("said", CODES)
@pytest.mark.parametrize("around", ["{}", "案件{}已办结", "case {} is closed", "（{}）"])
def test_codes_days_and_figures_stay(said: str, around: str) -> None:
    assert masked_text(around.format(said)) == (around.format(said), 0)


@given(
    st.text("0123456789", min_size=9, max_size=9),
    st.lists(st.sampled_from(["", " ", "-", "　", "－", "\u200b"]), min_size=10, max_size=10),
    st.booleans(),
)
def test_a_mobile_number_is_masked_however_it_is_written(
    digits: str, gaps: list[str], is_wide: bool
) -> None:
    number = f"13{digits}"
    if is_wide:
        number = number.translate({0x30 + n: 0xFF10 + n for n in range(10)})
    written = "".join(a + b for a, b in zip(number, [*gaps, ""], strict=True))
    text, n = masked_text(f"电话 {written} 找我")
    assert n == 1
    assert not any(sign in text for sign in number)


def test_every_text_of_a_deck_is_masked_and_nothing_is_left_elsewhere() -> None:
    secret = "13812345678"
    deck = sample_deck()
    told = Words(f"找 {secret}", f"ask {secret}")
    lines = Lines("l", (Line(told, told),), told)
    picture = Picture("p", told, {"zh": "0" * 64}, {"zh": "0" * 64})
    slide = Slide("x", "x", told, "halves", (lines, picture), told, (told,))
    secretive = replace(deck, title=told, place=told, slides=(*deck.slides, slide))
    clean, n = masked(secretive)
    assert n == 9
    assert secret.encode() not in canonical(clean)
    assert masked(clean) == (clean, 0)
    assert masked(deck) == (deck, 0)


def test_texts_of_pictures_are_masked_and_their_shapes_are_not_touched() -> None:
    path = '<svg><path d="M13812345678 0"/>'
    svg = path + '<text x="13812345678">电话 13812345678 &amp; 李</text></svg>'
    found, n = masked_pictures({"a" * 64: svg})
    assert n == 1
    assert found == {"a" * 64: svg.replace("电话 13812345678", f"电话 {MASK}")}
