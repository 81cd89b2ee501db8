"""No act, file or list goes unnoted: walked over in the source itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from casework.access import Action
from data.running_act import _CODES
from routes.table import routes
from service.access_log.act_words import ACT_TERMS
from service.access_log.acts import TERMS
from service.access_log.file_words import FILE_TERMS
from tests.translations import ROOT

# Acts that open a transaction without being told who asks: each notes by itself, or is no act.
BY_THEMSELVES = {
    "service.identity.sessions.note_seen": "a mark that a session is in use",
    "service.identity.sessions.end_session": "notes who signed out",
    "service.identity.signing_in.sign_in": "notes who signed in, or failed to",
    "service.identity.signing_in._counted": "a try, noted when it fails or succeeds",
    "service.identity.own_account.change_own_password": "notes it for the own account",
    "service.identity.own_account.sign_out_own": "notes it for the own account",
    "service.identity.first_administrator.make_first_administrator": "notes who signed in",
    "service.access_log.noting.note_failed": "is the noting",
    "service.access_log.noting._note_if_free": "is the noting",
    "service.access_log.taking._note": "is the noting",
    "service.access_log.seeing.note_look": "is the noting",
}
# Private parts of acts: the public act that calls each is told who asks.
PARTS = {
    "service.day.case_kinds", "service.day.home_kinds", "service.day.receive",
    "service.escalation", "service.packs.layouts", "service.privacy.erasing",
    "service.promises.settling", "service.identity.directory_people",
    "service.identity.directory_groups", "service.identity.directory_sign_in",
    "service.identity.directory_check",
}  # fmt: skip
# Addresses that give no file and no list of homes: pages, data and pictures of the screens.
NOT_TAKEN = re.compile(
    r"/(sign-in|first-administrator|new-password|sign-out|role|directory.*|assets/.*|grids/.*"
    r"|measures\.json|households/.*|base/.*|cases\.json|figures\.json|layers/.*|heat.*|locate\.json"
    r"|find\.json|tiles/.*|present/\{code\}/comment|visits/layer\.json|visits/legend\.json"
    r"|visits/\{mark\}/.*|emergency\.json|emergency/.*|places\.json|far/.*|day|day/|day/assets/.*"
    r"|day/keeper\.js|day/workers\.json|day/photos/.*|day/messages|.*rest.*"
    # Their acts note the look: `test_whoever_asks_for_homes_is_noted`.
    r"|visits/homes\.json|route\.json|day/day\.json)"
)


def _sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        start = ROOT / folder
        for path in sorted(start.rglob("*.py")) if start.is_dir() else [start]:
            name = path.relative_to(ROOT).as_posix()[:-3].replace("/", ".")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _begins(act: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(act)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("begin", "begin_if_free")
        and ast.unparse(node.func.value).endswith("store")
    ]


def _parameters(act: ast.FunctionDef) -> list[str]:
    return [one.arg for one in [*act.args.args, *act.args.kwonlyargs]]


def _writing() -> dict[str, ast.FunctionDef]:
    return {
        f"{module}.{act.name}": act
        for module, tree in _sources("service")
        for act in tree.body
        if isinstance(act, ast.FunctionDef) and _begins(act)
    }


def test_every_act_that_writes_is_told_who_asks_or_notes_it_itself() -> None:
    found = _writing()
    assert len(found) > 120
    for name, act in found.items():
        module, short = name.rsplit(".", 1)
        is_told = not short.startswith("_") and _parameters(act)[:1] == ["viewer"]
        assert is_told or name in BY_THEMSELVES or module in PARTS, name


def test_every_act_that_writes_has_a_word() -> None:
    told = {
        name.removeprefix("service.")
        for name, act in _writing().items()
        if _parameters(act)[:1] == ["viewer"] and not name.rsplit(".", 1)[1].startswith("_")
    }
    assert told - set(ACT_TERMS) - {"access_log.seeing.note_look"} == set()


def test_a_word_is_of_an_act_that_is_there() -> None:
    acts = {
        f"{module}.{act.name}".removeprefix("service.")
        for module, tree in _sources("service")
        for act in tree.body
        if isinstance(act, ast.FunctionDef)
    }
    lists = {name for name in ACT_TERMS if name.startswith("list.")}
    assert set(ACT_TERMS) - lists - {"identity.signing_in"} - acts == set()
    assert {f"file.{kind}" for kind in FILE_TERMS} | {str(one) for one in Action} <= set(TERMS)


def test_no_code_of_an_act_is_a_word_of_people() -> None:
    # What stands in an entry beside the name of the act comes from these alone.
    assert not set(_CODES) & {"text", "reason", "contact", "address", "words", "note", "facts"}


def test_no_screen_gives_a_file_past_the_one_way_out() -> None:
    for module, tree in _sources("dashboard", "pages", "app.py"):
        calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        if module != "dashboard.downloads":
            assert "st.download_button" not in calls, module


def test_every_address_gives_what_is_noted_or_what_is_not_to_be() -> None:
    for mount in routes():
        for route in mount.routes:
            is_taken = "routes/taking.py" in route.endpoint.__code__.co_filename or _is_taken(route)
            assert is_taken != bool(NOT_TAKEN.fullmatch(route.path)), route.path


def _is_taken(route: object) -> bool:
    """Return whether `routes.taking.taken` stands around an endpoint, under `refusing`."""
    endpoint = getattr(route, "endpoint", None)
    while endpoint is not None:
        if endpoint.__code__.co_filename.endswith("routes/taking.py"):
            return True
        endpoint = getattr(endpoint, "__wrapped__", None)
    return False


def _writes_a_file(call: ast.Call) -> bool:
    name = ast.unparse(call.func).split(".")[-1]
    told = [ast.unparse(one) for one in call.args]
    is_path = bool({"out", "file", "path", "gpx", "sheet"} & set(told))
    if name in ("write_bytes", "write_text"):
        return ast.unparse(call.func).split(".")[0] in ("out", "file", "path")
    return is_path and (name.startswith(("export_", "write_")) and name != "write_out")


def test_no_command_writes_a_file_past_the_one_way_out() -> None:
    faults = [
        f"{module}:{call.lineno}"
        for module, tree in _sources("commands", "manage.py")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _writes_a_file(call)
    ]
    assert faults == []


def test_whoever_asks_for_homes_is_noted() -> None:
    # Tiles and states hold no address, the choice of workers no home; notices are entered, and
    # noted as a change; lists of an emergency come from its lines, a sheet from its route.
    others = {
        "campaigns/notices.py", "day/day.py", "emergency/export.py", "emergency/sheet.py",
        "emergency/tiles.py", "route/sheet.py", "visit_map/tiles.py", "visits/states.py",
    }  # fmt: skip
    for path in sorted((ROOT / "service").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        asked = len(re.findall(r"require\(viewer, Action\.VIEW_HOMES", text))
        noted = text.count("note_look(viewer")
        name = path.relative_to(ROOT / "service").as_posix()
        assert noted >= asked or name in others, name


def test_what_leaves_without_a_mark_has_a_reason() -> None:
    kinds = {
        one
        for _, tree in _sources("dashboard", "commands", "routes")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and any(k.arg == "is_marked" and ast.unparse(k.value) == "True" for k in call.keywords)
        for one in (ast.unparse(value).strip("'") for value in _values(call))
        if one in FILE_TERMS
    }
    # Packs and bulletins carry their own mark; a notice hangs at a door, a frame is known by its
    # hash, a layout holds no data, and what is presented leaves no file.
    assert kinds == {"pack", "bulletin", "session_notice", "frame", "layout", "presentation"}


def _values(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(k.value for k in call.keywords if k.arg == "kind")]
