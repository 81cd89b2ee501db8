"""The tables of places, sessions, rounds, spot checks and emergencies.

None holds where a member of staff was at what time: a check has a day.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, import_column, metadata, validity_columns

# Points where something is done for people: counters, rooms where people are received, what a
# round passes.
places = sa.Table(
    "places",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    # service (服务点) | contact (接访室、联系点) | round (巡查点)
    sa.Column("used_for", sa.String, nullable=False, index=True),
    # What it offers or is, in the office's words: clinic, police post, reception room, waste point.
    sa.Column("kind", sa.String, nullable=False),
    # Community, village or street it belongs to.
    sa.Column("unit_code", sa.String, index=True),
    sa.Column("grid_code", sa.String, index=True),
    sa.Column("address", sa.String),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    # A round passes here once in so many days.
    sa.Column("every_days", sa.Integer),
    *validity_columns(),
    import_column(),
)

# Who of the leaders comes to which contact point how often (定点联系).
contact_duties = sa.Table(
    "contact_duties",
    metadata,
    id_column(),
    # The public office, or the name of who holds it.
    sa.Column("holder", sa.String, nullable=False),
    sa.Column("place_id", sa.ForeignKey("places.id"), nullable=False, index=True),
    # monthly (at least once in a calendar month) | weekly (on `weekday`)
    sa.Column("rule", sa.String, nullable=False),
    # 0 is Monday
    sa.Column("weekday", sa.Integer),
    sa.Column("starts", sa.String),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("entered_by", sa.String, nullable=False),
)

# One meeting with residents at a contact point, on a day that was announced.
sessions = sa.Table(
    "sessions",
    metadata,
    id_column(),
    sa.Column("place_id", sa.ForeignKey("places.id"), nullable=False, index=True),
    sa.Column("duty_id", sa.ForeignKey("contact_duties.id"), index=True),
    sa.Column("held_on", sa.Date, nullable=False, index=True),
    sa.Column("starts", sa.String),
    sa.Column("subject", sa.String),
    sa.Column("notice_posted_on", sa.Date),
    # planned | held | cancelled
    sa.Column("state", sa.String, nullable=False),
    # How many requests were received, and why it was cancelled.
    sa.Column("request_count", sa.Integer),
    sa.Column("reason", sa.String),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("entered_on", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

session_cases = sa.Table(
    "session_cases",
    metadata,
    id_column(),
    sa.Column("session_id", sa.ForeignKey("sessions.id"), nullable=False, index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.UniqueConstraint("session_id", "case_id"),
)

# One passing of a round at a point: sanitation and the like.
round_checks = sa.Table(
    "round_checks",
    metadata,
    id_column(),
    sa.Column("uid", sa.String, nullable=False, unique=True),
    sa.Column("place_id", sa.ForeignKey("places.id"), nullable=False, index=True),
    sa.Column("due_on", sa.Date, nullable=False, index=True),
    sa.Column("checked_on", sa.Date, nullable=False, index=True),
    # pass | fail
    sa.Column("result", sa.String, nullable=False),
    sa.Column("note", sa.String),
    sa.Column("photo", sa.String),
    sa.Column("rectified_on", sa.Date),
    sa.Column("rectified_note", sa.String),
    sa.Column("rectified_photo", sa.String),
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("voided_on", sa.Date),
    sa.Column("void_reason", sa.String),
)

# Officials and departments assigned to townships (挂点督导).
oversight_duties = sa.Table(
    "oversight_duties",
    metadata,
    id_column(),
    sa.Column("holder", sa.String, nullable=False),
    sa.Column("department", sa.String),
    # Street or township.
    sa.Column("unit_code", sa.String, nullable=False, index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("entered_by", sa.String, nullable=False),
)

# What was found there, in one of the areas of work that the office lists.
oversight_findings = sa.Table(
    "oversight_findings",
    metadata,
    id_column(),
    sa.Column("duty_id", sa.ForeignKey("oversight_duties.id"), nullable=False, index=True),
    sa.Column("unit_code", sa.String, nullable=False, index=True),
    # Key of the area of work (the setting oversight_areas).
    sa.Column("area_key", sa.String, nullable=False),
    sa.Column("found_on", sa.Date, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("rectified_on", sa.Date),
    sa.Column("rectified_note", sa.String),
    sa.Column("entered_by", sa.String, nullable=False),
)

# A random draw that anybody can repeat: what was drawn from, how many of each kind, the seed.
spot_draws = sa.Table(
    "spot_draws",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    # What is checked: contact | service | round (kinds of places) | grid
    sa.Column("subject", sa.String, nullable=False),
    # How the frame is divided: street | kind | none
    sa.Column("strata_by", sa.String, nullable=False),
    # Announced, with frame and sizes, before anybody can know what will be drawn: where the seed
    # will come from, and on which day it can be known.
    sa.Column("announced_by", sa.String, nullable=False),
    sa.Column("announced_on", sa.Date, nullable=False),
    sa.Column("seed_source", sa.String, nullable=False),
    sa.Column("seed_on", sa.Date, nullable=False),
    # The seed itself; null until it is known.
    sa.Column("seed", sa.String),
    # Version of the procedure of drawing (casework/draw.py).
    sa.Column("procedure", sa.String, nullable=False),
    # [[code, stratum], ...] in order of code, and its hash.
    sa.Column("frame", sa.JSON, nullable=False),
    sa.Column("frame_sha256", sa.String(64), nullable=False),
    # {stratum: how many}
    sa.Column("sizes", sa.JSON, nullable=False),
    # [{"key": ..., "question": ...}, ...]: each answered yes, no or does not apply
    sa.Column("form", sa.JSON, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    # Null as long as it is only announced.
    sa.Column("drawn_by", sa.String),
    sa.Column("drawn_on", sa.Date),
    sa.Column("reported_on", sa.Date),
)

spot_checks = sa.Table(
    "spot_checks",
    metadata,
    id_column(),
    sa.Column("draw_id", sa.ForeignKey("spot_draws.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("stratum", sa.String, nullable=False),
    sa.Column("checked_on", sa.Date),
    # {key of the form: yes | no | none}
    sa.Column("answers", sa.JSON(none_as_null=True)),
    # Whether the place was staffed; of the place, not of a person.
    sa.Column("is_staffed", sa.Boolean),
    sa.Column("problem", sa.String),
    sa.Column("due_on", sa.Date),
    sa.Column("rectified_on", sa.Date),
    sa.Column("rectified_note", sa.String),
    sa.Column("photo", sa.String),
    sa.Column("entered_by", sa.String),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.UniqueConstraint("draw_id", "code"),
)

# An area in which everybody has to be reached at once.
emergencies = sa.Table(
    "emergencies",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("shape", sa.LargeBinary, nullable=False),
    sa.Column("opened_by", sa.String, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closed_by", sa.String),
    sa.Column("closed_at", UtcDateTime),
    # What became of it, per grid, once it is closed: the list of homes is then taken away.
    sa.Column("totals", sa.JSON(none_as_null=True)),
)

# The households inside as they were found when it was opened, and who goes to them.
emergency_homes = sa.Table(
    "emergency_homes",
    metadata,
    id_column(),
    sa.Column("emergency_id", sa.ForeignKey("emergencies.id"), nullable=False, index=True),
    sa.Column("household_id", sa.ForeignKey("households.id"), nullable=False, index=True),
    sa.Column("grid_code", sa.String),
    sa.Column("worker_code", sa.String, index=True),
    sa.Column("backup_code", sa.String),
    # confirmed | nobody_there | needs_help; null: not yet
    sa.Column("state", sa.String),
    sa.Column("told_at", UtcDateTime),
    sa.Column("told_by", sa.String),
    sa.UniqueConstraint("emergency_id", "household_id"),
)
