"""What went wrong, as a sentence the viewer can act on."""

from __future__ import annotations

import re

from dashboard.i18n import _
from data.store_trouble import trouble_of
from service.language import Said

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def sentence_of(error: BaseException) -> str:
    """Return what to tell the viewer about an error; plain text in his language.

    Our own refusals carry their sentence.  What nobody expected is named by its kind only, since
    its text may hold what this viewer must not see.
    """
    if isinstance(error, Said):
        return _(error)
    if isinstance(error, MemoryError):
        return _("The machine has too little memory for this: try a smaller file or period.")
    if (trouble := trouble_of(error)) is not None:
        return _(trouble)
    if isinstance(error, PermissionError):
        return _("The file may not be opened: it is open in another program or protected.")
    if type(error).__name__ == "OperationalError":
        return _("The database is busy or cannot be reached: try again in a minute.")
    return _(
        "Something unexpected happened ({kind}) and nothing was changed: tell the administrator"
        " what you did and when.",
        kind=type(error).__name__,
    )


def plain(text: str) -> str:
    """Return text in which markdown finds nothing to obey: no link, image, formula or mark-up.

    Newlines become blanks, so that a text cannot start a list or heading of its own.
    """
    # A zero-width space: what looks like an address is not made a link of.
    broken = re.sub(r"(://|www\.|@)", "\\1\u200b", " ".join(text.split()))
    return _MARKDOWN.sub(r"\\\1", broken)
