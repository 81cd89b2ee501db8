"""What the writers refuse, neutralise and leave alone."""

from __future__ import annotations

from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pytest
import shapely

from data.errors import DataError
from data.readers.files import read_areas, read_table
from data.writers.files import write_areas, write_table
from data.writers.maps import short_names

TABLE = pd.DataFrame({"code": ["000123", "420502001001001"], "n": [-1.5, 2]})
AREAS = geopandas.GeoDataFrame({"code": ["1"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490)


@pytest.mark.parametrize("name", ["a.doc", "a", "a.xls", "a.gml"])
def test_an_unknown_extension_lists_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"\.csv .*\.gpkg .*\.xlsx"):
        write_table(tmp_path / name, TABLE)
    with pytest.raises(DataError, match=r"\.geojson .*\.kml"):
        write_areas(tmp_path / name, AREAS)


def test_formulas_in_csv_are_neutralised_and_numbers_left_alone(tmp_path: Path) -> None:
    cells = ["=1+1", "+86", "-x", "@SUM(A1)", "-1.5", "'=1", "it's", "a=b", "\t=1"]
    write_table(tmp_path / "a.csv", pd.DataFrame({"=head": cells}))
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[:4] == ["'=head", "'=1+1", "'+86", "'-x"]
    assert lines[4:-1] == ["'@SUM(A1)", "-1.5", "''=1", "it's", "a=b", "'=1"]


def test_a_workbook_holds_text_as_text_and_no_formula(tmp_path: Path) -> None:
    frame = pd.DataFrame({"code": ["000123", "=cmd|' /C calc'!A0", "+1", "@x", "-y", None]})
    write_table(tmp_path / "a.xlsx", frame)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet.freeze_panes == "A2"
    cells = [row[0] for row in sheet.iter_rows(min_row=2, max_row=6)]
    assert [cell.value for cell in cells] == frame["code"].tolist()[:5]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_numbers_stay_numbers_in_a_workbook(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", TABLE)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [sheet["B2"].value, sheet["B3"].value] == [-1.5, 2]


def test_signs_that_xml_forbids_do_not_stop_a_workbook(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", pd.DataFrame({"a": ["x\x00y\x0bz"]}))
    assert read_table(tmp_path / "a.xlsx").frame["a"].iat[0].startswith("x")


def test_what_a_format_cannot_hold_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    long = geopandas.GeoDataFrame({"a": ["网" * 90]}, geometry=AREAS.geometry.array, crs=4490)
    with pytest.raises(DataError, match="270 bytes, a shapefile at most 254"):
        write_areas(tmp_path / "a.zip", long)
    with pytest.raises(DataError, match="at most 32767"):
        write_table(tmp_path / "a.xlsx", pd.DataFrame({"a": ["x" * 40_000]}))
    with pytest.raises(DataError, match="reproject them first"):
        write_areas(tmp_path / "a.geojson", AREAS.to_crs(4549))
    with pytest.raises(DataError, match="no columns lon and lat"):
        write_table(tmp_path / "a.gpkg", TABLE)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", TABLE)
    before = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(DataError):
        write_table(tmp_path / "a.xlsx", pd.DataFrame({"a": ["x" * 40_000]}))
    assert (tmp_path / "a.xlsx").read_bytes() == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        write_table(tmp_path / "none" / "a.csv", TABLE)


def test_shapefile_names_are_short_and_differ() -> None:
    names = ["responsible_at_report", "responsible_now", "网格编码", "网格编号", "code", "CODE"]
    short = short_names(pd.DataFrame(columns=names))
    assert [len(name.encode()) <= 10 for name in short.values()] == [True] * 6
    assert len({name.lower() for name in short.values()}) == 6
    assert short["code"] == "code"


def test_an_existing_geopackage_is_replaced_not_added_to(tmp_path: Path) -> None:
    for _ in range(2):
        write_areas(tmp_path / "a.gpkg", AREAS)
    assert len(read_areas(tmp_path / "a.gpkg").rows) == 1


def test_codes_never_turn_into_numbers_in_any_table(tmp_path: Path) -> None:
    for extension in (".csv", ".tsv", ".xlsx", ".parquet"):
        write_table(tmp_path / f"a{extension}", TABLE)
        assert read_table(tmp_path / f"a{extension}").frame["code"].tolist() == [
            "000123",
            "420502001001001",
        ]
