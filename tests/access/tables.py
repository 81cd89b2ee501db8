"""The tables of docs/access.md, from the rules themselves: ``python -m tests.access.tables``."""

from __future__ import annotations

from casework.access import ACTION_TERMS, MAY, NEEDS_WHOLE_DISTRICT, Action, Role
from dashboard.allowed import FOR_EVERYBODY, PAGES
from tests.translations import ROOT

PAGE = ROOT / "docs" / "access.md"


def roles_table() -> str:
    """Return which role may do what, a line per action."""
    lines = [
        f"| Action | {' | '.join(role.value for role in Role)} |",
        f"|---|{'---|' * len(Role)}",
    ]
    for action in Action:
        mark = "whole" if action in NEEDS_WHOLE_DISTRICT else "•"
        cells = (mark if action in MAY[role] else "" for role in Role)
        lines.append(f"| {ACTION_TERMS[action]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def pages_table() -> str:
    """Return what each page asks for and who sees it."""
    lines = ["| Address | Asks for | Seen by |", "|---|---|---|"]
    for address, action in PAGES.items():
        seen = ", ".join(role.value for role in Role if action in MAY[role]) or "nobody"
        lines.append(f"| /{address} | {ACTION_TERMS[action]} | {seen} |")
    lines += [f"| /{address} | nothing | everybody |" for address in sorted(FOR_EVERYBODY)]
    return "\n".join(lines)


def with_tables(text: str) -> str:
    """Return the page with its tables as they have to be."""
    for name, table in (("roles", roles_table()), ("pages", pages_table())):
        start = text.index(f"<!-- {name} -->")
        end = text.index("<!-- end -->", start)
        text = f"{text[:start]}<!-- {name} -->\n\n{table}\n\n{text[end:]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
