"""The pages before and around signing in: plain HTML that needs no script.

They stand outside of Streamlit, which can set no cookie and takes no form of its own address.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from service.identity.first_administrator import FILE_NAME
from service.identity.passwords import LEAST
from service.language import languages, say

_STYLE: Final = """
:root{color-scheme:light dark;--page:#f3f5f7;--card:#fff;--ink:#1d232b;--quiet:#56606c;
--line:#c9d0d8;--main:#1f6fb2;--on-main:#fff;--bad:#a3241b;--bad-bg:#fdecea}
@media (prefers-color-scheme:dark){:root{--page:#15181d;--card:#1e2228;--ink:#eceff3;
--quiet:#a7b0bb;--line:#434b55;--main:#5aa9e6;--on-main:#0d1116;--bad:#ffb4ab;--bad-bg:#3b1b19}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--page);
color:var(--ink);font:1rem/1.5 system-ui,'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',
sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);
border-radius:.5rem;padding:1.5rem}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .25rem}
.name{color:var(--quiet);margin:0 0 1rem}
p{margin:.5rem 0}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{width:100%;font:inherit;padding:.55rem .6rem;border:1px solid var(--line);
border-radius:.25rem;background:var(--page);color:inherit}
button{margin-top:1.25rem;width:100%;min-height:2.75rem;font:inherit;font-weight:600;border:0;
border-radius:.25rem;background:var(--main);color:var(--on-main);cursor:pointer}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--main);
outline-offset:2px}
.hint{color:var(--quiet);font-size:.9rem;margin:.25rem 0 0}
.refused{background:var(--bad-bg);color:var(--bad);border-radius:.25rem;padding:.6rem .75rem}
.other{display:block;text-align:center;text-decoration:none;font-weight:600;padding:.65rem;
border:2px solid var(--main);border-radius:.25rem;margin:1.25rem 0 1rem}
nav{margin-top:1.25rem;display:flex;gap:1rem;font-size:.95rem}
a{color:var(--main)}
@media (min-width:1600px){html{font-size:125%}}
"""
_MARK: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# No script, nothing from anywhere, and no form that leaves.
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_MARK}'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes
    ----------
    fill
        What a browser's own memory of passwords takes it for (``autocomplete``).
    """

    name: str
    label: str
    fill: str
    is_secret: bool = False
    value: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """What every form of these pages carries.

    Attributes
    ----------
    token
        Binds it to one browser.
    back
        Path of the page to go on to.
    """

    token: str
    back: str = ""
    refused: str = ""


def sign_in_html(language: str, form: Form, name: str = "", directory: str | None = None) -> str:
    """Return the page on which somebody signs in.

    Parameters
    ----------
    directory
        What the office's directory is called, empty for no name; None when there is none.
    """
    fields = (
        Field("name", say("Name of the account", language), "username", value=name),
        Field("password", say("Password", language), "current-password", is_secret=True),
    )
    title = say("Sign in", language)
    first = "" if directory is None else _by_directory(language, form.back, directory)
    return _page(language, "sign-in", title, "", fields, form, first=first)


def first_html(language: str, form: Form, name: str = "") -> str:
    """Return the page on which the first administrator makes his account."""
    told = say(
        "Nothing is shown before there is an administrator. On the server, beside the database,"
        " lies the file {file}; type the word in it, or ask who runs the server (manage.py account"
        " first).",
        language,
        file=FILE_NAME,
    )
    fields = (
        Field("word", say("Word from the file", language), "off"),
        Field("name", say("Name of the account", language), "username", value=name),
        *_new_password(language),
    )
    title = say("The first administrator", language)
    does = say("Make the account", language)
    return _page(language, "first-administrator", title, told, fields, form, does)


def new_password_html(language: str, form: Form, name: str, is_forced: bool) -> str:
    """Return the page on which somebody chooses his password."""
    told = say("Signed in as {name}.", language, name=name)
    if is_forced:
        told += " " + say("Your password was given to you by somebody: choose your own.", language)
    present = say("Present password", language)
    fields = (
        Field("password", present, "current-password", is_secret=True),
        *_new_password(language),
    )
    return _page(language, "new-password", say("Choose a password", language), told, fields, form)


def leaving_html(language: str, there: str, here: str) -> str:
    """Return the page that goes on to where the directory signs somebody out."""
    told = say("You are signed out here; next the directory signs you out as well.", language)
    on, again = say("Sign out of the directory", language), say("Sign in again", language)
    inner = (
        f"<p>{escape(told)}</p>"
        f'<nav><a href="{escape(there)}">{escape(on)}</a>'
        f'<a href="{escape(here)}">{escape(again)}</a></nav>'
    )
    return _document(language, say("Signed out", language), inner, leads_to=there)


def unready_html(language: str, sentence: str) -> str:
    """Return the page of a server whose database cannot be asked."""
    title = say("Not ready", language)
    return _document(language, title, f'<p class="refused" role="alert">{escape(sentence)}</p>')


def _by_directory(language: str, back: str, name: str) -> str:
    """Return the way to the directory; a link, since a form may not lead to another site."""
    asked = {"lang": language} | ({"back": back} if back else {})
    does = say(
        "Sign in with {directory}", language, directory=name or say("the directory", language)
    )
    told = say("Or with an account of this server:", language)
    return (
        f'<a class="other" href="directory?{escape(urlencode(asked))}">{escape(does)}</a>'
        f'<p class="hint">{escape(told)}</p>'
    )


def _new_password(language: str) -> tuple[Field, Field]:
    hint = say("{least} characters or more, such as a few words in a row.", language, least=LEAST)
    new, again = say("New password", language), say("New password again", language)
    return (
        Field("new", new, "new-password", is_secret=True, hint=hint),
        Field("again", again, "new-password", is_secret=True),
    )


def _page(
    language: str,
    action: str,
    title: str,
    told: str,
    fields: Sequence[Field],
    form: Form,
    does: str = "",
    first: str = "",
) -> str:
    refused = f'<p class="refused" role="alert">{escape(form.refused)}</p>' if form.refused else ""
    inner = (
        (f"<p>{escape(told)}</p>" if told else "")
        + refused
        + first
        + f'<form method="post" action="{action}?lang={escape(language)}">'
        + f'<input type="hidden" name="form" value="{escape(form.token)}">'
        + f'<input type="hidden" name="back" value="{escape(form.back)}">'
        + "".join(_field(field, is_first=field is fields[0]) for field in fields)
        + f'<button type="submit">{escape(does or title)}</button></form>'
    )
    return _document(language, title, inner + _languages(language, action, form.back))


def _field(field: Field, *, is_first: bool) -> str:
    kind = "password" if field.is_secret else "text"
    hint = f'<p class="hint" id="{field.name}-hint">{escape(field.hint)}</p>' if field.hint else ""
    more = f' aria-describedby="{field.name}-hint"' if field.hint else ""
    more += " autofocus" if is_first else ""
    return (
        f'<label for="{field.name}">{escape(field.label)}</label>'
        f'<input id="{field.name}" name="{field.name}" type="{kind}" maxlength="200" required'
        f' autocomplete="{field.fill}" autocapitalize="none" spellcheck="false"'
        f' value="{escape(field.value)}"{more}>{hint}'
    )


def _languages(language: str, action: str, back: str) -> str:
    more = escape(f"&{urlencode({'back': back})}") if back else ""
    links = (
        f'<a href="{action}?lang={code}{more}" lang="{code}">{escape(name)}</a>'
        for code, name in languages().items()
        if code != language
    )
    return f"<nav>{''.join(links)}</nav>"


def _document(language: str, title: str, inner: str, leads_to: str = "") -> str:
    refresh = f'<meta http-equiv="refresh" content="0;url={escape(leads_to)}">'
    tag = "zh-CN" if language == "zh" else "en"
    product = say("Gege grid service", language)
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex">{refresh if leads_to else ""}'
        f"<title>{escape(title)} · {escape(product)}</title><style>{_STYLE}</style></head>"
        f'<body><main><h1>{escape(title)}</h1><p class="name">格格 · {escape(product)}</p>'
        f"{inner}</main></body></html>"
    )
