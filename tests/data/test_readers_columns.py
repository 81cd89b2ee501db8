"""Which column a header names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.readers.columns import KINDS, WORDS, suggest_columns
from data.readers.files import read_table
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        (
            "cases",
            "序号,事件编号,地点名称,所属区县,所属乡镇,经度,纬度,坐标系,行政区划代码",
            {
                "id": "事件编号",
                "lon": "经度",
                "lat": "纬度",
                "crs": "坐标系",
                "address": "地点名称",
            },
        ),
        (
            "cases",
            "案件编号,上报时间,结案时间,处置时限,案件类型,问题描述,案件来源,案件状态,地址,POINT_X,POINT_Y",
            {
                "id": "案件编号",
                "reported_at": "上报时间",
                "closed_at": "结案时间",
                "due_at": "处置时限",
                "category": "案件类型",
                "summary": "问题描述",
                "channel": "案件来源",
                "status": "案件状态",
                "address": "地址",
                "lon": "POINT_X",
                "lat": "POINT_Y",
            },
        ),
        (
            "cases",
            "id,created,closed,due,category,address,lng,lat",
            {
                "id": "id",
                "reported_at": "created",
                "closed_at": "closed",
                "due_at": "due",
                "category": "category",
                "address": "address",
                "lon": "lng",
                "lat": "lat",
            },
        ),
        (
            "grids",
            "网格编码,网格名称,所属社区编码,网格员,联系电话,网格类型",
            {
                "code": "网格编码",
                "name": "网格名称",
                "parent": "所属社区编码",
                "worker": "网格员",
                "phone": "联系电话",
                "kind": "网格类型",
            },
        ),
        ("grids", "OBJECTID,grid_code,GRID NAME", {"code": "grid_code", "name": "GRID NAME"}),
        ("grids", "key,ANC_ID,REP_NAME", {"code": "key", "parent": "ANC_ID", "worker": "REP_NAME"}),
        (
            "workers",
            "工号,姓名,手机号码,网格编码",
            {"id": "工号", "name": "姓名", "phone": "手机号码", "code": "网格编码"},
        ),
        (
            "postings",
            "网格员编号,网格编码,职责,开始日期,结束日期,文号",
            {
                "worker": "网格员编号",
                "code": "网格编码",
                "duty": "职责",
                "since": "开始日期",
                "until": "结束日期",
                "order_no": "文号",
            },
        ),
        (
            "households",
            "户编号,门牌地址,经度(°),纬度(°),是否入住,联系人,同意联系",
            {
                "id": "户编号",
                "address": "门牌地址",
                "lon": "经度(°)",
                "lat": "纬度(°)",
                "occupied": "是否入住",
                "contact": "联系人",
                "consent": "同意联系",
            },
        ),
        ("points", "Name,LONGITUDE,Latitude", {"lon": "LONGITUDE", "lat": "Latitude"}),
        ("points", "max,plate,along,flat", {}),
        ("points", "案发经度,案发纬度", {"lon": "案发经度", "lat": "案发纬度"}),
    ],
)
def test_columns_are_suggested_from_their_headers(
    kind: str, headers: str, expected: dict[str, str]
) -> None:
    assert suggest_columns(headers.split(","), kind) == expected


def test_real_headers_are_understood() -> None:
    requests = read_table(shared("washington_dc/bulk-collection-last-30-days.geojson"))
    found = suggest_columns(requests.frame.columns, "cases")
    assert found["id"] == "SERVICEREQUESTID"
    assert found["reported_at"] in {"ADDDATE", "SERVICEORDERDATE"}
    assert (found["closed_at"], found["due_at"]) == ("RESOLUTIONDATE", "SERVICEDUEDATE")
    assert (found["address"], found["lon"], found["lat"]) == (
        "STREETADDRESS",
        "LONGITUDE",
        "LATITUDE",
    )


_HEADERS = st.lists(
    st.one_of(st.text(max_size=8), st.sampled_from([w for ws in WORDS.values() for w in ws])),
    unique=True,
    max_size=12,
)


@given(_HEADERS, st.sampled_from([*KINDS, "anything"]))
def test_each_column_serves_one_role_and_the_answer_is_always_the_same(
    headers: list[str], kind: str
) -> None:
    found = suggest_columns(headers, kind)
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= set(headers)
    assert set(found) <= set(KINDS.get(kind, WORDS))
    assert suggest_columns(list(headers), kind) == found
