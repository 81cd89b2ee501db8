"""The pack for the review meeting: build, list, write as files, comment, compare, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casework.period import Period
from commands import pack_layout, pack_template
from commands.output import day_of, leaving, ready_store, show
from commands.viewer import who
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from service.packs.words import Words

app = typer.Typer(help="The pack for the review meeting.", no_args_is_help=True)
app.add_typer(pack_template.app, name="template")
app.add_typer(pack_layout.app, name="layout")

Language = Literal["zh", "en", "zh_CN"]
Audience = Literal["inside", "outside"]
_CODE = Annotated[str, typer.Argument(help="Code of the pack.")]
_LANG = Annotated[Language, typer.Option(help="Language.")]
_AUDIENCE = Annotated[
    Audience, typer.Option("--for", help="inside for the meeting; outside hides small numbers.")
]


@app.command()
def build(
    period: Annotated[
        str | None, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-W40; else last month.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Code of an area or an owner unit; else everything.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Of html, pptx, pdf, xlsx, png; with commas.")
    ] = "",
    lang: _LANG = "zh",
    audience: _AUDIENCE = "inside",
    out: Annotated[Path | None, typer.Option(help="Folder the files are written to.")] = None,
) -> None:
    """Build the pack of a period, freeze it, and write its files."""
    from dashboard.pack_inks import PackInks
    from service.packs.building import build_pack, pack_of
    from service.packs.composing import PackAsk, part_asked

    wanted = _formats(formats, out)
    store = ready_store()
    moment, today = now(), day_of(store, None)
    asked = Period.parse(period) if period else Period.holding(today).previous()
    area, owner = part_asked(who(), store, unit, today)
    code = build_pack(who(), store, PackAsk(asked, area, owner), moment, PackInks(), _progress)
    pack = pack_of(who(), store, code)
    written = [_write(code, one, lang, audience, out) for one in wanted] if out else []
    show({"pack": code, "sha256": pack.sha256, "slides": len(pack.deck.slides), "files": written})


@app.command(name="list")
def list_() -> None:
    """List the packs, the newest first."""
    from data.rows import records
    from service.packs.building import packs_of

    show(records(packs_of(who(), ready_store())))


@app.command()
def write(
    code: _CODE,
    out: Annotated[Path, typer.Option(help="Folder the files are written to.")],
    formats: Annotated[
        str, typer.Option("--format", help="Of html, pptx, pdf, xlsx, png; with commas.")
    ] = "html,pptx,pdf,xlsx",
    lang: _LANG = "zh",
    audience: _AUDIENCE = "inside",
) -> None:
    """Write the files of a frozen pack."""
    wanted = _formats(formats, out)
    ready_store()
    show({"pack": code, "files": [_write(code, one, lang, audience, out) for one in wanted]})


@app.command()
def comment(
    code: _CODE,
    slide: Annotated[str, typer.Argument(help="Key of the slide.")],
    text: Annotated[str, typer.Argument(help="What stands beside it; empty takes it away.")],
) -> None:
    """Write a comment beside a slide."""
    from service.packs.comments import write_comment

    kept = write_comment(who(), ready_store(), code, slide, text, now())
    show({"pack": code, "slide": slide, "comment": kept})


@app.command()
def compare(
    code: _CODE,
    at: Annotated[
        Literal["then", "now"],
        typer.Option(help="then: the pack's own moment by today's records; now: this moment."),
    ] = "then",
    lang: _LANG = "zh",
) -> None:
    """Tell which figures of a pack differ from the records of today, by which cases and why."""
    from data.rows import records
    from service.language import both
    from service.packs.comparing import compare_pack
    from service.packs.comparison_words import cases_beside, figures_beside, summary
    from service.settings import settings_now

    store = ready_store()
    found = compare_pack(who(), store, code, at, now())
    zone = str(settings_now(who(), store)["time_zone"])
    tongue = _tongue(lang)
    show(
        {
            "pack": code,
            "same": found.is_same,
            "summary": both(summary(found)),
            "figures": records(figures_beside(found, tongue)),
            "cases": records(cases_beside(found, tongue, zone)),
        }
    )


@app.command()
def check(code: _CODE) -> None:
    """Check that a pack is as it was frozen, and build it again from the records of today."""
    from dashboard.pack_inks import PackInks
    from service.packs.building import pack_of
    from service.packs.rebuilding import rebuild

    store = ready_store()
    pack = pack_of(who(), store, code)
    again = rebuild(who(), store, code, PackInks(), _progress)
    show(
        {
            "pack": code,
            "sha256": pack.sha256,
            "intact": pack.is_intact,
            "rebuilt": again.sha256,
            "same": again.sha256 == pack.sha256,
            "slides that differ": list(again.differing),
            "only in words or layout": list(again.reworded),
        }
    )
    if not pack.is_intact:
        raise typer.Exit(1)


def _formats(text: str, out: Path | None) -> list[str]:
    from service.packs.files import FORMATS

    wanted = [one.strip() for one in text.split(",") if one.strip()]
    if out is not None and not wanted:
        wanted = ["html", "pptx", "pdf", "xlsx"]
    for one in wanted:
        if one not in FORMATS:
            raise ServiceError(
                "A pack is not written as {format}: choose one of {known}.",
                format=one,
                known=", ".join(FORMATS),
            )
    if wanted and out is None:
        raise ServiceError("Files need a folder: name one with --out.")
    return wanted


def _write(code: str, made_as: str, lang: str, audience: Audience, out: Path) -> str:
    from data.store import open_store
    from service.packs.files import pack_file

    try:
        out.mkdir(parents=True, exist_ok=True)
        made = pack_file(who(), open_store(), code, made_as, _tongue(lang), audience, now())
        path = out / made.name
        with leaving(path, "pack", code, is_marked=True) as place:
            place.write_bytes(made.body)
    except OSError as error:
        raise ServiceError(
            "Nothing can be written to {path} ({cause}): name another file.",
            path=str(out),
            cause=str(error.strerror),
        ) from error
    return str(path)


def _tongue(lang: str) -> str:
    return "zh" if lang.startswith("zh") else "en"


def _progress(share: float, what: Words) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{share:4.0%}  {what.zh} / {what.en}", err=True)
