"""The product keeps nothing about persons beyond what the service needs.

Refused for good: what would label, score or follow a person.  The words are looked for in the
names of tables and columns, in the headings the readers know, in what events, answers for programs
and exports call their fields, and in every sentence of the screens, in Chinese, pinyin and English.
"""

from __future__ import annotations

import ast
import re

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po

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
        "contact_purposes",
        "contact_consent",
        "contact_until",
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


# A word of these that means something else where it stands; how long a cookie lives.
INNOCENT_FIELDS = {"wanted", "max_age"}
# A wish for work that earns something, of a request (casework/request.py), not somebody's income.
INNOCENT_SENTENCES = {"earnings"}


def _field_names(source: str) -> set[str]:
    """Return what a source calls fields: keys of mappings, columns, attributes, values of enums."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            names |= {k.value for k in node.keys if isinstance(k, ast.Constant)}
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    names.add(part.target.id)
                elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant):
                    names.add(part.value.value)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
    return {name for name in names if isinstance(name, str)}


def _every_field() -> set[str]:
    floors = ("casework", "data", "service", "routes", "dashboard", "commands")
    sources = [path for floor in floors for path in sorted((ROOT / floor).rglob("*.py"))]
    return set().union(*(_field_names(path.read_text(encoding="utf-8")) for path in sources))


def test_no_event_answer_or_export_calls_a_field_by_what_is_refused() -> None:
    names = _every_field()
    assert {"happened_at", "grid_code", "reason", "contact"} <= names and len(names) > 1000
    assert {name for name in names if refusals(name)} - INNOCENT_FIELDS == set()


def test_a_bad_field_is_found_wherever_it_is_named() -> None:
    source = (
        "class A:\n    risk_level: int\n    X = 'petition_count'\nf(gender=1)\nd = {'人脸': 2}\n"
    )
    bad = {name for name in _field_names(source) if refusals(name)}
    assert bad == {"risk_level", "petition_count", "gender", "人脸"}


def test_no_screen_says_a_word_of_what_is_refused() -> None:
    path = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / "gege.po"
    with path.open(encoding="utf-8") as file:
        said = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    chinese = [word for words in REFUSED.values() for word in words.split() if not word.isascii()]
    found = {english for english, text in said.items() if any(word in text for word in chinese)}
    assert len(said) > 1000
    assert found - INNOCENT_SENTENCES == set()
