"""The catalogue: every entry whole, known by code and name; every fault of a file told at once."""

from __future__ import annotations

import pytest

from casework.catalogue import Catalogue
from casework.limit import Limit
from casework.request import RequestKind, Urgency
from casework.rule_reading import FaultyRules
from data.demo.matters import MATTERS
from tests.casework.published_calendar import document


def _catalogue():
    return Catalogue.from_mapping(document("catalogue.toml"))


def test_every_category_of_the_demonstration_has_an_entry():
    assert [matter.name for matter in MATTERS if _catalogue().entry(matter.name) is None] == []


def test_an_entry_is_found_by_its_code_and_by_its_name():
    entry = _catalogue().entry("暴露垃圾")
    assert entry is not None
    assert _catalogue().entry(entry.code) == entry == _catalogue().entry(f" {entry.code} ")


@pytest.mark.parametrize("category", [None, "", "  ", "没有的类别", "E0110x"])
def test_an_unknown_category_has_no_entry(category):
    assert _catalogue().entry(category) is None


# City A's published limits; dirty road is given as 5 working hours.
@pytest.mark.parametrize(
    "name, limit",
    [
        ("暴露垃圾", "4 working_hours"),
        ("道路保洁", "2 working_hours"),
        ("路面积水", "4 working_hours"),
        ("道路不洁", "5 working_hours"),
        ("建筑垃圾", "4 working_hours"),
        ("积存垃圾渣土", "2 working_days"),
        ("绿化养护", "5 working_days"),
        ("违法搭建", "20 working_days"),
    ],
)
def test_a_published_limit_is_kept_and_names_where_it_is_from(name, limit):
    entry = _catalogue().entry(name)
    assert entry is not None
    assert entry.limits[Urgency.ORDINARY] == Limit.parse(limit)
    assert "某市" in entry.source


def test_every_entry_says_when_it_is_taken_and_settled_by_whom_and_where_its_limits_are_from():
    catalogue = _catalogue()
    assert 40 <= len(catalogue.entries) <= 80
    for entry in catalogue.entries:
        assert entry.acceptance and entry.closing and entry.source
        assert entry.unit_code in catalogue.units and entry.group in catalogue.groups
        assert not entry.limits or set(entry.limits) == set(Urgency), entry.code


def test_the_five_classes_of_parts_and_six_of_events_are_there_and_none_is_empty():
    catalogue = _catalogue()
    lists = [group.listed_in for group in catalogue.groups.values()]
    assert (lists.count("part"), lists.count("event")) == (5, 6)
    assert {entry.group for entry in catalogue.entries} == set(catalogue.groups)


def test_only_numbers_found_in_public_lists_stand_as_national_and_each_says_so():
    entries = [entry for entry in _catalogue().entries if not entry.is_local]
    assert all("公开目录" in entry.remark for entry in entries)
    national = {entry.code: entry.name for entry in entries}
    assert national == {
        "E0101": "违法搭建",
        "E0107": "沿街晾挂",
        "E0110": "暴露垃圾",
        "E0111": "积存垃圾渣土",
        "E0112": "道路不洁",
        "E0117": "绿地脏乱",
        "E0136": "乱堆物堆料",
        "E0201": "非法小广告",
        "E0203": "违规户外广告",
        "E0401": "无照经营游商",
        "E0405": "店外经营",
        "E0406": "占道经营",
        "E0409": "机动车乱停放",
        "E0410": "非机动车乱停放",
    }


def test_mediation_covers_labour_medical_environment_traffic_and_land():
    mediated = " ".join(one.name for one in _catalogue().entries if one.is_mediation)
    assert all(word in mediated for word in ("劳动", "医疗", "环境", "交通", "土地"))


def test_errands_and_consultations_are_of_their_kind():
    kinds = {one.name: one.kind for one in _catalogue().entries}
    assert kinds["代办证件"] is RequestKind.AGENT_SERVICE
    assert kinds["咨询"] is RequestKind.CONSULTATION


def test_a_request_names_the_same_matter_of_another_list_where_there_is_one():
    catalogue = _catalogue()
    mapped = [one for one in catalogue.entries if one.related]
    assert mapped
    for entry in mapped:
        other = catalogue.entry(entry.related)
        assert other is not None
        listed = {catalogue.groups[one.group].listed_in for one in (entry, other)}
        assert len(listed) == 2


@pytest.mark.parametrize(
    "change, place, wanted",
    [
        (lambda e: e.update(unit="XX"), "unit cannot be 'XX'", "no [[unit]]"),
        (lambda e: e.update(group="E99"), "group cannot be 'E99'", "no [[group]]"),
        (lambda e: e.update(code="E0110"), "entry E0110 stands 2 times", "stands once"),
        (lambda e: e.update(name="暴露垃圾"), "entry 暴露垃圾 stands 2 times", "stands once"),
        (lambda e: e.update(code="P01007"), "code cannot be 'P01007'", "three from 080"),
        (lambda e: e.update(code="P0201"), "code cannot be 'P0201'", "its group"),
        (lambda e: e.update(code="<b>"), "code cannot be '<b>'", "its group"),
        (lambda e: e.update(is_local=False), "is_local", "three digits"),
        (lambda e: e.update(is_local="yes"), "is_local", "true or false"),
        (lambda e: e.update(kind="gossip"), "kind", "consultation"),
        (lambda e: e.update(related="E7"), "related cannot be 'E7'", "no [[entry]]"),
        (lambda e: e.pop("closing"), "closing", "text"),
        (lambda e: e.update(limits={"ordinary": "soon"}), "limits.ordinary", "4 working_hours"),
        (lambda e: e.update(limits={"quick": "1 days"}), "limits.quick", "unknown"),
        (lambda e: e.update(duplicate_distance_m=-1), "duplicate_distance_m", "0 to 5000"),
        (lambda e: e.update(colour="red"), "entry[1].colour", "unknown"),
    ],
)
def test_a_fault_of_a_file_names_its_place_and_the_way_out(change, place, wanted):
    values = document("catalogue.toml")
    change(values["entry"][0])
    with pytest.raises(FaultyRules) as refusal:
        Catalogue.from_mapping(values)
    faults = [str(one) for one in refusal.value.faults]
    assert any(place in one and wanted in one for one in faults), faults


def test_all_faults_of_a_file_are_told_at_once():
    values = document("catalogue.toml")
    values["unit"].append({"code": "CG", "name": "again"})
    values["entry"][3]["unit"] = "XX"
    values["entry"][9]["acceptance"] = ""
    values["version"] = 2
    with pytest.raises(FaultyRules) as refusal:
        Catalogue.from_mapping(values)
    assert len(refusal.value.faults) == 4


@pytest.mark.parametrize("values", [{}, {"entry": []}, {"entry": {}}, {"entry": [1]}])
def test_a_catalogue_without_entries_is_refused(values):
    with pytest.raises(FaultyRules):
        Catalogue.from_mapping(values)


def test_a_file_with_hundreds_of_faults_is_refused_with_a_sentence_of_bearable_length():
    values = document("catalogue.toml")
    values["entry"] = [{"code": f"X{number}"} for number in range(2000)]
    with pytest.raises(FaultyRules) as refusal:
        Catalogue.from_mapping(values)
    assert len(refusal.value.faults) > 10_000
    assert len(str(refusal.value)) < 5000
