"""The tables of meetings, decisions, promises, resolutions and public works.

What is decided and promised belongs to units and offices: no table holds what a person did or
failed to do, nor who of the staff was present.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

# Cases marked for a meeting: of weight, talked about much, hard. Marks are ended, never deleted.
case_flags = sa.Table(
    "case_flags",
    metadata,
    id_column(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    # key (重点) | hot (热点) | hard (难点)
    sa.Column("flag", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("flagged_by", sa.String, nullable=False),
    sa.Column("flagged_at", UtcDateTime, nullable=False),
    sa.Column("ended_by", sa.String),
    sa.Column("ended_at", UtcDateTime),
)

meetings = sa.Table(
    "meetings",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    # dispatch (调度会) | review (研判会) | joint (联席会议)
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("held_on", sa.Date, nullable=False, index=True),
    sa.Column("place", sa.String),
    # Area the meeting is about; null for the whole district.
    sa.Column("area", sa.String, index=True),
    sa.Column("pack_id", sa.ForeignKey("packs.id"), index=True),
    # planned | held | cancelled
    sa.Column("state", sa.String, nullable=False),
    sa.Column("minutes", sa.String),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

agenda_items = sa.Table(
    "agenda_items",
    metadata,
    id_column(),
    sa.Column("meeting_id", sa.ForeignKey("meetings.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    # decisions (of last time) | case | slides (of the pack) | topic
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    # Key of the pack's slide with which it begins.
    sa.Column("slide", sa.String),
    # Minutes of the clock it is given.
    sa.Column("minutes", sa.Integer),
    # What was said and came of it.
    sa.Column("outcome", sa.String),
)

# Which units were represented.
attendance = sa.Table(
    "attendance",
    metadata,
    id_column(),
    sa.Column("meeting_id", sa.ForeignKey("meetings.id"), nullable=False, index=True),
    sa.Column("unit_code", sa.String, nullable=False),
    sa.Column("unit_name", sa.String, nullable=False),
    # invited | present | excused | absent
    sa.Column("state", sa.String, nullable=False),
    sa.UniqueConstraint("meeting_id", "unit_code"),
)

# What was decided, by which meeting, whose it is and until when.
decisions = sa.Table(
    "decisions",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("meeting_id", sa.ForeignKey("meetings.id"), nullable=False, index=True),
    sa.Column("item_id", sa.ForeignKey("agenda_items.id"), index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("owner_unit", sa.String, nullable=False, index=True),
    sa.Column("owner_name", sa.String, nullable=False),
    # Area it is about, that of the meeting where none was told; null for the whole district.
    sa.Column("area", sa.String, index=True),
    sa.Column("made_on", sa.Date, nullable=False, index=True),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
)

# What was promised to residents, by whom, until when.
promises = sa.Table(
    "promises",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("text", sa.String, nullable=False),
    # Where it was promised: a meeting with residents, a visit, the year's list, in words.
    sa.Column("made_at", sa.String, nullable=False),
    sa.Column("made_on", sa.Date, nullable=False, index=True),
    sa.Column("owner_unit", sa.String, nullable=False, index=True),
    sa.Column("owner_name", sa.String, nullable=False),
    sa.Column("area", sa.String, index=True),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("project_id", sa.ForeignKey("projects.id"), index=True),
    sa.Column("entered_by", sa.String, nullable=False),
)

# What a village or community assembly resolved.
resolutions = sa.Table(
    "resolutions",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("area", sa.String, nullable=False, index=True),
    # assembly | delegates | council
    sa.Column("body", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("resolved_on", sa.Date, nullable=False, index=True),
    sa.Column("due_on", sa.Date),
    # Households it concerns, and what it costs in yuan.
    sa.Column("household_count", sa.Integer),
    sa.Column("cost_yuan", sa.Float),
    sa.Column("entered_by", sa.String, nullable=False),
)

# Public works (民生实事): one may settle many cases at their source.
projects = sa.Table(
    "projects",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    # In the office's words: roads, drains, lifts, care centre.
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("owner_unit", sa.String, nullable=False, index=True),
    sa.Column("owner_name", sa.String, nullable=False),
    sa.Column("area", sa.String, index=True),
    sa.Column("address", sa.String),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    sa.Column("cost_yuan", sa.Float),
    # Residents or households it is for, as the project says.
    sa.Column("beneficiary_count", sa.Integer),
    sa.Column("planned_on", sa.Date, nullable=False, index=True),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
)

# Where a project is to reach every area of a level: 1371/1371.
project_areas = sa.Table(
    "project_areas",
    metadata,
    id_column(),
    sa.Column("project_id", sa.ForeignKey("projects.id"), nullable=False, index=True),
    sa.Column("area_code", sa.String, nullable=False),
    sa.Column("done_on", sa.Date),
    sa.UniqueConstraint("project_id", "area_code"),
)

# Cases that a project settles at the source.
project_cases = sa.Table(
    "project_cases",
    metadata,
    id_column(),
    sa.Column("project_id", sa.ForeignKey("projects.id"), nullable=False, index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("linked_by", sa.String, nullable=False),
    sa.Column("linked_on", sa.Date, nullable=False),
    # When the project closed it.
    sa.Column("closed_on", sa.Date),
    sa.UniqueConstraint("project_id", "case_id"),
)

# What became of decisions, promises, resolutions and projects: added to, never changed. The
# state of each is that of its events in order.
progress_events = sa.Table(
    "progress_events",
    metadata,
    id_column(),
    # decision | promise | resolution | project
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("subject_id", sa.Integer, nullable=False),
    # progress | done | reopened | due_changed | dropped
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("happened_on", sa.Date, nullable=False),
    # 0 to 100, of progress.
    sa.Column("percent", sa.Integer),
    sa.Column("due_on", sa.Date),
    # In words: what was done, the evidence, why another day or why dropped.
    sa.Column("text", sa.String, nullable=False),
    # SHA-256 of a photo (photos), as evidence.
    sa.Column("photo", sa.String),
    sa.Column("meeting_id", sa.ForeignKey("meetings.id")),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Index("ix_progress_events_subject_subject_id", "subject", "subject_id"),
)
