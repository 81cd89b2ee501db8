"""The template of packs: which sections, in which order, under which words; kept by version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from casework.access import Action, Viewer, require, scope_of
from casework.sentence import Term
from data.store import Store
from data.template_store import add_template, newest_template
from service.errors import ServiceError
from service.packs.template_options import OPTIONS, SECTION_NAMES
from service.packs.template_reading import read_sections, read_title
from service.packs.words import NONE, Words

_PLACES: Final = re.compile(r"\{(period|place)\}")


@dataclass(frozen=True)
class TemplateSection:
    """One section of a pack.

    Attributes
    ----------
    title
        In the office's words, nothing for the section's own; `name` is what is shown.
    minutes
        What the presenter's clock gives it; 0 for no clock.
    options
        Every option of the section (`service.packs.template_options.OPTIONS`), by name.
    """

    key: str
    title: Words = NONE
    is_shown: bool = True
    minutes: int = 0
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> Words:
        """Return the office's title, the section's own in a language it has none in."""
        own = Words.of(SECTION_NAMES[self.key][0])
        return Words(self.title.zh or own.zh, self.title.en or own.en)


@dataclass(frozen=True)
class Template:
    """What a pack is made of: every section once, in the order of the slides.

    Attributes
    ----------
    version
        0 for the program's own, where the office has saved none.
    title
        Of the pack; `titled` puts period and place into it.
    """

    version: int
    title: Words
    sections: tuple[TemplateSection, ...]

    @property
    def shown(self) -> tuple[TemplateSection, ...]:
        """Return the sections that are shown, in order."""
        return tuple(one for one in self.sections if one.is_shown)

    def section(self, key: str) -> TemplateSection:
        """Return a section by its key."""
        return next(one for one in self.sections if one.key == key)

    def titled(self, period: Words, place: Words) -> Words:
        """Return the title of a pack; other braces in it are just braces."""
        told = [
            _PLACES.sub(lambda found, of=of: of[found[1]], text)  # type: ignore[misc]
            for text, of in (
                (self.title.zh, {"period": period.zh, "place": place.zh}),
                (self.title.en, {"period": period.en, "place": place.en}),
            )
        ]
        return Words(*told)


def default_template() -> Template:
    """Return the template of the program, in force until the office saves one."""
    sections = tuple(
        TemplateSection(key, minutes=minutes, options=_usual(key))
        for key, (_name, minutes) in SECTION_NAMES.items()
    )
    return Template(0, Words.of(Term("{place}: review meeting, {period}")), sections)


def template_now(viewer: Viewer, store: Store) -> Template:
    """Return the template in force."""
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        kept = newest_template(conn)
    if kept is None:
        return default_template()
    return replace(template_from_plain(kept["content"]), version=kept["version"])


def saved_by(viewer: Viewer, store: Store) -> tuple[str, datetime] | None:
    """Return who saved the template in force, and when; None for the program's own."""
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        kept = newest_template(conn)
    return None if kept is None else (kept["saved_by"], kept["saved_at"])


def save_template(
    viewer: Viewer,
    store: Store,
    template: Template | Mapping[str, object],
    now: datetime,
    *,
    based_on: int | None = None,
) -> Template:
    """Keep a template as the new version and return it; one that says the same is not kept again.

    Parameters
    ----------
    template
        A template, or the plain values of one (`template_to_plain`).
    based_on
        The version it was changed from: refused when another was saved since. None does not ask.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When something in it cannot be kept, somebody else saved one meanwhile, or the viewer sees
        only a part of the district.
    """
    require(viewer, Action.PREPARE_PACK)
    if not scope_of(viewer).is_whole:
        raise ServiceError(
            "{name} sees only {scope}, and the template is that of all packs: ask somebody who"
            " answers for the whole district.",
            name=viewer.name,
            scope=viewer.scope,
        )
    plain = template_to_plain(template) if isinstance(template, Template) else template
    wanted = template_from_plain(plain)
    with store.begin() as conn:
        kept = newest_template(conn)
        last = 0 if kept is None else int(kept["version"])
        if based_on not in (None, last):
            raise ServiceError(
                "Version {version} of the template was saved by {name} while you changed version"
                " {seen}: look at it and make your change again.",
                version=last,
                name="" if kept is None else kept["saved_by"],
                seen=based_on,
            )
        before = default_template() if kept is None else template_from_plain(kept["content"])
        if _content(wanted) == _content(before):
            return replace(wanted, version=last)
        add_template(conn, last + 1, _content(wanted), viewer.name, now)
    return replace(wanted, version=last + 1)


def template_to_plain(template: Template) -> dict[str, object]:
    """Return a template as values JSON knows; texts as ``[Chinese, English]``."""
    return {"version": template.version, **_content(template)}


def template_from_plain(plain: Mapping[str, object]) -> Template:
    """Return the template that `template_to_plain` gave, or that somebody wrote by hand.

    A section that is not named stays hidden at the end; options that are not named are the usual.

    Raises
    ------
    ServiceError
        With what cannot be kept and the way out.
    """
    sections = [
        TemplateSection(one.key, Words(*one.title), one.is_shown, one.minutes, one.options)
        for one in read_sections(plain)
    ]
    named = {one.key for one in sections}
    sections += [
        TemplateSection(key, is_shown=False, minutes=minutes, options=_usual(key))
        for key, (_name, minutes) in SECTION_NAMES.items()
        if key not in named
    ]
    version = plain.get("version", 0)
    number = version if type(version) is int else 0
    return Template(number, Words(*read_title(plain)), tuple(sections))


def _content(template: Template) -> dict[str, object]:
    return {
        "title": [template.title.zh, template.title.en],
        "sections": [
            {
                "key": one.key,
                "title": [one.title.zh, one.title.en],
                "is_shown": one.is_shown,
                "minutes": one.minutes,
                "options": dict(one.options),
            }
            for one in template.sections
        ],
    }


def _usual(key: str) -> dict[str, object]:
    return {name: option.usual for name, option in OPTIONS[key].items()}
