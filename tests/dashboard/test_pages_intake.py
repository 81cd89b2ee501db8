"""The import page writes nothing before the person says so, and says what it read."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import sqlalchemy as sa
from shapely import Polygon, box
from streamlit.testing.v1 import AppTest

from dashboard import upload
from data.migrate import migrate
from data.schema import cases, grids, imports
from data.settings_store import set_setting
from data.store import Store, open_store

HOSTILE = "<img src=x onerror=alert(1)> **b** [a](http://b) =1+1"


def _page() -> None:
    from pages import intake

    intake.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'pages.db'}")
    monkeypatch.setattr(upload, "UPLOADS", tmp_path / "uploads")
    made = open_store()
    migrate(made)
    yield made


def _run(kind: str, *files: tuple[str, bytes]) -> AppTest:
    at = AppTest.from_function(_page, default_timeout=60)
    at.run()
    # In Chinese throughout: AppTest words options outside the session, in the default language.
    at.radio(key="wizard_kind").set_value(kind)
    at.file_uploader[0].set_value([(name, content, "") for name, content in files])
    return _still_well(at.run())


def _still_well(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def _press(at: AppTest, key: str) -> AppTest:
    return _still_well(at.button(key=key).click().run())


def _count(store: Store, table: sa.Table) -> int:
    with store.read() as conn:
        return int(conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def _grid_file(tmp_path: Path, *, crs: str = "EPSG:4490", bad: bool = False) -> tuple[str, bytes]:
    shapes = [box(114 + i / 100, 30, 114.01 + i / 100, 30.01) for i in range(3)]
    if bad:
        shapes[2] = Polygon([(114.02, 30), (114.03, 30.01), (114.03, 30), (114.02, 30.006)])
    frame = gpd.GeoDataFrame(
        {"网格编码": [f"99010100100100{i}" for i in range(3)], "网格员": ["甲", "乙", HOSTILE]},
        geometry=shapes,
        crs="EPSG:4490",
    ).to_crs(crs)
    path = tmp_path / "网格.gpkg"
    frame.to_file(path, layer="grids")
    return path.name, path.read_bytes()


CASES = (
    "案件编号,经度,纬度,上报时间,案件类型\n"
    f"A1,114.005,30.005,2026-01-02 08:00,{HOSTILE}\n"
    "A2,114.015,30.005,not a time,噪声\n"
    "A2,114.015,30.005,2026-01-02 08:00,噪声\n"
).encode("gb18030")


def _texts(at: AppTest) -> str:
    shown = [*at.error, *at.warning, *at.info, *at.caption, *at.success, *at.markdown]
    return "\n".join([*(str(one.value) for one in shown), _html(at)])


def _html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


def test_nothing_is_written_by_handing_over_and_checking_and_all_of_it_by_taking_in(
    store: Store, tmp_path: Path
) -> None:
    at = _run("grids", _grid_file(tmp_path))
    at = _press(at, "wizard_check")
    assert _count(store, grids) == 0
    assert _count(store, imports) == 0
    at = _press(at, "wizard_import")
    assert _count(store, grids) == 3
    assert _count(store, imports) == 1
    assert not list((tmp_path / "uploads").iterdir())


def test_the_figures_of_the_preview_add_up_and_refused_rows_are_listed(store, tmp_path) -> None:
    at = _press(_press(_run("grids", _grid_file(tmp_path)), "wizard_check"), "wizard_import")
    at = _run("cases", ("案件.csv", CASES))
    at.selectbox(key=_key(at, "wizard_crs")).set_value("CGCS2000").run()
    at = _press(at, "wizard_check")
    issues = next(frame.value for frame in at.dataframe if "行" in frame.value.columns)
    refused = issues[issues["该行"].str.startswith("▲")]
    body = _html(at)
    assert "<b>1</b>" in body
    assert "<b>2</b>" in body
    assert list(refused["行"]) == [3, 4]
    assert _count(store, cases) == 0
    _press(at, "wizard_import")
    assert _count(store, cases) == 1


def _key(at: AppTest, start: str) -> str:
    return next(one.key for one in at.selectbox if (one.key or "").startswith(start))


def test_a_table_without_declared_system_is_asked_about_and_refused_without_answer(store) -> None:
    at = _run("cases", ("案件.csv", CASES))
    assert at.warning
    at = _press(at, "wizard_check")
    assert at.error
    assert _count(store, cases) == 0


def test_text_of_the_file_is_shown_as_text(store, tmp_path) -> None:
    at = _run("cases", ("案件.csv", CASES))
    sample = at.dataframe[0].value
    assert HOSTILE in set(sample["案件类型"])
    assert "<img" not in _html(at)
    at = _run("grids", (f"{HOSTILE}.txt", b"\xff\xfe\x00"))
    assert at.error
    assert "<img" not in _html(at)
    assert "**b**" not in at.error[0].value


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("grids", "a.gpkg", b"not a geopackage"),
        ("grids", "a.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("cases", "a.csv", b""),
        ("cases", "a.xlsx", b"PK\x03\x04broken"),
        ("households", "a.exe", b"MZ"),
        ("workers", "a.csv", b"\n\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence_and_changes_nothing(
    store: Store, kind: str, name: str, content: bytes
) -> None:
    at = _run(kind, (name, content))
    assert len(at.error) == 1
    assert len(at.error[0].value) > 15
    assert _count(store, imports) == 0


def test_the_repair_of_polygons_is_asked_for_and_its_areas_are_shown(store, tmp_path) -> None:
    at = _run("grids", _grid_file(tmp_path, bad=True))
    at.checkbox[0].set_value(True).run()
    at = _press(at, "wizard_check")
    repaired = next(f.value for f in at.dataframe if any("面积" in str(c) for c in f.value.columns))
    assert len(repaired) == 1


def test_changing_an_answer_after_the_check_takes_the_import_away_until_checked_again(
    store: Store, tmp_path: Path
) -> None:
    at = _press(_run("grids", _grid_file(tmp_path)), "wizard_check")
    at.checkbox[0].set_value(True).run()
    assert not any(button.key == "wizard_import" for button in at.button)


def test_an_import_is_taken_back_only_after_asking_again(store: Store, tmp_path: Path) -> None:
    at = _press(_press(_run("grids", _grid_file(tmp_path)), "wizard_check"), "wizard_import")
    at.selectbox(key="undo_number").set_value(1).run()
    at = _press(at, "undo_ask")
    assert _count(store, grids) == 3
    at = _press(at, "undo_yes")
    assert _count(store, grids) == 0
    assert any("areas" in one.value or "网格" in one.value for one in at.success)


def test_several_files_that_are_no_shapefile_are_refused(store: Store) -> None:
    at = _run("cases", ("a.csv", CASES), ("b.csv", CASES))
    assert "a.csv" in at.error[0].value.replace("\\", "")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.csv", "a.csv"),
        (".hidden", "hidden"),
        ("", "file"),
        ("a\x00b\n.csv", "ab.csv"),
        ("网格 表.xlsx", "网格 表.xlsx"),
        ("x" * 500 + ".csv", "x" * 120 + ".csv"),
    ],
)
def test_an_uploaded_name_cannot_leave_its_folder(given: str, safe: str) -> None:
    assert upload.safe_name(given) == safe


def test_the_demonstration_says_at_the_top_that_it_takes_no_files_and_what_to_do(
    store: Store,
) -> None:
    said = "演示区任何人都可查看，不接收导入文件"
    at = AppTest.from_function(_page, default_timeout=60)
    assert not any(said in one.value for one in _still_well(at.run()).warning)
    with store.begin() as conn:
        set_setting(conn, "is_demonstration", True)
    at = _still_well(AppTest.from_function(_page, default_timeout=60).run())
    assert said in at.warning[0].value
