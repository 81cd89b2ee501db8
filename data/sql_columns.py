"""Columns of a statement, for the conditions of `casework.columns`: the database evaluates them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]
Condition = sa.ColumnElement[bool]


class SqlColumn:
    """One expression; null compared with anything is null, which counts as not true."""

    __slots__ = ("expression",)

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def __lt__(self, other: object) -> Condition:
        return self._compared(operator.lt, other)

    def __le__(self, other: object) -> Condition:
        return self._compared(operator.le, other)

    def __gt__(self, other: object) -> Condition:
        return self._compared(operator.gt, other)

    def __ge__(self, other: object) -> Condition:
        return self._compared(operator.ge, other)

    def equals(self, other: object) -> Condition:
        """Return where it is this, and known."""
        return self._compared(operator.eq, other)

    def is_in(self, values: Collection[object]) -> Condition:
        """Return where it is one of these."""
        return self.expression.in_([_plain(value) for value in values])

    def is_not_in(self, values: Collection[object]) -> Condition:
        """Return where it is known and none of these."""
        return self.expression.not_in([_plain(value) for value in values])

    def is_null(self) -> Condition:
        """Return where it is not known."""
        return self.expression.is_(None)

    def is_not_null(self) -> Condition:
        """Return where it is known."""
        return self.expression.is_not(None)

    def _compared(self, by: Callable[[Any, Any], Any], other: object) -> Condition:
        value = _plain(other)
        return sa.false() if value is None else by(self.expression, value)


class SqlColumns:
    """The columns of a table or of a mapping of expressions, by name."""

    __slots__ = ("_expressions",)

    def __init__(self, expressions: Mapping[str, Expression]) -> None:
        self._expressions = expressions

    def __getitem__(self, name: str) -> SqlColumn:
        return SqlColumn(self._expressions[name])


def _plain(value: object) -> object:
    if isinstance(value, SqlColumn):
        return value.expression
    return value.value if isinstance(value, Enum) else value
