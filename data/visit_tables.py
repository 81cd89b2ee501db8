"""The tables of visits: plans and campaigns, visits, who moved, notices, tallies of opinions.

A visit has a day and a part of the day, no time and no place but the household's: no list of
these rows is a trail of somebody's ways.  Opinions are sums per community, without household,
worker or day.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import id_column, import_column, metadata

# What was promised: which households are met, by when, how often.
visit_plans = sa.Table(
    "visit_plans",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    # standing (普遍走访, every visit counts) | campaign (only visits made for it count)
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("purpose", sa.String, nullable=False),
    # Codes of units and grids whose households are meant; empty for the whole district.
    sa.Column("area_codes", sa.JSON, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    # The day after the last; null for a standing plan until further notice.
    sa.Column("until", sa.Date),
    # month | quarter | half_year | year: once in each; null: once between since and until
    sa.Column("every", sa.String),
    # A campaign may ask one question with given answers.
    sa.Column("question", sa.String),
    sa.Column("options", sa.JSON(none_as_null=True)),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("made_on", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)

visits = sa.Table(
    "visits",
    metadata,
    id_column(),
    # Made where the visit is written down: a second arrival of the same one adds nothing.
    sa.Column("uid", sa.String, nullable=False, unique=True),
    sa.Column("household_id", sa.ForeignKey("households.id"), nullable=False, index=True),
    sa.Column(
        "worker_code",
        sa.ForeignKey("workers.code", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("visited_on", sa.Date, nullable=False, index=True),
    # morning | afternoon | evening
    sa.Column("day_part", sa.String, nullable=False),
    # met | not_home | declined | moved
    sa.Column("result", sa.String, nullable=False),
    # Codes of the nine wishes (casework/request.py), only with the household's consent.
    sa.Column("needs", sa.JSON(none_as_null=True)),
    sa.Column("has_consent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("note", sa.String),
    sa.Column("photo", sa.String),
    # The request that was made of its note.
    sa.Column("case_id", sa.ForeignKey("cases.id"), index=True),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("entered_on", sa.Date, nullable=False),
    # A visit that was written down wrongly is void, with the reason; it is never deleted.
    sa.Column("voided_on", sa.Date, index=True),
    sa.Column("void_reason", sa.String),
    import_column(),
)

# Which campaigns a visit was made for; a standing plan counts every visit.
visit_campaigns = sa.Table(
    "visit_campaigns",
    metadata,
    id_column(),
    sa.Column("visit_id", sa.ForeignKey("visits.id"), nullable=False),
    sa.Column("plan_id", sa.ForeignKey("visit_plans.id"), nullable=False, index=True),
    sa.UniqueConstraint("visit_id", "plan_id"),
)

# When a home fell empty or was lived in again: what `households.is_occupied` was on any day.
household_moves = sa.Table(
    "household_moves",
    metadata,
    id_column(),
    sa.Column("household_id", sa.ForeignKey("households.id"), nullable=False, index=True),
    sa.Column("happened_on", sa.Date, nullable=False, index=True),
    # moved_out | moved_in
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("visit_id", sa.ForeignKey("visits.id")),
    sa.Column("entered_by", sa.String, nullable=False),
)

campaign_notices = sa.Table(
    "campaign_notices",
    metadata,
    id_column(),
    sa.Column("plan_id", sa.ForeignKey("visit_plans.id"), nullable=False),
    sa.Column("household_id", sa.ForeignKey("households.id"), nullable=False, index=True),
    sa.Column("delivered_on", sa.Date, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.UniqueConstraint("plan_id", "household_id"),
)

opinion_tallies = sa.Table(
    "opinion_tallies",
    metadata,
    id_column(),
    sa.Column("plan_id", sa.ForeignKey("visit_plans.id"), nullable=False),
    sa.Column("community_code", sa.String, nullable=False),
    sa.Column("answer", sa.String, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.UniqueConstraint("plan_id", "community_code", "answer"),
)

# What a device has sent, by the mark the device gave it: sent again, it is answered again and
# not done again.  What it was about is not kept here.
received_messages = sa.Table(
    "received_messages",
    metadata,
    sa.Column("uid", sa.String, primary_key=True),
    sa.Column("received_on", sa.Date, nullable=False, index=True),
    sa.Column("answer", sa.JSON, nullable=False),
)

# Photographs lie outside the database, by the hash of what they hold; where they may be seen.
photos = sa.Table(
    "photos",
    metadata,
    id_column(),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("grid_code", sa.String, index=True),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("added_on", sa.Date, nullable=False),
)
