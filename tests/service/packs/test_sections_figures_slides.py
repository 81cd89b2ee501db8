"""The slides of sections fit, are the same whenever they are built, and never fail for want."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from casework.access import OPERATOR
from casework.period import Period
from data.migrate import migrate
from data.schema import cases, grids, org_units, workers
from data.store import TOPICS, Store, bump
from service.areas import children_of
from service.figure_list import figure_units
from service.packs.contents import SECTIONS
from service.packs.deck import Deck, Lines, Picture, Slide, Table
from service.packs.deck_plain import canonical, from_plain, to_plain
from service.packs.layout import NOTE_PT, NOTES, SUBTITLE, SUBTITLE_PT, TITLE, TITLE_PT, boxes
from service.packs.paging import lines_that_fit, paged
from service.packs.section import SectionAsk
from service.packs.section_matters import Counted, Known, chosen
from service.packs.text_width import lines_of
from service.packs.words import NONE, Words
from tests.service.district import rows_of
from tests.service.matters import found_district
from tests.service.packs.sections_town import JUNE, MAY, NAMES, NOW, THEN, ask, blocks, town

HOSTILE = "</text><script>alert(1)</script>\" onload='x' {n} {{}} %s ]]> & \\ 网格"
LONG = "很长的名称" * 12


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration district; never written to."""
    return town(tmp_path_factory.mktemp("slides") / "town.db")


@pytest.fixture
def own(tmp_path: Path, store: Store) -> Iterator[Store]:
    """Return a copy of the district that may be written to."""
    path = tmp_path / "own.db"
    shutil.copy(str(store.engine.url.database), path)
    copied = Store(str(path))
    yield copied
    copied.engine.dispose()


def _built(asked: SectionAsk) -> tuple[Slide, ...]:
    return tuple(slide for name in NAMES for slide in SECTIONS[name](asked))


def _deck(asked: SectionAsk, slides: tuple[Slide, ...]) -> Deck:
    period = asked.period.key
    return Deck(period, None, None, asked.as_of, NONE, NONE, NONE, slides)


def _fits(slides: tuple[Slide, ...]) -> None:
    keys = [slide.key for slide in slides]
    assert len(keys) == len(set(keys))
    for slide in slides:
        assert slide.title, slide.key
        for language in ("zh", "en"):
            for text, size, box, most in (
                (slide.title, TITLE_PT, TITLE, 1),
                (slide.subtitle, SUBTITLE_PT, SUBTITLE, 1),
                (Words.joined(slide.notes, "   "), NOTE_PT, NOTES, 2),
            ):
                told = text.told(language)
                assert lines_of(told, size, box.w) <= most, (slide.key, told)
        for block, box in zip(slide.blocks, boxes(slide), strict=True):
            if isinstance(block, Table):
                assert len(paged(block, box)) == 1, slide.key
                assert all(len(row) == len(block.columns) for row in block.rows)
            if isinstance(block, Lines):
                assert lines_that_fit(block, box)[1] == 0, slide.key


@pytest.mark.parametrize("period", [MAY, JUNE, "2026-Q2", "2026-W20", "2026-05-03..2026-05-09"])
def test_everything_fits_its_slide(store: Store, period: str) -> None:
    asked = ask(store, period)
    slides = _built(asked)
    _fits(slides)
    deck = _deck(asked, slides)
    assert from_plain(json.loads(canonical(deck))) == from_plain(to_plain(deck))
    assert len({slide.section for slide in slides}) == len(NAMES)


def test_two_builds_of_the_same_records_are_the_same_to_the_byte(
    store: Store, tmp_path: Path
) -> None:
    asked = ask(store, as_of=THEN)
    slides = _built(asked)
    path = tmp_path / "other.db"
    shutil.copy(str(store.engine.url.database), path)
    # another process, which has looked at another moment first
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from data.store import Store\n"
        "from tests.service.packs import test_sections_figures_slides as t\n"
        "store = Store(sys.argv[1])\n"
        "t._built(t.ask(store, as_of=t.NOW))\n"
        "asked = t.ask(store, as_of=t.THEN)\n"
        "deck = t._deck(asked, t._built(asked))\n"
        "sys.stdout.buffer.write(t.canonical(deck))\n"
        "Path(sys.argv[2]).write_text(chr(10).join(sorted(asked.gallery.svgs.values())))\n"
    )
    drawn = tmp_path / "drawn.txt"
    made = subprocess.run(
        [sys.executable, "-c", code, str(path), str(drawn)], capture_output=True, check=True
    )
    assert made.stdout == canonical(_deck(asked, slides))
    assert drawn.read_text() == "\n".join(sorted(asked.gallery.svgs.values()))


def test_maps_hang_in_both_languages_inside_and_outside_and_stay_small(store: Store) -> None:
    asked = ask(store)
    pictures = list(blocks(_built(asked), Picture))
    assert len(pictures) == 3 + 3
    for one in pictures:
        for of in (one.inside, one.outside):
            assert set(of) == {"zh", "en"}
            for mark in of.values():
                svg = asked.gallery.svgs[mark]
                ElementTree.fromstring(svg)
                assert len(svg.encode()) < 120_000
        shown = asked.gallery.svgs[one.outside["en"]]
        assert "For outside" in shown
        assert "For outside" not in asked.gallery.svgs[one.inside["en"]]
        assert "<circle" not in shown
        assert one.ratio > 1


def test_names_from_files_are_texts_and_nothing_else(own: Store) -> None:
    with own.begin() as conn:
        conn.execute(org_units.update().values(name=HOSTILE + org_units.c.code))
        conn.execute(grids.update().values(name=LONG + HOSTILE))
        conn.execute(cases.update().values(category=HOSTILE).where(cases.c.id % 2 == 0))
        bump(conn, *TOPICS)
    asked = ask(own, as_of=NOW + timedelta(days=30))
    slides = _built(asked)
    assert slides
    for svg in asked.gallery.svgs.values():
        ElementTree.fromstring(svg)
        assert "<script" not in svg
    told = json.loads(canonical(_deck(asked, slides)))
    assert HOSTILE in json.dumps(told, ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")


def test_no_worker_and_no_address_stands_on_any_slide(store: Store) -> None:
    people = rows_of(store, workers)
    addresses = rows_of(store, cases)["address"].dropna()
    text = canonical(_deck(ask(store), _built(ask(store, as_of=NOW + timedelta(days=30)))))
    text += "".join(ask(store).gallery.svgs.values()).encode()
    told = text.decode()
    for name in (*people["name"], *people["code"], *addresses[addresses.str.len() > 6]):
        assert name not in told


def test_an_empty_district_has_slides_that_say_so(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "empty.db"))
    migrate(store)
    slides = _built(ask(store))
    _fits(slides)
    told = " ".join(line.text.en for block in blocks(slides, Lines) for line in block.lines)
    assert "There is no grid on the map of 2026-06-16: nothing can be drawn." in told
    assert "there is no matter to tell of" in told
    assert "Nothing is overdue." in told
    assert "No case is open." in told


def test_a_district_without_cases_and_a_period_without_any_are_told(
    store: Store, tmp_path: Path
) -> None:
    _fits(_built(ask(store, "2020-01")))
    quiet = Store(str(tmp_path / "quiet.db"))
    migrate(quiet)
    found_district(quiet)
    for period in (MAY, JUNE):
        slides = _built(ask(quiet, period))
        _fits(slides)
        assert {slide.section for slide in slides} == set(NAMES)
        assert len(list(blocks(slides, Picture))) == 3


def test_every_part_of_the_district_and_every_unit_has_its_pack(store: Store) -> None:
    street = children_of(OPERATOR, store, None, NOW.date())[0].code
    community = children_of(OPERATOR, store, street, NOW.date())[0].code
    grid = children_of(OPERATOR, store, community, NOW.date())[0].code
    for area in (street, community, grid):
        _fits(_built(ask(store, area=area)))
    for unit in list(figure_units(OPERATOR, store))[:4]:
        slides = _built(ask(store, unit=unit))
        _fits(slides)
        assert not list(blocks(slides, Picture))
    quiet = _built(ask(store, area=grid, period="2020-01"))
    _fits(quiet)


def test_live_addresses_have_the_period_and_the_area(store: Store) -> None:
    street = str(children_of(OPERATOR, store, None, NOW.date())[0].code)
    for slide in _built(ask(store, area=street)):
        assert f"period=2026-05&area={street}" in slide.link, slide.key
        assert not slide.link.startswith("/")
    assert _built(ask(store, JUNE))[0].link == "glance?period=2026-06"


def _known(**counted: tuple[int, int | None, bool]) -> Known:
    categories: Mapping[str, Counted] = {
        name: Counted(now, before, grown, (before or 0, now))
        for name, (now, before, grown) in counted.items()
    }
    gathering = {"drains": (), "lamps": ()}
    return Known(100, categories, (Period.parse("2026-04"), Period.parse(MAY)), gathering)


def test_matters_are_chosen_in_the_order_that_is_told() -> None:
    found = _known(
        noise=(50, 20, True),
        litter=(90, 40, True),
        lamps=(99, 98, False),
        roads=(9, 9, False),
        trees=(70, 90, False),
        water=(200, 190, False),
    )
    opened = pd.DataFrame(
        {"category": ["trees", "roads", "roads", "noise"], "is_overdue": [True, True, True, False]}
    )
    picked = chosen(found, opened, {"parking": 3, "noise": 9}, 9)
    assert [one.category for one in picked] == [
        "litter", "noise", "drains", "lamps", "parking", "roads", "trees", "water",
    ]  # fmt: skip
    assert str(picked[0].why) == (
        "Chosen because it grew beyond chance: 90 new cases, 40 in the period before."
    )
    assert [one.category for one in chosen(found, opened, {}, 2)] == ["litter", "noise"]
    assert chosen(Known(0, {}, (), {}), opened.iloc[:0], {}, 3) == ()


def test_what_has_not_grown_beyond_chance_is_not_said_to_have_grown() -> None:
    opened = pd.DataFrame({"category": [], "is_overdue": []})
    found = Known(9, {"noise": Counted(9, 3, False, (3, 9))}, (), {})
    (one,) = chosen(found, opened, {}, 3)
    assert "most came in" in str(one.why)
