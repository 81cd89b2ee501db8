"""Rules of the house that no linter can state."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.translations import ROOT

PACKAGES = ("casework", "commands", "dashboard", "data", "geo", "pages", "routes", "service")
# A table may be long: what is here is data written as Python.
TABLES = ("data/migrations/versions/",)
# Acts of service/ without a viewer: the clock and the language serve everybody alike; the others
# come before anybody is known, or are about the asker's own session.
WITHOUT_VIEWER = {
    "clock.py",
    "language.py",
    "asking.py",
    "directory_sign_in.py",
    "first_administrator.py",
    "own_account.py",
    "sessions.py",
    "signing_in.py",
}
# Addresses that are shown or compared, never fetched.
MAY_BE_OUTSIDE = {
    "http://127.0.0.1",
    "http://localhost",
    "http://www.w3.org",
    "http://www.opengis.net",
    "http://www.topografix.com",
}


def _python(*folders: str) -> Iterator[Path]:
    for folder in folders:
        start = ROOT / folder
        yield from sorted(start.rglob("*.py")) if start.is_dir() else [start] * start.exists()


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def _imported(tree: ast.AST) -> set[str]:
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    return names | {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}


def test_imports_keep_to_the_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exit_code = lint_imports(config_filename="pyproject.toml", no_logo=True)
    assert exit_code == 0, said.getvalue()


def test_the_rules_import_the_standard_library_and_each_other_only() -> None:
    for path in _python("casework"):
        tops = {name.split(".")[0] for name in _imported(_tree(path))}
        assert tops <= set(sys.stdlib_module_names) | {"casework"}, _name(path)


def test_nothing_imports_a_door_and_the_command_line_needs_no_screen() -> None:
    for path in _python(*PACKAGES):
        assert not {"app", "manage"} & _imported(_tree(path)), _name(path)
    for path in _python("manage.py"):
        tops = {name.split(".")[0] for name in _imported(_tree(path))}
        assert not tops & {"streamlit", "folium", "streamlit_folium", "pages", "dashboard"}


def _shows_more_than_render(tree: ast.Module) -> list[str]:
    """Return the public names a page module defines besides render, and what runs on import."""
    faults = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name != "render" and not node.name.startswith("_"):
                faults.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            faults += [ast.unparse(t) for t in targets if not ast.unparse(t).startswith("_")]
        elif not (
            isinstance(node, ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        ):
            faults.append(f"line {node.lineno} runs on import")
    if not any(isinstance(n, ast.FunctionDef) and n.name == "render" for n in tree.body):
        faults.append("no render")
    return faults


def test_page_modules_define_only_render_and_run_nothing_on_import() -> None:
    for path in _python("pages"):
        if path.name != "__init__.py":
            assert _shows_more_than_render(_tree(path)) == [], _name(path)


def test_the_page_rule_finds_offenders() -> None:
    bad = "import streamlit as st\nst.title('x')\nX = 1\ndef show(): ...\n"
    assert _shows_more_than_render(ast.parse(bad)) == [
        "line 2 runs on import",
        "X",
        "show",
        "no render",
    ]
    assert _shows_more_than_render(ast.parse("_X = 1\ndef render(): ...\n")) == []


def _parameters(act: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [a.arg for a in [*act.args.posonlyargs, *act.args.args, *act.args.kwonlyargs]]


def _acts() -> dict[tuple[str, str], ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the public functions of service/ by module and name."""
    return {
        (_name(path)[:-3].replace("/", "."), node.name): node
        for path in _python("service")
        if path.name not in WITHOUT_VIEWER
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    }


def _called_from(sources: Iterator[ast.AST]) -> set[tuple[str, str]]:
    """Return module and name of what is imported from service/."""
    return {
        (node.module, alias.name)
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("service")
        for alias in node.names
    }


def _without_viewer(acts: dict, called: set[tuple[str, str]]) -> list[str]:
    """Return the called functions that reach for stored things and are not told who asks."""
    return [
        f"{module}.{name}"
        for (module, name), act in acts.items()
        if (module, name) in called
        and {"store", "conn"} & set(_parameters(act))
        and _parameters(act)[0] != "viewer"
    ]


DOORS = ("app.py", "manage.py", "routes", "pages", "dashboard")


def test_what_the_doors_ask_of_service_takes_the_viewer_first() -> None:
    assert _without_viewer(_acts(), _called_from(map(_tree, _python(*DOORS)))) == []


def test_an_act_takes_its_viewer_first_and_makes_use_of_him() -> None:
    for (module, name), act in _acts().items():
        # A function that is given a connection is a part of an act, inside its transaction.
        if "viewer" in _parameters(act) and "conn" not in _parameters(act):
            assert _parameters(act)[0] == "viewer", f"{module}.{name}"
            uses = [n for n in ast.walk(act) if isinstance(n, ast.Name) and n.id == "viewer"]
            assert uses, f"{module}.{name} never asks what its viewer may do"


def test_the_viewer_rule_finds_offenders() -> None:
    door = ast.parse("from service.x import lay_open, tell, add")
    acts = ast.parse(
        "def lay_open(store, on): ...\ndef tell(viewer, store): ...\ndef add(a, b): ...\n"
    ).body
    named = {("service.x", act.name): act for act in acts if isinstance(act, ast.FunctionDef)}
    assert _without_viewer(named, _called_from(iter([door]))) == ["service.x.lay_open"]


def _hidden_viewers(tree: ast.AST) -> list[str]:
    return [
        f"{function.name}({argument.arg})"
        for function in _functions(tree)
        if any("cache_data" in ast.unparse(d) for d in function.decorator_list)
        for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        if argument.arg.startswith("_")
        and re.search(r"viewer|user|role|scope", ast.unparse(argument).lower())
    ]


def test_no_cached_function_hides_its_viewer_from_the_key_of_the_cache() -> None:
    for path in _python("app.py", "dashboard", "pages"):
        assert _hidden_viewers(_tree(path)) == [], _name(path)


def test_the_cache_rule_finds_offenders() -> None:
    bad = "@st.cache_data(ttl=3)\ndef f(_viewer, x, _v: Viewer, _conn): ...\n"
    assert _hidden_viewers(ast.parse(bad)) == ["f(_viewer)", "f(_v)"]


def test_at_most_one_file_calls_the_map_component() -> None:
    callers = [
        _name(path)
        for path in _python("app.py", *PACKAGES)
        if any(
            isinstance(n, ast.Call) and ast.unparse(n.func).split(".")[-1] == "st_folium"
            for n in ast.walk(_tree(path))
        )
    ]
    assert len(callers) <= 1, callers


def _outside_addresses(text: str) -> list[str]:
    found = re.findall(
        r"(?:https?:)?//[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}(?:[:/][^\s\"')]*)?", text
    )
    found += re.findall(r"https?://[^\s\"')]+", text)
    return sorted({a for a in found if not any(a.startswith(ok) for ok in MAY_BE_OUTSIDE)})


def _product_text() -> Iterator[tuple[str, str]]:
    """Give every product file's text; comments and docstrings of Python are not fetched from."""
    for path in _python("app.py", "manage.py", *PACKAGES):
        tree = _tree(path)
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        literals = [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
        ]
        yield _name(path), "\n".join(literals)
    for folder in (*PACKAGES, ".streamlit", "static"):
        for end in ("*.js", "*.css", "*.html", "*.toml"):
            for path in sorted((ROOT / folder).rglob(end)):
                yield _name(path), path.read_text(encoding="utf-8")


def test_no_product_file_names_an_outside_address() -> None:
    found = {name: set(_outside_addresses(text)) for name, text in _product_text()}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_the_address_rule_finds_offenders() -> None:
    assert _outside_addresses('src="//cdn.example.com/a.js"') != []
    assert _outside_addresses("https://tile.openstreetmap.org/{z}") != []
    assert _outside_addresses("http://127.0.0.1:8501 a // comment.") == []


def test_no_file_is_longer_than_300_lines_and_no_function_longer_than_50() -> None:
    for path in _python("app.py", "manage.py", *PACKAGES):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300 or _name(path).startswith(TABLES), f"{_name(path)}: {lines} lines"
        for function in [] if _name(path).startswith(TABLES) else _functions(_tree(path)):
            length = _code_lines(function)
            assert length <= 50, f"{_name(path)}: {function.name} has {length} lines"


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how long a function is without its docstring."""
    body = function.body
    is_documented = ast.get_docstring(function) is not None
    start = body[0].end_lineno + 1 if is_documented and len(body) > 1 else body[0].lineno
    return (function.end_lineno or 0) - start + 1


def test_init_files_hold_a_docstring_and_no_code() -> None:
    for path in _python(*PACKAGES):
        if path.name == "__init__.py":
            assert ast.get_docstring(_tree(path)), f"{_name(path)} has no docstring"
            assert len(_tree(path).body) == 1, f"{_name(path)} has code"


# In these a room is a subject, a screen or an address of its own: the name says all.
UNLISTED = {"commands", "pages", "routes"}


def _unlisted(init: str, rooms: list[str]) -> list[str]:
    """Return the rooms that the docstring of a floor does not name; a star stands for any end."""
    named = re.findall(r"`+([a-z0-9_*]+)`+", init)
    return [room for room in rooms if not any(fnmatch(room, name) for name in named)]


def test_every_floor_names_its_rooms() -> None:
    for init in _python(*sorted(set(PACKAGES) - UNLISTED)):
        if init.name == "__init__.py" and "migrations" not in init.parts:
            rooms = [path.stem for path in init.parent.glob("*.py") if path.stem != "__init__"]
            assert _unlisted(ast.get_docstring(_tree(init)) or "", rooms) == [], _name(init)


def test_the_list_rule_finds_offenders() -> None:
    said = "Rooms: `one`, the `two_*` modules."
    assert _unlisted(said, ["one", "two_a", "three"]) == ["three"]


def test_rooms_have_names_of_the_trade() -> None:
    for path in _python(*PACKAGES):
        assert path.stem not in {"base", "misc"}, _name(path)
        words = set(re.split(r"[_/.]", _name(path)))
        assert not words & {"utils", "util", "helpers", "helper", "common", "manager"}, _name(path)


def _direct_requirements() -> set[str]:
    """Return the import names of the first part of requirements.txt."""
    first_part = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("\n\n")[0]
    names = {re.split("==", line)[0].lower() for line in first_part.splitlines() if "==" in line}
    return {
        module
        for module, distributions in packages_distributions().items()
        if names & {re.sub(r"[-_.]+", "-", d).lower() for d in distributions}
    }


def _third_party_imports() -> set[str]:
    tops = {
        name.split(".")[0]
        for path in _python("app.py", "manage.py", *PACKAGES)
        for name in _imported(_tree(path))
    }
    return tops - set(sys.stdlib_module_names) - {*PACKAGES, "app", "manage"}


def test_what_is_imported_is_pinned_by_name() -> None:
    # What is imported only where it is there: placing is as right without it.
    optional = {"numba"}
    assert _third_party_imports() - _direct_requirements() - optional == set()


def test_what_is_pinned_by_name_is_imported() -> None:
    # Run by name, or read by the standard library.
    indirectly = {"pytest", "_pytest", "py", "tzdata"}
    if any(path.name != "__init__.py" for path in _python("pages")):
        pinned = {name for name in _direct_requirements() if not name.startswith("_")}
        idle = pinned - _third_party_imports() - indirectly
        owners = packages_distributions()
        used = {d for name in _third_party_imports() for d in owners.get(name, ())}
        assert {name for name in idle if not used & set(owners[name])} == set()
