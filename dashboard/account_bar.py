"""Who is signed in, above the foot of the side bar; the way out, and the demonstration's roles."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from casework.access import ROLE_TERMS, Role
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import Markup, show, tag
from dashboard.session import cookies
from service.identity.asking import (
    NEED_SENTENCES,
    SESSION_COOKIE,
    VISIT_COOKIE,
    Asker,
    Need,
    form_token,
)
from service.identity.demonstration_roles import ROLES

_NOTHING: Final = Markup("")
_STYLE: Final = """<style>
.gg form{display:flex;gap:.5rem;align-items:center;flex-wrap:wrap;margin:.3rem 0}
.gg select,.gg button{font:inherit;font-size:.92rem;color:inherit;min-height:2.25rem;
 background:transparent;border:1px solid currentColor;border-radius:4px;padding:.2rem .6rem}
.gg select option{color:#1d232b;background:#fff}
.gg button{cursor:pointer}
.gg button:focus-visible,.gg select:focus-visible{outline:3px solid;outline-offset:1px}
</style>"""


def account_bar(found: Asker) -> None:
    """Show who is signed in with the way out, or which role of the demonstration is played."""
    if found.is_demonstration:
        _role_switch(found)
    elif found.viewer is not None:
        role = _(ROLE_TERMS[found.viewer.role])
        show(
            tag("p", tag("b", found.name), " · ", role),
            Markup(_STYLE),
            _form("sign-out", cookies().get(SESSION_COOKIE, ""), _("Sign out")),
        )


def ask_to_sign_in(found: Asker) -> None:
    """Show what is needed before anything is seen, with the way there."""
    need = found.needs or Need.SIGN_IN
    st.warning(_(NEED_SENTENCES[need]))
    names = {
        Need.SIGN_IN: ("sign-in", _("Sign in")),
        Need.FIRST_ADMINISTRATOR: ("first-administrator", _("The first administrator")),
        Need.NEW_PASSWORD: ("new-password", _("Choose a password")),
    }
    address, name = names[need]
    asked = urlencode({"back": _here(), "lang": language()})
    href = escape(f"{root()}{PREFIX}/{address}?{asked}", quote=True)
    show(tag("p", Markup(f'<a href="{href}" target="_self">{escape(name)}</a>')))


def end_everywhere() -> None:
    """Show the button that ends all sessions of one's own account."""
    more = Markup('<input type="hidden" name="everywhere" value="1">')
    token = cookies().get(SESSION_COOKIE, "")
    show(Markup(_STYLE), _form("sign-out", token, _("Sign out everywhere"), more))


def root() -> str:
    """Return the path below which the screens lie, with a slash at its end."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/" if base else "/"


def _role_switch(found: Asker) -> None:
    visit = cookies().get(VISIT_COOKIE, "")
    said = tag("p", _("Nobody has an account here: choose whose eyes you look through."))
    if found.viewer is None or not visit:
        show(said)
        return
    role = found.viewer.role
    choices = "".join(_option(one, is_chosen=one is role) for one in ROLES)
    label = escape(_("Role"), quote=True)
    parts = Markup(
        f'<select name="role" aria-label="{label}">{choices}</select>'
        f'<input type="hidden" name="back" value="{escape(_here(), quote=True)}">'
    )
    show(said, Markup(_STYLE), _form("role", visit, _("Change role"), parts))


def _option(role: Role, *, is_chosen: bool) -> str:
    chosen = " selected" if is_chosen else ""
    return f'<option value="{role.value}"{chosen}>{escape(_(ROLE_TERMS[role]))}</option>'


def _form(address: str, bound_to: str, button: str, more: Markup = _NOTHING) -> Markup:
    return Markup(
        f'<form method="post" action="{root()}{PREFIX}/{address}?lang={language()}">'
        f'<input type="hidden" name="form" value="{form_token(bound_to)}">'
        f'{more}<button type="submit">{escape(button)}</button></form>'
    )


def _here() -> str:
    """Return the path of the page that is looked at, without what is chosen on it."""
    return urlsplit(str(st.context.url or "/")).path or "/"
