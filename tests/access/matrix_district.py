"""A district of three streets with everything in it, and what of it lies in each part."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import shapely
import sqlalchemy as sa
from PIL import Image

from casework.access import OPERATOR, Role, Viewer
from casework.move import Move
from casework.period import Period
from casework.plan import Change, CoveragePlan
from casework.request import Channel, RequestKind
from dashboard.pack_inks import PackInks
from data.migrate import migrate
from data.settings_store import set_setting
from data.store import Store, bump
from service.bulletins.building import NewBulletin, build_bulletin
from service.bulletins.publishing import publish
from service.cases.errands import set_steps
from service.cases.mediation import open_mediation
from service.cases.moving import move_case
from service.cases.referrals import refer
from service.cases.registering import NewCase, register_case
from service.cases.supervision import open_supervision
from service.demonstration import fill_demonstration
from service.emergency.opening import open_emergency
from service.meetings.deciding import NewDecision, decide
from service.meetings.flags import flag_case
from service.meetings.ordering import add_topic
from service.meetings.planning import NewMeeting, plan_meeting
from service.packs.building import build_pack
from service.packs.composing import PackAsk
from service.packs.template import Template, default_template, save_template
from service.photos import keep_photo
from service.plans.drafts import save_draft
from service.promises.keeping import NewPromise, make_promise
from service.rounds.checking import NewCheck, record_check
from service.spot_checks.announcing import NewDraw, announce_draw
from service.spot_checks.drawing import draw_sample
from service.visits.plans import NewPlan, plan_visits

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
LATER = NOW + timedelta(hours=3)
DISTRICT = "990101"
OWN, FOREIGN, THIRD = "990101001", "990101002", "990101003"
# Stands in every name and every text of the foreign streets, and nowhere else.
MARK = "Zqxforeign"
# One of those a mediator may be put on.
_CATEGORY = "邻里纠纷调解"
WORKERS = {OWN: "W00001", FOREIGN: "W00003"}
GRIDS = {OWN: "990101001001001", FOREIGN: "990101002001002"}
# What tells of a part, by the column that says where a row lies: table, column, texts.
_MARKED = (
    ("grids", "code", ("name",)),
    ("households", "grid_code", ("address", "service_needs")),
    ("cases", "grid_code", ("address", "summary")),
    ("places", "unit_code", ("name", "address")),
    ("promises", "area", ("text",)),
    ("resolutions", "area", ("text",)),
    ("projects", "area", ("name", "address")),
    ("decisions", "area", ("text",)),
    ("meetings", "area", ("name", "place")),
    ("bulletins", "area", ("title",)),
    ("oversight_findings", "unit_code", ("text", "rectified_note")),
    ("oversight_duties", "unit_code", ("holder",)),
)


@dataclass
class District:
    """The database, and the things of each part by name."""

    store: Store
    own: dict[str, Any]
    foreign: dict[str, Any]
    # What nobody of the own street may read anywhere.
    foreign_codes: frozenset[str] = frozenset()
    _pattern: re.Pattern[str] | None = field(default=None, repr=False)

    def traces(self, told: str) -> set[str]:
        """Return what of the foreign streets stands in a text."""
        if self._pattern is None:
            codes = "|".join(re.escape(code) for code in sorted(self.foreign_codes, key=len)[::-1])
            streets = rf"(?:{FOREIGN}|{THIRD})\d{{6}}"
            self._pattern = re.compile(
                rf"{MARK}|(?<![0-9A-Za-z])(?:{streets}|{codes})(?![0-9A-Za-z])"
            )
        return {found[0] for found in self._pattern.finditer(told)}


def build(path: Path) -> District:
    """Return a new district at a path."""
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=90, grids=12, cases=30)
    with store.begin() as conn:
        set_setting(conn, "is_demonstration", False)
        _fewer_checks(conn)
        _nobody_away(conn)
    save_template(OPERATOR, store, short_template(), NOW)
    things = {part: _things(store, part) for part in (OWN, FOREIGN)}
    with store.begin() as conn:
        _mark(conn)
    return District(store, things[OWN], things[FOREIGN], _foreign_codes(store))


def short_template() -> Template:
    """Return a template of two sections: what all of them show is another test's matter."""
    usual = default_template()
    shown = {"headline", "late"}
    sections = [replace(one, is_shown=one.key in shown) for one in usual.sections]
    return replace(usual, sections=tuple(sections))


def _fewer_checks(conn: sa.Connection) -> None:
    """Keep the last weeks of rounds only: the rest costs time and tells nothing more."""
    conn.exec_driver_sql("DELETE FROM round_checks WHERE due_on < '2026-05-20'")


def _nobody_away(conn: sa.Connection) -> None:
    """Put the leave of the two workers off, so that today each answers for his own grids."""
    conn.exec_driver_sql(
        "UPDATE leaves SET since = '2026-06-20', until = '2026-06-25'"
        " WHERE worker_code IN ('W00001', 'W00003') AND until >= '2026-06-01'"
    )


def _things(store: Store, part: str) -> dict[str, Any]:
    """Return what there is in a part, made where the demonstration has none."""
    grid, worker = GRIDS[part], WORKERS[part]
    found = _kept_things(store, part, grid)
    lon, lat = found["lon"], found["lat"]
    made: dict[str, Any] = {"street": part, "grid": grid, "worker": worker} | found
    made["community"] = f"{part}001"
    made |= _cases(store, part, lon, lat)
    made |= _papers(store, part, made["case"])
    made["emergency"] = open_emergency(OPERATOR, store, f"{part} 险情", found["shape"], NOW)
    made["photo"] = keep_photo(OPERATOR, store, _photo(part), grid, NOW)
    made |= _draw(store, part)
    made["draft"] = save_draft(
        OPERATOR,
        store,
        CoveragePlan(TODAY, {grid: Change(worker, made["colleague"])}, name=part),
        NOW,
    ).id
    check = NewCheck(f"m-{part}", made["round_place"], TODAY, "fail", note=f"{part} 破损")
    made["check"] = record_check(OPERATOR, store, check, NOW).number
    return made


def _cases(store: Store, part: str, lon: float, lat: float) -> dict[str, Any]:
    """Return cases in several states, and what belongs to them."""
    made: dict[str, Any] = {}
    for name in ("case_new", "case", "case_alike"):
        new = NewCase(
            f"{part} 路灯不亮",
            Channel.HOTLINE,
            category=_CATEGORY,
            address=f"{part} 巷口",
            lon=lon,
            lat=lat,
            contact="张某 000-1234",
        )
        made[name] = register_case(OPERATOR, store, new, NOW).code
    for name in ("case", "case_alike"):
        code = made[name]
        kept = move_case(OPERATOR, store, code, 1, Move.ACCEPT, {"category": _CATEGORY}, NOW)
        unit = {"unit": "SZ"}
        kept = move_case(OPERATOR, store, code, kept.version, Move.DISPATCH, unit, NOW)
    errand = NewCase(f"{part} 代办", Channel.HOTLINE, RequestKind.AGENT_SERVICE, lon=lon, lat=lat)
    made["errand"] = register_case(OPERATOR, store, errand, NOW).code
    set_steps(OPERATOR, store, made["errand"], [f"{part} 现场查看"], NOW)
    code = made["case"]
    made["referral"] = refer(OPERATOR, store, code, "临时救助", TODAY, NOW)
    open_mediation(OPERATOR, store, code, "调解员", NOW)
    open_supervision(OPERATOR, store, code, "督查室", f"{part} 久拖", None, NOW)
    flag_case(OPERATOR, store, code, "key", f"{part} 反映强烈", NOW)
    with store.read() as conn:
        row = "SELECT id, version FROM cases WHERE code = ?"
        made["case_id"], made["case_version"] = conn.exec_driver_sql(row, (code,)).one()
        clock = "SELECT id FROM case_clocks WHERE case_id = ? LIMIT 1"
        made["clock"] = conn.exec_driver_sql(clock, (made["case_id"],)).scalar_one()
    return made


def _papers(store: Store, part: str, case: str) -> dict[str, Any]:
    """Return what is kept for meetings."""
    month = Period.parse("2026-05")
    made: dict[str, Any] = {}
    made["pack"] = build_pack(OPERATOR, store, PackAsk(month, part), NOW, PackInks())
    meeting = NewMeeting(f"{part} 调度会", "dispatch", TODAY, f"{part} 会议室", part, units=("SZ",))
    made["meeting"] = plan_meeting(OPERATOR, store, meeting, NOW)
    made["item"] = add_topic(OPERATOR, store, made["meeting"], 1, f"{part} 议题", NOW)
    due = TODAY + timedelta(days=30)
    new = NewDecision(made["meeting"], f"{part} 修好路灯", "SZ", due, case_code=case, area=part)
    made["decision"] = decide(OPERATOR, store, new, NOW)
    promise = NewPromise(f"{part} 承诺", "居民议事会", TODAY, "SZ", due, part)
    made["promise"] = make_promise(OPERATOR, store, promise, NOW)
    bulletin = NewBulletin(f"{part} 通报", month, TODAY + timedelta(days=3), part)
    made["bulletin_open"] = build_bulletin(OPERATOR, store, bulletin, NOW)
    made["bulletin"] = build_bulletin(OPERATOR, store, bulletin, NOW)
    publish(OPERATOR, store, made["bulletin"], NOW + timedelta(days=5))
    plan = NewPlan(f"{part} 走访", f"{part} 用火安全", TODAY, due, area_codes=(part,))
    made["plan"] = plan_visits(OPERATOR, store, plan, NOW).code
    return made


_ONE = {
    "household": "SELECT code FROM households WHERE grid_code = :grid AND is_occupied ORDER BY id",
    "contact_home": "SELECT code FROM households WHERE grid_code LIKE :like"
    " AND contact IS NOT NULL",
    "service_place": "SELECT code FROM places WHERE unit_code LIKE :like AND used_for = 'service'",
    "round_place": "SELECT code FROM places WHERE unit_code LIKE :like AND used_for = 'round'",
    "contact_place": "SELECT code FROM places WHERE unit_code = :part AND used_for = 'contact'",
    "duty": "SELECT d.id FROM contact_duties d JOIN places p ON p.id = d.place_id"
    " WHERE p.unit_code = :part",
    "session": "SELECT s.id FROM sessions s JOIN places p ON p.id = s.place_id"
    " WHERE p.unit_code = :part AND s.state = 'planned' ORDER BY s.held_on DESC",
    "oversight": "SELECT id FROM oversight_duties WHERE unit_code = :part",
    "finding": "SELECT id FROM oversight_findings WHERE unit_code = :part AND rectified_on IS NULL",
    "project": "SELECT code FROM projects WHERE area = :part",
    "resolution": "SELECT code FROM resolutions WHERE area LIKE :like",
    "campaign": "SELECT code FROM visit_plans WHERE kind = 'campaign' AND area_codes LIKE :like",
    "leave": "SELECT id FROM leaves WHERE worker_code = :worker AND since > '2026-06-01'",
    "visit": "SELECT v.uid FROM visits v JOIN households h ON h.id = v.household_id"
    " WHERE h.grid_code = :grid AND v.voided_on IS NULL",
}  # fmt: skip


def _kept_things(store: Store, part: str, grid: str) -> dict[str, Any]:
    """Return what the demonstration has in a part."""
    asked = {"part": part, "like": f"%{part}%", "grid": grid, "worker": WORKERS[part]}
    with store.read() as conn:
        found = {
            name: conn.execute(sa.text(f"{said} LIMIT 1"), asked).scalar()
            for name, said in _ONE.items()
        }
        shape = conn.exec_driver_sql("SELECT shape FROM grids WHERE code = ?", (grid,)).scalar_one()
        second = "SELECT worker_code FROM postings WHERE grid_code = ? AND duty = 'backup'"
        found["colleague"] = conn.exec_driver_sql(second, (grid,)).scalar_one()
    missing = [name for name, value in found.items() if value is None]
    assert not missing, (part, missing)
    outline = shapely.from_wkb(shape)
    point = outline.representative_point()
    return found | {"shape": outline, "lon": float(point.x), "lat": float(point.y)}


def _draw(store: Store, part: str) -> dict[str, Any]:
    """Return a draw of a part that was announced and drawn, and a point on its list."""
    there = Viewer("draws", Role.COORDINATOR, part)
    days = [TODAY - timedelta(days=ago) for ago in (3, 3)] + [TODAY + timedelta(days=9)]
    new = NewDraw(f"{part} 抽查", "round", "street", {part: 2}, "指数", *days)
    code = announce_draw(there, store, new, NOW - timedelta(days=4))
    (first, *_) = draw_sample(there, store, code, NOW, "2026-1234")
    return {"draw": code, "spot": first.code}


def _photo(part: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (32, 24), (int(part[-1]) * 40, 9, 9)).save(drawn, "JPEG")
    return drawn.getvalue()


def _mark(conn: sa.Connection) -> None:
    """Write the mark into every text of the foreign streets, their units and their workers."""
    for part in (FOREIGN, THIRD):
        for table, where, columns in _MARKED:
            for column in columns:
                conn.exec_driver_sql(
                    f"UPDATE {table} SET {column} = ? || {column}"  # noqa: S608
                    f" WHERE {where} LIKE ? AND {column} IS NOT NULL",
                    (MARK, f"{part}%"),
                )
        conn.exec_driver_sql(
            "UPDATE visit_plans SET name = ? || name, purpose = ? || purpose, question = ? ||"
            " question WHERE area_codes LIKE ?",
            (MARK, MARK, MARK, f"%{part}%"),
        )
    conn.exec_driver_sql(
        "UPDATE workers SET name = ? || name, phone = ? WHERE code NOT IN ('W00001','W00002',"
        "'W00008')",
        (MARK, MARK),
    )
    for topic in ("grids", "duty", "households", "cases", "visits", "places", "sessions"):
        bump(conn, topic)
    for topic in ("rounds", "bulletins", "meetings", "promises"):
        bump(conn, topic)


_CODES = (
    "SELECT code FROM cases WHERE grid_code LIKE :like",
    "SELECT code FROM households WHERE grid_code LIKE :like",
    "SELECT code FROM places WHERE unit_code LIKE :like",
    "SELECT code FROM projects WHERE area LIKE :like",
    "SELECT code FROM promises WHERE area LIKE :like",
    "SELECT code FROM resolutions WHERE area LIKE :like",
    "SELECT code FROM decisions WHERE area LIKE :like",
    "SELECT code FROM meetings WHERE area LIKE :like",
    "SELECT code FROM bulletins WHERE area LIKE :like",
    "SELECT code FROM packs WHERE area LIKE :like",
    "SELECT code FROM spot_draws WHERE name LIKE :like",
    "SELECT sha256 FROM photos WHERE grid_code LIKE :like",
)


def _foreign_codes(store: Store) -> frozenset[str]:
    found: set[str] = set()
    with store.read() as conn:
        for part in (FOREIGN, THIRD):
            for said in _CODES:
                found |= set(conn.execute(sa.text(said), {"like": f"{part}%"}).scalars())
    return frozenset(found) | {"W00003", "W00004", "W00005", "W00006", "W00007"}
