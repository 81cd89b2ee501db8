"""What became of every row of a file, as the clerk reads it and as programs read it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from data.issues import RowIssue
from service.intake.draft import Draft
from service.intake.options import Kind
from service.intake.places import fit_values
from service.language import Said, both, say


def report_of(draft: Draft, sha256: str, *, import_id: int | None) -> dict[str, object]:
    """Return the report of an import or of its preview as plain JSON values.

    Returns
    -------
    dict
        ``rows, accepted, refused, unassigned, ties, issues`` as the command line promises, and
        ``added, updated, unchanged`` (which add up to ``accepted``), how the file was read, and
        the remarks about the file as a whole.
    """
    updated = 0 if draft.changed is None else len(draft.changed)
    rows = int(len(draft.reading.rows))
    return {
        "kind": str(draft.kind),
        "file": draft.path.name,
        "sha256": sha256,
        "import_id": import_id,
        "rows": rows,
        "accepted": draft.accepted,
        "refused": rows - draft.accepted,
        "added": len(draft.frame),
        "updated": updated,
        "unchanged": draft.unchanged,
        "unassigned": draft.unassigned,
        "ties": draft.ties,
        "encoding": draft.reading.encoding,
        "crs": draft.crs_used,
        "crs_source": draft.crs_source,
        "columns": draft.columns,
        "sample": draft.reading.sample.fillna("").to_dict("records"),
        "datum_fit": fit_values(draft),
        "repaired": draft.repaired,
        "made": {name: len(frame) for name, frame in draft.extras.items()},
        "issues": [issue_as_json(issue) for issue in sorted(draft.issues, key=_place)],
    }


# Beyond this many, the diary keeps only the number of the issues; the report of the file has all.
_KEPT_ISSUES = 500


def as_kept(report: dict[str, object]) -> dict[str, object]:
    """Return what the diary keeps of a report: no row of the file, no value of a contact."""
    issues = [one for one in cast("list[dict[str, object]]", report["issues"])]
    columns = cast("dict[str, str]", report["columns"])
    private = {columns.get("contact"), columns.get("consent")} - {None}
    shown = [
        one | {"value": None, "message": "", "message_zh": "", "message_en": ""}
        if one["column"] in private
        else one
        for one in issues[:_KEPT_ISSUES]
    ]
    rest = {key: value for key, value in report.items() if key != "sample"}
    return rest | {"issues": shown, "issue_count": len(issues)}


def _place(issue: RowIssue) -> tuple[int, str]:
    return (issue.row or 0, issue.column or "")


def refusal_report(kind: Kind, path: Path, error: Said) -> dict[str, object]:
    """Return the report of a file that could not be used at all."""
    counts = ("rows", "accepted", "refused", "added", "updated", "unassigned", "ties")
    issue = RowIssue("file.unusable", None, None, None, error.msgid, error.params)
    plain: dict[str, object] = {"kind": str(kind), "file": path.name}
    return plain | dict.fromkeys(counts, 0) | {"issues": [issue_as_json(issue)]}


def issue_as_json(issue: RowIssue) -> dict[str, object]:
    """Return one issue with its sentence in both languages."""
    return {
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "code": issue.code,
        "refused": issue.is_refused and issue.row is not None,
        "message": both(issue),
        "message_zh": say(issue, "zh"),
        "message_en": say(issue, "en"),
    }
