"""The tables of review packs: the template, what was frozen, what was said beside it, what left.

A pack is frozen: its content is never changed, and a new one is a new row.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

# What a pack is made of, in the office's order and words; the newest version is in force.
pack_templates = sa.Table(
    "pack_templates",
    metadata,
    id_column(),
    sa.Column("version", sa.Integer, nullable=False, unique=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("saved_by", sa.String, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
)

# A presentation of the office's own, whose layouts PPTX files are made with; the newest counts.
pack_layouts = sa.Table(
    "pack_layouts",
    metadata,
    id_column(),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("saved_by", sa.String, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
    # Null bytes put the program's own back.
    sa.Column("body", sa.LargeBinary),
)

packs = sa.Table(
    "packs",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    # The key of its period (casework/period.py), and the area or owner unit it is about.
    sa.Column("period", sa.String, nullable=False, index=True),
    sa.Column("area", sa.String, index=True),
    sa.Column("unit", sa.String, index=True),
    # The moment whose records it shows.
    sa.Column("as_of", UtcDateTime, nullable=False),
    # The template it was made with, as it was.
    sa.Column("template", sa.JSON, nullable=False),
    # SHA-256 of the content, pictures and rows behind the figures by their own hashes among it.
    sa.Column("sha256", sa.String(64), nullable=False),
    # The deck (service/packs/deck.py) as canonical JSON, packed with zlib.
    sa.Column("content", sa.LargeBinary, nullable=False),
    # Hash of the rows behind the figures (pack_parts).
    sa.Column("rows_sha256", sa.String(64), nullable=False),
    sa.Column("built_by", sa.String, nullable=False),
    sa.Column("built_at", UtcDateTime, nullable=False),
)

# Pictures of maps and the rows behind figures, each once, under its hash; packed with zlib.
pack_parts = sa.Table(
    "pack_parts",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    # svg | rows
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# What the presenter writes beside a slide; the newest counts, the earlier ones are kept.
pack_comments = sa.Table(
    "pack_comments",
    metadata,
    id_column(),
    sa.Column("pack_id", sa.ForeignKey("packs.id"), nullable=False, index=True),
    sa.Column("slide", sa.String, nullable=False),
    # Empty takes the comment away.
    sa.Column("text", sa.String, nullable=False),
    sa.Column("written_by", sa.String, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
)

# Every file that left, with what was checked and hidden in it.
publications = sa.Table(
    "publications",
    metadata,
    id_column(),
    # pack | bulletin | minutes
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("code", sa.String, nullable=False, index=True),
    # inside (for the meeting) | outside
    sa.Column("audience", sa.String, nullable=False),
    # html | pptx | pdf | xlsx | png | csv
    sa.Column("format", sa.String, nullable=False),
    sa.Column("language", sa.String, nullable=False),
    sa.Column("file_sha256", sa.String(64), nullable=False),
    sa.Column("k", sa.Integer),
    # How many numbers were hidden, slides left out, contacts masked.
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("taken_by", sa.String, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False, index=True),
)

# A bulletin (通报) as it was put together; its lines may be contested.
bulletins = sa.Table(
    "bulletins",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("period", sa.String, nullable=False),
    sa.Column("area", sa.String, index=True),
    sa.Column("as_of", UtcDateTime, nullable=False),
    # The words of the template it was made with, as they were.
    sa.Column("words", sa.JSON, nullable=False),
    sa.Column("built_by", sa.String, nullable=False),
    sa.Column("built_at", UtcDateTime, nullable=False),
    # Until this day a unit may contest a line.
    sa.Column("appeals_until", sa.Date, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("published_by", sa.String),
)

bulletin_lines = sa.Table(
    "bulletin_lines",
    metadata,
    id_column(),
    sa.Column("bulletin_id", sa.ForeignKey("bulletins.id"), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    # spot_check | overdue | supervised | round
    sa.Column("kind", sa.String, nullable=False),
    # Area or owner unit the line is about.
    sa.Column("unit_code", sa.String, nullable=False, index=True),
    sa.Column("unit_name", sa.String, nullable=False),
    # What it rests on: a case, a drawn place; null for a sum.
    sa.Column("subject", sa.String),
    # Numbers and days of the line by name.
    sa.Column("facts", sa.JSON, nullable=False),
    sa.UniqueConstraint("bulletin_id", "number"),
)

# A unit contests a line, and is answered; nothing of it is ever taken away.
bulletin_appeals = sa.Table(
    "bulletin_appeals",
    metadata,
    id_column(),
    sa.Column("line_id", sa.ForeignKey("bulletin_lines.id"), nullable=False, index=True),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    # upheld (the line stays) | corrected | withdrawn
    sa.Column("outcome", sa.String),
    sa.Column("answer", sa.String),
    sa.Column("answered_by", sa.String),
    sa.Column("answered_at", UtcDateTime),
)
