"""What a presented pack says of itself: its buttons, and the sentences of its program."""

from __future__ import annotations

from service.packs.html_marks import tag
from service.packs.layout import COMMENT_SIGNS
from service.sheet_page import Html, joined, speaker


def bar_html(language: str, is_live: bool) -> Html:  # noqa: FBT001
    """Return the bar at the foot of the window: every key has a button."""
    _ = speaker(language)
    buttons = [
        _button("back", "←", _("Previous slide (left arrow)")),
        tag("span", class_="at", id="at"),
        _button("on", "→", _("Next slide (right arrow)")),
        _button("overview", _("All slides"), _("All slides at once (O)")),
    ]
    if is_live:
        buttons += [
            _button("live", _("Live page"), _("The live page of this slide (M)")),
            _button("comment", _("Comment"), _("Write beside this slide (C)")),
            _button("decisions", _("Decisions"), _("Open the decisions of the meeting")),
            tag("div", id="clock", role="timer"),
            _button("pause", _("Start the clock"), _("Start or pause the clock (T)")),
        ]
    buttons += [
        tag("span", class_="gap"),
        _button("dark", _("Light or dark"), _("Light or dark (D)"), "anywhere"),
        _button("print", _("Print"), _("Print, one slide a page (P)"), "anywhere"),
        _button("full", _("Full screen"), _("Full screen (F)")),
    ]
    return tag("nav", joined(buttons), id="bar", aria_label=_("Presentation"))


def _button(act: str, text: str, title: str, kind: str | None = None) -> Html:
    """Return a button; on a phone only what helps ``anywhere`` is shown."""
    named = title if len(text) == 1 else None
    return tag(
        "button", text, type="button", data_act=act, title=title, class_=kind, aria_label=named
    )


def pack_texts(language: str) -> dict[str, str]:
    """Return the sentences of the program that every file has."""
    _ = speaker(language)
    return {"jump": _("Slide {number}: press Enter")}


def live_texts(language: str) -> dict[str, str]:
    """Return the sentences of what only the app adds; names in braces are filled by the program."""
    _ = speaker(language)
    return {
        "back": _("Back to the slide (Esc)"),
        "noLive": _("This slide has no live page."),
        "loading": _("The live page is opened."),
        "unreachable": _(
            "The live page cannot be reached now: the slides go on without it; try again."
        ),
        "again": _("Try again"),
        "start": _("Start the clock"),
        "pause": _("Pause"),
        "left": _("{name}: {time} left of {minutes} min"),
        "over": _("{name}: {time} over its {minutes} min"),
        "noTime": _("No time is set for {name}."),
        "total": _("all: {time} of {minutes} min"),
        "comment": _("Comment beside this slide, at most {most} signs", most=COMMENT_SIGNS),
        "most": str(COMMENT_SIGNS),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "mayNot": _("You may not write beside slides: ask who prepares the pack."),
        "unsent": _("The comment was not kept: the app cannot be reached. Try again."),
    }
