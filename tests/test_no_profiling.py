"""The product keeps nothing about persons beyond what the service needs.

Refused for good: what would label, score or follow a person.  The words are looked for in the
names of tables and columns and in the headings the readers know, in Chinese, pinyin and English.
"""

from __future__ import annotations

import ast
import re

import pytest
import sqlalchemy as sa

from data.schema import metadata
from tests.translations import ROOT

# What is refused, and the words it goes by.  A Latin word is matched on whole parts of a name.
REFUSED = {
    "a label put on a person": (
        "重点人员 重点人群 特殊人群 人员类别 人员标签 zhongdian renyuan_leibie key_person"
        " focus_group special_population person_category person_type person_tag watchlist"
        " blacklist"
    ),
    "how often somebody complained": (
        "信访次数 上访次数 缠访 信访人 信访老案 稳控 维稳 xinfang shangfang wenkong weiwen"
        " petition petitioner petition_count complaint_count complainant repeat_complainant"
    ),
    "a score or risk of a person": (
        "风险等级 人员等级 危险等级 积分 评分 fengxian jifen pingfen risk_level risk_score"
        " credit_score social_credit stability_score person_score points_score"
    ),
    "an identity number or biometrics": (
        "身份证 证件号 人脸 指纹 shenfenzheng zhengjianhao renlian id_card idcard"
        " identity_card identity_no identity_number national_id passport face_id fingerprint"
        " biometric"
    ),
    "descent or faith": (
        "民族 宗教 信仰 minzu zongjiao xinyang ethnicity ethnic nation nationality race"
        " religion religious faith"
    ),
    "health": (
        "精神障碍 疾病 诊断 残疾 吸毒 艾滋 jibing zhenduan xidu diagnosis disease mental"
        " drug_user hiv disability"
    ),
    "a record with the police or courts": (
        "刑满释放 社区矫正 矫正 前科 邪教 xingman jiaozheng qianke criminal released_prisoner"
        " correction offender cult wanted"
    ),
    "politics": (
        "政治面貌 党员 政治立场 态度 zhengzhi dangyuan political party_member stance attitude"
        " loyalty"
    ),
    "private life": (
        "户籍 户口 婚姻 计生 生育 收入 学历 出生日期 性别 年龄 hukou huji hunyin jisheng"
        " marital fertility pregnancy income birth birthday birth_date gender sex age"
    ),
    "where somebody is or was": (
        "轨迹 行踪 车牌 guiji xingzong chepai track trajectory gps_trail licence_plate"
        " license_plate plate_no whereabouts"
    ),
    "punishing staff": (
        "处分 活跃度 打卡 chufen daka sanction punishment activity_score login_count"
    ),
}


def refusals(name: str) -> list[str]:
    """Return why a name of a column is refused, empty when it is not."""
    parts = "_" + "_".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)).lower() + "_"
    joined = name.lower()
    return [
        reason
        for reason, words in REFUSED.items()
        for word in words.split()
        if (f"_{word}_" in parts if word.isascii() else word in joined)
    ]


def _columns(of: sa.MetaData) -> list[str]:
    return [f"{table.name}.{column.name}" for table in of.tables.values() for column in table.c]


def _offences(of: sa.MetaData) -> list[str]:
    return [name for name in _columns(of) for part in name.split(".") if refusals(part)]


def test_no_table_or_column_profiles_a_person() -> None:
    assert len(_columns(metadata)) > 50
    assert _offences(metadata) == []


def test_a_household_is_an_address_a_point_a_contact_with_consent_and_ticked_needs() -> None:
    assert set(metadata.tables["households"].c.keys()) == {
        "id",
        "code",
        "address",
        "lon",
        "lat",
        "tile16",
        "is_occupied",
        "contact",
        "has_contact_consent",
        "service_needs",
        "grid_code",
        "why_no_grid",
        "import_id",
    }


@pytest.mark.parametrize(
    "name",
    [
        "重点人员类别",
        "信访次数",
        "风险等级",
        "身份证号",
        "民族",
        "宗教",
        "xinfang_cishu",
        "RiskLevel",
        "riskLevel",
        "id_card_no",
        "petitionCount",
        "petitioner_name",
        "ethnicity",
        "worker_gps_trail",
        "birth_date",
        "PartyMember",
    ],
)
def test_a_bad_column_is_found_by_any_of_its_names(name: str) -> None:
    bad = sa.MetaData()
    sa.Table("residents", bad, sa.Column("id", sa.Integer), sa.Column(name, sa.String))
    assert _offences(bad) == [f"residents.{name}"]


def test_a_table_of_bad_kind_is_found_by_its_own_name() -> None:
    bad = sa.MetaData()
    sa.Table("petitioner", bad, sa.Column("id", sa.Integer))
    assert _offences(bad) == ["petitioner.id"]


@pytest.mark.parametrize(
    "name", ["page", "language", "stage", "usage", "imports", "grid_code", "code", "is_trace_ok"]
)
def test_innocent_names_that_contain_a_bad_word_pass(name: str) -> None:
    assert refusals(name) == []


def _words_in_literals(source: str) -> set[str]:
    """Return the words of every short text in a source; sentences and docstrings are longer."""
    texts = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    is_table_of_words = re.compile(r"[^.。:：{}]*")
    return {
        word
        for text in texts
        if is_table_of_words.fullmatch(text)
        for word in re.split(r"[\s,，|/、]+", text)
        if word
    }


def test_the_readers_and_the_intake_know_no_heading_for_what_is_refused() -> None:
    sources = [
        *sorted((ROOT / "data" / "readers").rglob("*.py")),
        *sorted((ROOT / "service" / "intake").rglob("*.py")),
    ]
    words = set().union(*(_words_in_literals(p.read_text(encoding="utf-8")) for p in sources))
    assert len(words) > 100
    assert [(word, refusals(word)) for word in sorted(words) if refusals(word)] == []


def test_a_bad_heading_is_found_in_a_table_of_words() -> None:
    words = _words_in_literals(
        'HEADINGS = {"name": "姓名 name", "x": ("id_card", "信访次数|年龄")}'
    )
    assert {word for word in words if refusals(word)} == {"id_card", "信访次数", "年龄"}
