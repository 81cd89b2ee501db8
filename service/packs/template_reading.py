"""A template as somebody wrote it: every value checked, the first that cannot be kept refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from casework.plain_text import one_line
from service.errors import ServiceError
from service.packs.template_options import OPTIONS, SECTION_NAMES

TITLE_SIGNS: Final = 60
MOST_MINUTES: Final = 180
_FIELDS: Final = {"key", "title", "is_shown", "minutes", "options"}
_WHOLE: Final = {"version", "title", "sections"}


@dataclass(frozen=True)
class SectionRead:
    """A section as it was written, with what is usual where nothing was."""

    key: str
    title: tuple[str, str]
    is_shown: bool
    minutes: int
    options: dict[str, object]


def read_title(plain: Mapping[str, object]) -> tuple[str, str]:
    """Return the title of packs in Chinese and English, one for the other where one is missing.

    Raises
    ------
    ServiceError
        When there is none, or it is too long.
    """
    chinese, english = _texts(plain.get("title"), "title")
    if not chinese and not english:
        raise ServiceError(
            "The template has no title: give one in Chinese, in English or in both; {example} is"
            " put in where it stands.",
            example="{period}, {place}",
        )
    return chinese or english, english or chinese


def read_sections(plain: Mapping[str, object]) -> list[SectionRead]:
    """Return the sections of a template in their order.

    Raises
    ------
    ServiceError
        With what cannot be kept and the way out.
    """
    _refuse_fields(plain, _WHOLE, "template")
    listed = plain.get("sections")
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise ServiceError(
            "The sections of a template are a list of values by name, such as {example}: begin"
            " with what the template in force says.",
            example='{"key": "late", "minutes": 10}',
        )
    found = [_section(one) for one in listed]
    keys = [one.key for one in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise ServiceError(
            "The section {key} stands in the template more than once: keep one of them.", key=twice
        )
    if not any(one.is_shown for one in found):
        raise ServiceError("No section would be shown: show at least one.")
    return found


def _section(plain: Mapping[str, Any]) -> SectionRead:
    key = plain.get("key")
    if not isinstance(key, str) or key not in SECTION_NAMES:
        raise ServiceError(
            "There is no section {key}: choose one of {known}.",
            key=str(key),
            known=", ".join(SECTION_NAMES),
        )
    _refuse_fields(plain, _FIELDS, key)
    is_shown = plain.get("is_shown", True)
    if not isinstance(is_shown, bool):
        raise _refused(key, "is_shown", is_shown, "true, false")
    minutes = plain.get("minutes", SECTION_NAMES[key][1])
    if type(minutes) is not int or not 0 <= minutes <= MOST_MINUTES:
        raise _refused(key, "minutes", minutes, f"0-{MOST_MINUTES}")
    title = _texts(plain.get("title", ["", ""]), key)
    return SectionRead(key, title, is_shown, minutes, _options(key, plain.get("options", {})))


def _options(key: str, plain: object) -> dict[str, object]:
    known = OPTIONS[key]
    if not isinstance(plain, Mapping):
        raise _refused(key, "options", plain, "{}")
    for name in plain:
        if name not in known:
            raise ServiceError(
                "The section {key} has no option {name}: it has {known}; leave it out.",
                key=key,
                name=str(name),
                known=", ".join(known) or "-",
            )
    found = {name: plain.get(name, option.usual) for name, option in known.items()}
    for name, value in found.items():
        if not known[name].fits(value):
            raise _refused(key, name, value, known[name].wanted)
    return found


def _texts(value: object, where: str) -> tuple[str, str]:
    both = [value, value] if isinstance(value, str) else value
    if (
        not isinstance(both, list)
        or len(both) != 2
        or not all(isinstance(one, str) for one in both)
    ):
        raise _refused(where, "title", value, '["中文", "English"]')
    chinese, english = (one_line(one) for one in both)
    longest = max(chinese, english, key=len)
    if len(longest) > TITLE_SIGNS:
        raise ServiceError(
            "The title {text} has {count} characters: at most {most} stand in one line.",
            text=longest,
            count=len(longest),
            most=TITLE_SIGNS,
        )
    return chinese, english


def _refuse_fields(plain: Mapping[str, Any], known: set[str], where: str) -> None:
    strange = sorted(str(one) for one in plain if one not in known)
    if strange:
        raise ServiceError(
            "{where} cannot have {name}: it has {known}; leave it out.",
            where=where,
            name=strange[0],
            known=", ".join(sorted(known)),
        )


def _refused(key: str, name: str, value: object, wanted: object) -> ServiceError:
    return ServiceError(
        "{name} of the section {key} cannot be {value}: give {wanted}.",
        name=name,
        key=key,
        value=str(value)[:80],
        wanted=wanted,
    )
