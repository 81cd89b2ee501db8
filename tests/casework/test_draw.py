"""The draw by lot: a second program, chance, and strata respected exactly."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.draw import Frame, draw, in_proportion, key_of, same_number
from casework.errors import CaseworkError
from tests.translations import ROOT

SAID = (ROOT / "docs/decisions/0037-rounds-and-spot-checks.md").read_text(encoding="utf-8")
SEED = "20261120-4056.12"
FRAME = Frame.read(re.search(r"```tsv\n(.*?)```", SAID, re.S)[1])  # type: ignore[index]
SIZES = {"甲街道": 2, "乙街道": 1}

words = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="="), min_size=1, max_size=6
)
frames = st.dictionaries(words, words, min_size=1, max_size=30).map(lambda e: Frame.of(e.items()))


def program(kind: str) -> str:
    """Return a program as it is published."""
    return re.search(rf"```{kind}\n(.*?)```", SAID, re.S)[1]  # type: ignore[index]


def lines(frame: Frame, seed: str, sizes: dict[str, int]) -> list[str]:
    return [f"{one.stratum}\t{one.code}\t{one.key}" for one in draw(frame, seed, sizes)]


def run(command: list[str], **environment: str) -> list[str]:
    """Return what a program writes, in a process with an environment of its own."""
    kept = {"PATH": os.environ["PATH"]} | environment
    done = subprocess.run(command, env=kept, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def big_frame() -> Frame:
    return Frame.of(
        (f"点-{n:04}", ("一街道", "二街道", "S 3", "三")[n * n % 4]) for n in range(400)
    )


def test_the_published_example_comes_out_as_published() -> None:
    assert f"`{FRAME.sha256}`" in SAID
    rows = re.findall(r"^\| (\S+) \| (R\d+) \| ([0-9a-f]{8}) \| (yes|no) \|$", SAID, re.M)
    assert len(rows) == len(FRAME.elements)
    drawn = {one.code for one in draw(FRAME, SEED, SIZES)}
    for stratum, code, begins, is_drawn in rows:
        assert key_of(SEED, stratum, code).startswith(begins)
        assert (code in drawn) == (is_drawn == "yes")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4294967295", "LC_ALL": "C.UTF-8", "TZ": "America/New_York"},
        {"PYTHONHASHSEED": "0", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1"},
    ],
)
def test_the_published_program_draws_the_same_in_another_process(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    frame = big_frame()
    sizes = in_proportion(frame.counts, 40)
    (tmp_path / "draw.py").write_text(program("python"), encoding="utf-8")
    (tmp_path / "frame.tsv").write_bytes(frame.as_text.encode())
    said = [f"{stratum}={size}" for stratum, size in sizes.items()]
    command = [sys.executable, str(tmp_path / "draw.py"), str(tmp_path / "frame.tsv"), "种子 7"]
    assert run([*command, *said], **environment) == lines(frame, "种子 7", sizes)


def test_the_published_shell_program_draws_the_same(tmp_path: Path) -> None:
    (tmp_path / "draw.sh").write_text(program("sh"), encoding="utf-8")
    (tmp_path / "frame.tsv").write_bytes(FRAME.as_text.encode())
    command = ["sh", str(tmp_path / "draw.sh"), str(tmp_path / "frame.tsv"), SEED]
    found = [line for s, n in sorted(SIZES.items()) for line in run([*command, s, str(n)])]
    assert found == lines(FRAME, SEED, SIZES)


def test_the_hash_of_the_frame_is_that_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "frame.tsv").write_bytes(FRAME.as_text.encode())
    assert run(["sha256sum", str(tmp_path / "frame.tsv")])[0].split()[0] == FRAME.sha256


@given(frames, words, st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_frame_changes_nothing_and_strata_are_kept_exactly(
    frame: Frame, seed: str, shuffle: Random, data: st.DataObject
) -> None:
    sizes = {s: data.draw(st.integers(0, n)) for s, n in frame.counts.items()}
    if not sum(sizes.values()):
        sizes = frame.counts
    elements = list(frame.elements)
    shuffle.shuffle(elements)
    sample = draw(Frame.of(elements), seed, sizes)
    assert sample == draw(frame, seed, sizes)
    of = dict(frame.elements)
    assert Counter(one.stratum for one in sample) == {s: n for s, n in sizes.items() if n}
    assert all(of[one.code] == one.stratum for one in sample)
    assert len({one.code for one in sample}) == len(sample)


@given(frames, words, st.data())
def test_what_is_added_to_one_stratum_changes_no_other(
    frame: Frame, seed: str, data: st.DataObject
) -> None:
    counts = frame.counts
    touched = data.draw(st.sampled_from(sorted(counts)))
    others = {s: 1 for s in counts if s != touched}
    if not others:
        return
    more = Frame.of([*frame.elements, ("added  one", touched)])
    assert draw(more, seed, others) == draw(frame, seed, others)


def test_every_element_is_drawn_equally_often_over_many_seeds() -> None:
    frame = Frame.of((f"P{n:02}", "ab"[n % 3 == 0]) for n in range(30))
    sizes, seeds = {"a": 5, "b": 3}, 3000
    assert frame.counts == {"a": 20, "b": 10}
    drawn = Counter(c.code for n in range(seeds) for c in draw(frame, f"seed {n}", sizes))
    for stratum, size in sizes.items():
        codes = [code for code, of in frame.elements if of == stratum]
        share = size / len(codes)
        expected = seeds * share
        spread = sum((drawn[c] - expected) ** 2 for c in codes) / expected
        # Without replacement the sum, divided by 1 - share, is chi-square with one degree of
        # freedom for each element but one; its 99.9 % points for 19 and 9 of them:
        assert spread / (1 - share) * (1 - 1 / len(codes)) < {20: 43.8, 10: 27.9}[len(codes)]
        # Too even would be no chance either: the 0.1 % points.
        assert spread / (1 - share) * (1 - 1 / len(codes)) > {20: 5.4, 10: 1.15}[len(codes)]


def test_pairs_are_drawn_equally_often_over_many_seeds() -> None:
    frame = Frame.of((f"{n}", "all") for n in range(6))
    pairs = Counter(
        frozenset(one.code for one in draw(frame, f"{n}", {"all": 2})) for n in range(3000)
    )
    spread = sum((count - 200) ** 2 / 200 for count in pairs.values())
    assert len(pairs) == 15
    assert 2.0 < spread < 36.1  # 0.1 % and 99.9 % points of chi-square with 14 degrees of freedom


@given(st.dictionaries(words, st.integers(1, 60), min_size=1, max_size=8), st.data())
def test_shares_in_proportion_add_up_with_at_least_one_of_each(
    counts: dict[str, int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(len(counts), sum(counts.values())))
    sizes = in_proportion(counts, total)
    assert sum(sizes.values()) == total
    assert list(sizes) == sorted(counts)
    assert all(1 <= sizes[s] <= counts[s] for s in counts)
    # Nobody with more elements gets fewer.
    assert all(sizes[a] <= sizes[b] for a in counts for b in counts if counts[a] < counts[b])
    if all(counts[s] * total >= sum(counts.values()) for s in counts):
        share = total / sum(counts.values())
        assert all(abs(sizes[s] - counts[s] * share) < 1 for s in counts)


def test_known_shares() -> None:
    assert in_proportion({"a": 50, "b": 30, "c": 20}, 10) == {"a": 5, "b": 3, "c": 2}
    assert in_proportion({"a": 47, "b": 16, "c": 37}, 10) == {"a": 5, "b": 1, "c": 4}
    # b and c have less than one; a gets what is left.
    assert in_proportion({"a": 98, "b": 1, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}
    assert same_number({"a": 4, "b": 9}, 3) == {"a": 3, "b": 3}


def test_a_stratum_that_has_too_few_is_refused_with_both_numbers() -> None:
    with pytest.raises(CaseworkError, match="3 cannot be drawn from 乙街道, which has 2"):
        draw(FRAME, SEED, {"甲街道": 1, "乙街道": 3})
    with pytest.raises(CaseworkError, match="1 cannot be drawn from 丙, which has 0"):
        draw(FRAME, SEED, {"丙": 1})
    with pytest.raises(CaseworkError, match="-1 cannot be drawn"):
        draw(FRAME, SEED, {"甲街道": -1})
    with pytest.raises(CaseworkError, match="Nothing is to be drawn"):
        draw(FRAME, SEED, {"甲街道": 0})
    with pytest.raises(CaseworkError, match="4 cannot be divided|1 cannot be divided"):
        in_proportion({"a": 1, "b": 2}, 1)


@pytest.mark.parametrize("word", ["", " a", "a\n", "a\tb", "a\nb", "\x00", "\ud800"])
def test_what_would_not_stay_apart_in_a_key_is_refused(word: str) -> None:
    with pytest.raises(CaseworkError, match="cannot be used in a draw"):
        draw(FRAME, word, SIZES)
    with pytest.raises(CaseworkError, match="cannot be used in a draw"):
        Frame.of([(word, "s")])
    with pytest.raises(CaseworkError, match="cannot be used in a draw"):
        Frame.of([("c", word)])


def test_a_code_stands_in_a_frame_once() -> None:
    with pytest.raises(CaseworkError, match="R1 stands in the frame more than once"):
        Frame.of([("R1", "a"), ("R1", "b")])


def test_a_frame_is_read_back_as_it_was_written() -> None:
    frame = big_frame()
    assert Frame.read(frame.as_text) == frame
    assert Frame.read("\ufeff" + frame.as_text.replace("\n", "\r\n")) == frame
    with pytest.raises(CaseworkError, match="Line 2 of the frame is R2"):
        Frame.read("R1\ta\nR2\n")
