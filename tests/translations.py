"""The sentences in the source and their Chinese: read by the tests and by `make translations`.

Sentences are found by the calls named in pyproject.toml, read as syntax trees, so that nested
calls and joined literals are found too; a sentence that is put together at run time is an error.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO_FILE = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / "gege.po"

_SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS: list[str] = _SETTINGS["tool"]["gege"]["translations"]["folders"]
KEYWORDS: dict[str, int] = _SETTINGS["tool"]["gege"]["translations"]["keywords"]

_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)[^{}]*\}")


@dataclass(frozen=True)
class Found:
    """One sentence in the source; `msgid` is None where it is put together at run time."""

    msgid: str | None
    path: str
    line: int


def source_files() -> Iterator[Path]:
    for name in FOLDERS:
        start = ROOT / name
        yield from sorted(start.rglob("*.py")) if start.is_dir() else [start] * start.exists()


def extract() -> list[Found]:
    found = []
    for path in source_files():
        source = path.read_text(encoding="utf-8")
        found += sentences_in(source, path.relative_to(ROOT).as_posix())
    return found


def sentences_in(source: str, path: str) -> list[Found]:
    calls = [node for node in ast.walk(ast.parse(source, path)) if isinstance(node, ast.Call)]
    return [
        Found(msgid, path, call.lineno)
        for call in sorted(calls, key=lambda call: call.lineno)
        for msgid in _msgids(call)
    ]


def _msgids(call: ast.Call) -> list[str | None]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = KEYWORDS.get(name)
    if place is None or len(call.args) < place:
        return []
    return list(_texts(call.args[place - 1]))


def _texts(node: ast.expr) -> Iterator[str | None]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        yield None
    # A name or attribute carries a sentence that was written as a literal elsewhere.


def placeholders(sentence: str) -> set[str]:
    return set(_PLACEHOLDER.findall(sentence))


def read_catalogue() -> Catalog:
    if not PO_FILE.exists():
        return _empty()
    with PO_FILE.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="gege")


def _empty() -> Catalog:
    return Catalog(
        locale="zh_CN",
        domain="gege",
        project="Gege",
        version="1",
        msgid_bugs_address="-",
        last_translator="Gege",
        language_team="Gege",
        fuzzy=False,
        header_comment="# Simplified Chinese sentences of Gege.",
    )


def problems() -> list[str]:
    """Return what keeps the catalogue from being complete, one line each."""
    found = extract()
    lines = [f"{f.path}:{f.line}: put together at run time" for f in found if f.msgid is None]
    places = {f.msgid: f"{f.path}:{f.line}" for f in reversed(found) if f.msgid}
    catalogue = read_catalogue()
    for msgid, place in places.items():
        message = catalogue.get(msgid)
        lines += [f"{place}: {fault}: {msgid}" for fault in _faults(message, msgid)]
    stale = [str(m.id) for m in catalogue if m.id and m.id not in places]
    return lines + [f"stale, nothing says it any more: {msgid}" for msgid in stale]


def _faults(message, msgid: str) -> list[str]:
    if message is None or not message.string:
        return ["missing"]
    if message.fuzzy:
        return ["fuzzy"]
    if placeholders(str(message.string)) != placeholders(msgid):
        return ["other {names} in the translation"]
    return []


def update() -> int:
    """Put new sentences into the catalogue, drop stale ones; return how many need a translation."""
    old = read_catalogue()
    new = _empty()
    for found in extract():
        if found.msgid:
            known = old.get(found.msgid)
            new.add(
                found.msgid,
                string=known.string if known else "",
                locations=[(found.path, None)],
                flags=known.flags if known else (),
            )
    new.revision_date = new.creation_date = old.creation_date
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    with PO_FILE.open("wb") as file:
        write_po(file, new, width=96, sort_output=True, ignore_obsolete=True)
    return sum(1 for message in new if message.id and not message.string)


def main(argv: list[str]) -> int:
    if argv == ["update"]:
        sys.stdout.write(f"{update()} sentences need a translation in {PO_FILE.name}\n")
        return 0
    lines = problems()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
