"""What Streamlit would say in English by itself is not on the pages of meetings."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

_DASHBOARD = Path(__file__).parents[2] / "dashboard"
_PAGES = sorted(
    path for name in ("meetings", "promises", "pack") for path in _DASHBOARD.glob(f"{name}_*.py")
)


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_no_choice_offers_all_in_english(path: Path) -> None:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "multiselect"
    ]
    for call in calls:
        said = {one.arg: one.value for one in call.keywords}
        assert isinstance(said.get("select_all"), ast.Constant), f"{path.name}:{call.lineno}"
