"""What was found in a file, and what the person says where the file does not say it itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.i18n import _
from dashboard.markup import heading, pairs, show
from dashboard.messages import plain, sentence_of
from dashboard.wizard_words import crs_words, kind_word, roles_of
from data.readers.reading import Reading
from service.intake.acts import read_file
from service.intake.draft import resolve_columns
from service.intake.named_workers import VACANCY_WORDS
from service.intake.options import ImportOptions, Kind
from service.language import Said

_KEPT = "wizard_reading"
_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
_WITHOUT_PLACES = {Kind.WORKERS, Kind.POSTINGS, Kind.UNITS, Kind.LEAVES}
_SCHEMES = ("any", "15", "16", "20")


@dataclass(frozen=True)
class _Look:
    """A reading, or why there is none; a table's columns are there even without positions."""

    reading: Reading | None
    error: BaseException | None


def ask_options(kind: Kind, path: Path) -> ImportOptions | None:
    """Show what was found, ask for the rest, return the options; None while it cannot be read."""
    # A choice made for one file must not reach the next: each upload has its own folder.
    turn = path.parent.name
    options = ImportOptions(encoding=_encoding(path))
    look = _look(kind, path, options)
    part = _part(look, turn)
    if part:
        options = replace(options, **part)
        look = _look(kind, path, options)
    if look.reading is None:
        if look.error is not None:
            st.error(plain(sentence_of(look.error)))
        return None
    _show_found(look.reading)
    columns = _columns(kind, look.reading)
    options = replace(options, columns=columns, crs=_crs(kind, look.reading, turn))
    return _rules(look.reading, options, turn) if kind is Kind.GRIDS else options


def _look(kind: Kind, path: Path, options: ImportOptions) -> _Look:
    """Return the file as it is read, once; read again only when something about it changes."""
    key = (kind, str(path), options)
    kept = st.session_state.get(_KEPT)
    if kept and kept[0] == repr(key):
        return kept[1]
    with st.spinner(_("Reading the file…")):
        look = _read(kind, path, options)
    st.session_state[_KEPT] = (repr(key), look)
    return look


def _read(kind: Kind, path: Path, options: ImportOptions) -> _Look:
    try:
        return _Look(read_file(kind, path, options), None)
    except Exception as error:
        if not isinstance(error, Said):
            raise
        if kind in {Kind.HOUSEHOLDS, Kind.CASES} and not _part_names(error):
            return _read_plainly(path, options, error)
        return _Look(None, error)


def _read_plainly(path: Path, options: ImportOptions, error: BaseException) -> _Look:
    """Return the rows without positions, so that the columns of them can be named."""
    try:
        return _Look(read_file(Kind.WORKERS, path, options), error)
    except Exception as second:
        if not isinstance(second, Said):
            raise
        return _Look(None, second)


def _part_names(error: BaseException | None) -> tuple[str, list[str]] | None:
    """Return which part has to be named (layer or sheet) and the names there are."""
    values = getattr(error, "params", {})
    for plural, name in (("layers", "layer"), ("sheets", "sheet")):
        if plural in values:
            return name, str(values[plural]).split(", ")
    return None


def _part(look: _Look, turn: str) -> dict[str, str]:
    found = _part_names(look.error)
    reading = look.reading
    if found is None and reading is not None:
        layers, sheets = list(reading.layers), list(reading.sheets)
        found = ("layer", layers) if len(layers) > 1 else ("sheet", sheets)
    if found is None or len(found[1]) < 2:
        return {}
    name, options = found
    label = _("Layer") if name == "layer" else _("Sheet")
    current = None if reading is None else getattr(reading, name)
    at = options.index(current) if current in options else 0
    return {name: st.selectbox(label, options, index=at, key=f"wizard_{name}_{turn}")}


def _encoding(path: Path) -> str | None:
    """Ask for another encoding where the format leaves it open."""
    if path.suffix.lower() not in {".csv", ".tsv", ".tab", ".txt", ".gz", ".shp", ".zip"}:
        return None
    chosen = st.selectbox(
        _("Encoding"),
        ["", *_ENCODINGS],
        format_func=lambda name: name or _("As found (UTF-8 first, then GB18030)"),
        key=f"wizard_encoding_{path.parent.name}",
    )
    return chosen or None


def _show_found(reading: Reading) -> None:
    refused = int((~reading.usable).sum())
    rows = [
        (_("Rows"), f"{len(reading.rows):,}"),
        (_("Rows that cannot be read"), f"{refused:,}"),
        (_("Encoding"), reading.encoding or "–"),
        (_("Layer or sheet"), reading.layer or reading.sheet or "–"),
        (_("Coordinate system"), _declared(reading)),
    ]
    show(pairs(rows))
    st.caption(_("A sample: is the text readable?"))
    sample = reading.sample.astype(object)
    st.dataframe(sample.where(sample.notna(), ""), hide_index=True, key="wizard_sample")


def _declared(reading: Reading) -> str:
    if not reading.declared_crs:
        return _("not declared in the file")
    return f"{reading.declared_crs} ({reading.crs_source or '–'})"


def _columns(kind: Kind, reading: Reading) -> dict[str, str]:
    """Ask which column means what, beginning with what the headers suggest."""
    heading(_("Which column means what"))
    names = [str(name) for name in reading.frame.columns]
    suggested = resolve_columns(reading, kind, ImportOptions(), reading.file)
    if reading.coordinate_columns:
        suggested |= dict(zip(("lon", "lat"), reading.coordinate_columns, strict=True))
    roles = roles_of(kind)
    if reading.x is not None and reading.coordinate_columns is None:
        roles = {role: word for role, word in roles.items() if role not in {"lon", "lat"}}
    # Other columns are another question: what was chosen for them does not carry over.
    mark = sha256("\x1f".join(names).encode()).hexdigest()[:8]
    said: dict[str, str] = {}
    boxes = st.columns(4)
    for number, (role, word) in enumerate(roles.items()):
        usual = suggested.get(role, "")
        with boxes[number % 4]:
            chosen = st.selectbox(
                word,
                ["", *names],
                index=names.index(usual) + 1 if usual in names else 0,
                format_func=lambda name: name or _("– not in this file –"),
                key=f"wizard_column_{kind}_{role}_{mark}",
            )
        if chosen or usual:
            said[role] = chosen or ""
    return said


def _crs(kind: Kind, reading: Reading, turn: str) -> str | None:
    if kind in _WITHOUT_PLACES:
        return None
    words = crs_words()
    declared = reading.declared_crs
    first = (
        _("As the file declares: {crs}", crs=declared) if declared else _("Choose, or type a name")
    )
    chosen = st.selectbox(
        _("Coordinate system of the positions"),
        ["", *words],
        format_func=lambda name: words.get(name, name) if name else first,
        accept_new_options=True,
        key=f"wizard_crs_{turn}",
        help=_("Any name pyproj knows may be typed too, such as EPSG:2437."),
    )
    if not declared and not chosen:
        st.warning(
            _(
                "The file does not say in which coordinate system it is, and that is never guessed:"
                " choose it here, or ask whoever made the file."
            ),
        )
    return chosen or None


def _rules(reading: Reading, options: ImportOptions, turn: str) -> ImportOptions:
    one, two, three = st.columns(3)
    with one:
        scheme = st.selectbox(
            _("Code scheme"),
            ["", *_SCHEMES],
            format_func=_scheme_word,
            key=f"wizard_scheme_{turn}",
        )
    with two:
        start = st.date_input(
            _("In force from"), value=None, format="YYYY-MM-DD", key=f"wizard_valid_from_{turn}"
        )
    with three:
        words = st.multiselect(
            _("Words in the worker column that mean nobody"),
            _vacancy_words(reading, options.columns.get("worker")),
            accept_new_options=True,
            placeholder=_("None, or type a word"),
            key=f"wizard_vacant_{turn}",
        )
    is_repair = st.checkbox(
        _("Repair invalid polygons (their areas before and after are shown)"),
        key=f"wizard_repair_{turn}",
    )
    return replace(
        options,
        code_scheme=scheme or None,
        valid_from=start,
        vacant=frozenset(words),
        is_repair_asked=is_repair,
    )


def _scheme_word(scheme: str) -> str:
    words = {
        "": _("As in the settings"),
        "any": _("Any text"),
        "15": _("15 digits: county 6, street 3, community 3, grid 3"),
        "16": _("16 digits: county 6, street 4, community 3, grid 3"),
        "20": _("20 digits: object 6, county 6, street 3, community 3, grid 2"),
    }
    return words[scheme]


def _vacancy_words(reading: Reading, column: str | None) -> list[str]:
    """Return the values of the worker column that look like the absence of a person."""
    if not column or column not in reading.frame:
        return []
    values = pd.Series(reading.frame[column].dropna().unique())
    is_word = values.astype(str).str.strip().str.casefold().isin(VACANCY_WORDS)
    return [str(value) for value in values[is_word]]


def title_of(kind: Kind, path: Path) -> str:
    """Return what is being brought in, in a few words."""
    return f"{kind_word(kind)} · {path.name}"
