"""One section of the template on a page: its place, its words, its minutes, its options."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import streamlit as st

from casework.indicators import REGISTRY
from dashboard.i18n import _, language
from dashboard.once import once
from service.overview.short import figure_name
from service.packs.template import Template, TemplateSection
from service.packs.template_options import OPTIONS, QUESTION_SIGNS, Option
from service.packs.template_reading import MOST_MINUTES, TITLE_SIGNS


def order_of(kept: Template) -> list[str]:
    """Return the keys of the sections in the order of the form, that of the template at first."""
    order = [one.key for one in kept.sections]
    found: list[str] = st.session_state.setdefault(once("pack_template").key("order"), order)
    return found


def section_row(kept: TemplateSection, place: int, count: int) -> dict[str, object]:
    """Return a section as the form has it, in plain values; ``place`` is from 0."""
    name = kept.name.told(language())
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        is_shown = st.checkbox(
            f"{place + 1}. {name}", value=kept.is_shown, key=_key("shown", kept), width="stretch"
        )
        with st.popover(_("Title and options")):
            title = _title(kept)
            options = {one: _option(kept, one, known) for one, known in OPTIONS[kept.key].items()}
        minutes = st.number_input(
            _("Minutes"), 0, MOST_MINUTES, kept.minutes, key=_key("minutes", kept), width=110
        )
        with st.container(horizontal=True, width="content"):
            _move(kept, place, count)
    return {
        "key": kept.key,
        "title": title,
        "is_shown": bool(is_shown),
        "minutes": int(minutes),
        "options": options,
    }


def _move(kept: TemplateSection, place: int, count: int) -> None:
    name = kept.name.told(language())
    st.button(
        _("▲ Up"), key=_key("up", kept), disabled=place == 0, on_click=_swap,
        args=(place, place - 1), help=_("Move “{name}” one place up", name=name),
    )  # fmt: skip
    st.button(
        _("▼ Down"), key=_key("down", kept), disabled=place == count - 1, on_click=_swap,
        args=(place, place + 1), help=_("Move “{name}” one place down", name=name),
    )  # fmt: skip


def _swap(one: int, other: int) -> None:
    order: list[str] = st.session_state[once("pack_template").key("order")]
    order[one], order[other] = order[other], order[one]


def _title(kept: TemplateSection) -> list[str]:
    own = TemplateSection(kept.key).name
    left, right = st.columns(2)
    chinese = left.text_input(
        _("Title in Chinese"), kept.title.zh, TITLE_SIGNS, _key("zh", kept), placeholder=own.zh
    )
    english = right.text_input(
        _("Title in English"), kept.title.en, TITLE_SIGNS, _key("en", kept), placeholder=own.en
    )
    return [chinese, english]


def _option(kept: TemplateSection, name: str, option: Option) -> object:
    value: Any = kept.options[name]
    key = _key(name, kept)
    label = _(option.name)
    if option.kind == "number":
        return int(st.number_input(label, option.low, option.high, value, key=key, width=180))
    if option.kind == "figures":
        names = {one: figure_name(figure, language()) for one, figure in REGISTRY.items()}
        return st.multiselect(
            label,
            list(names),
            value,
            format_func=names.__getitem__,
            key=key,
            max_selections=option.high,
            select_all=False,
        )
    return _lines(label, value, key)


def _lines(label: str, value: list[list[str]], key: str) -> list[list[str]]:
    """Return texts in both languages, one per line: those of one line belong together."""
    st.caption(
        _(
            "{label}: one on a line, at most {signs} characters; the lines of both sides belong"
            " together. Where one side is empty the other stands in both languages.",
            label=label,
            signs=QUESTION_SIGNS,
        )
    )
    left, right = st.columns(2)
    both = [
        column.text_area(name, "\n".join(one[at] for one in value), key=f"{key}_{at}", height=160)
        for at, (column, name) in enumerate(((left, _("In Chinese")), (right, _("In English"))))
    ]
    texts = [[" ".join(line.split()) for line in (one or "").split("\n")] for one in both]
    pairs = zip_longest(*texts, fillvalue="")
    return [list(pair) for pair in pairs if any(pair)]


def _key(field: str, kept: TemplateSection) -> str:
    return f"{once('pack_template').key(field)}_{kept.key}"
