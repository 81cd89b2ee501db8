"""One line of the log per event: fixed fields, and never what somebody typed.

The text of a message is told only as it stands in the source of the program that says it.  What
was put into it (a name, an address, a query) is left out, and so is the text of an error: of that
the class and the lines of code it passed are told.
"""

from __future__ import annotations

import json
import linecache
import logging
import os
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

REQUESTS: Final = logging.getLogger("gege.requests")
_ROOT: Final = Path(__file__).parents[1]
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_FRAMES: Final = 8
# Says the whole address of every request; the line of `routes.observed` stands in its place.
_SILENT: Final = ("uvicorn.access",)
# At the least level these say what nobody asked.
_QUIET: Final = ("alembic",)
_WITHHELD: Final = "(said elsewhere)"


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what a line tells of a record, in the order it is told."""
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": getattr(record, "gege_event", None) or _as_in_the_source(record),
    }
    told |= getattr(record, "gege_fields", {})
    if record.name != REQUESTS.name:
        told["logger"] = record.name
        told["at"] = f"{_short(record.pathname)}:{record.lineno}"
    if record.exc_info and record.exc_info[0] is not None:
        told |= _error(record.exc_info[1])
    return told


def _as_in_the_source(record: logging.LogRecord) -> str:
    """Return the message when it stands in the source as it is, without values."""
    text = record.msg if isinstance(record.msg, str) else ""
    source = "".join(linecache.getlines(record.pathname))
    # As it is written there: with its line ends and quotation marks escaped.
    written = {f'"{text}"', repr(text), json.dumps(text), json.dumps(text, ensure_ascii=False)}
    return text if text and any(one in source for one in written) else _WITHHELD


def _error(error: BaseException | None) -> dict[str, Any]:
    """Return the classes of an error and its causes, and the lines of code it passed."""
    classes: list[str] = []
    frames: list[str] = []
    while error is not None and len(classes) < _FRAMES:
        classes.append(type(error).__name__)
        passed = traceback.extract_tb(error.__traceback__)
        frames += [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in passed]
        error = error.__cause__ or error.__context__
    return {"error": " < ".join(classes), "frames": frames[-_FRAMES:]}


def _short(path: str) -> str:
    """Return a path below the program, or the last two parts: a folder may bear a name."""
    found = Path(path)
    if found.is_relative_to(_ROOT) and ".venv" not in found.parts:
        return found.relative_to(_ROOT).as_posix()
    return "/".join(found.parts[-2:])


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(fields_of(record), ensure_ascii=False)


class PlainLine(logging.Formatter):
    """The same record for the eye."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = fields_of(record)
        first = [str(told.pop(name)) for name in ("time", "level", "event")]
        rest = [f"{name}={value}" for name, value in told.items()]
        return " ".join([first[0], first[1].upper(), first[2], *rest])


class _OneDoor(logging.Logger):
    """A logger whose records leave by the root's door only, whatever handlers it was given."""

    def callHandlers(self, record: logging.LogRecord) -> None:  # noqa: N802
        logging.root.callHandlers(record)


def keep_log() -> None:
    """Let everything this process logs leave by one door: standard error, one line per event.

    Notes
    -----
    ``GEGE_LOG=json`` writes JSON, anything else plain lines.  ``GEGE_LOG_LEVEL`` names the least
    level; without it requests are told in JSON only, since nobody reads them on a desk.
    """
    is_json = os.environ.get("GEGE_LOG", "").lower() == "json"
    level = os.environ.get("GEGE_LOG_LEVEL", "").upper()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if is_json else PlainLine())
    handler.setLevel(level if level in _LEVELS else ("INFO" if is_json else "WARNING"))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(handler.level)
    logging.setLoggerClass(_OneDoor)
    _one_door(handler)
    logging.captureWarnings(True)
    threading.excepthook = _of_a_thread
    sys.excepthook = _of_the_program


def _one_door(handler: logging.Handler) -> None:
    """Take the handlers of the loggers that are there already; later ones are `_OneDoor`."""
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = logger.name not in _SILENT
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, handler.level))


def _of_a_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    logging.getLogger("gege.thread").error(
        "a thread ended with an error",
        exc_info=(args.exc_type, error, args.exc_traceback),  # type: ignore[arg-type]
    )


def _of_the_program(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("gege.program").critical(
        "the program ended with an error", exc_info=(kind, error, trace)
    )
