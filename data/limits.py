"""How much a file that somebody hands over may hold: each limit once, with the reason for it.

What is larger is refused before it is worked on, with a sentence that says what was seen, what the
limit is, and the way out.  `docs/hostile-input.md` lists them.
"""

from __future__ import annotations

from typing import Final

MIB: Final = 1024**2

# --- a file as a whole ---
# A text table of 1,000,000 rows is about 0.2 GiB; a county's parcels stay well below this.
UNPACKED_BYTES: Final = 1024 * MIB
# A handed-over file is held in memory once by the server; `.streamlit/config.toml` says the same.
UPLOAD_BYTES: Final = 1024 * MIB
# Shapes in JSON and XML take ten times their size in memory while they are read.
GEOJSON_BYTES: Final = 512 * MIB
KML_BYTES: Final = 128 * MIB
# A Parquet file of some kilobytes can hold gigabytes.
PARQUET_BYTES: Final = 4096 * MIB

# --- archives ---
# Sheets and shapes pack 3 to 30 times; only an archive made to do harm packs hundreds of times.
PACKED_TIMES: Final = 250
# So little harms nobody, however well it is packed.
HARMLESS_BYTES: Final = 50 * MIB
# A workbook has a part for each sheet and picture, an archive of shapefiles six for each.
ARCHIVE_MEMBERS: Final = 5_000
# What may stand before the first element of a part of a workbook.
XML_PROLOG_BYTES: Final = 64 * 1024

# --- tables ---
# As many as a sheet of Excel has.
SHEET_ROWS: Final = 1_048_576
# A wide survey has some hundreds; each column is worked on by itself.
COLUMNS: Final = 1_000
# What fits into the memory of an office computer: 1,000,000 rows of 50 columns.
CELLS: Final = 50_000_000
# A sheet is read cell by cell, ten times slower than text.
SHEET_CELLS: Final = 12_000_000
SHEETS: Final = 255
# Cells filled in because they are merged with one above.
MERGED_CELLS: Final = 2_000_000
MERGED_RANGES: Final = 200_000
# As long as a cell of Excel may be.
CELL_CHARACTERS: Final = 32_767

# --- shapes ---
# The border of a county surveyed to the metre has some 100,000.
SHAPE_CORNERS: Final = 1_000_000
# Collections in collections in collections are somebody's joke; GEOS follows them by recursion.
COLLECTION_DEPTH: Final = 8
# Folders in folders, and lists in lists: each is a step of recursion for some reader.
XML_DEPTH: Final = 100

# --- files of one kind, brought on a page of their own ---
# The text of a calendar, rule book or catalogue; one key of 50,000 parts keeps its reader busy.
RULES_BYTES: Final = 4_000_000
RULE_LINE_CHARACTERS: Final = 5_000
# A plan of a reorganisation with the shapes of a county's grids.
PLAN_BYTES: Final = 50_000_000
# A telephone's largest photographs are smaller; its page scales them down before it sends them.
PHOTO_BYTES: Final = 8 * MIB
# A file of some kilobytes can unfold to gigabytes: this many are about 200 MB while it is read.
PHOTO_PIXELS: Final = 50_000_000
# The office's layout of presentations; unpacked, what one with photographs needs.
LAYOUT_BYTES: Final = 20 * MIB
LAYOUT_UNPACKED_BYTES: Final = 200 * MIB
# Of XML alone, which is read element by element: the masters of large offices have a tenth.
LAYOUT_XML_BYTES: Final = 10 * MIB
LAYOUT_PARTS: Final = 5_000
# Text packs to a twentieth, a file made to fill the memory to a thousandth.
LAYOUT_TIMES: Final = 100

# --- what is sent to an address ---
PARAMETER_CHARACTERS: Final = 200
# The page that was asked for, as a form of signing in carries it along.
BACK_CHARACTERS: Final = 2_000
# A form of signing in has four fields.
FORM_BYTES: Final = 16 * 1024
FORM_FIELDS: Final = 20
# A photograph goes by itself, and is a third longer as text.
MESSAGES_BYTES: Final = 12 * MIB
MESSAGES: Final = 50
COMMENT_BYTES: Final = 16 * 1024


def mib(size: int) -> str:
    """Return a size for a sentence, in KiB below one MiB."""
    return f"{size // MIB} MiB" if size >= MIB else f"{size // 1024} KiB"
