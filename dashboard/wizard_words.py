"""Words of the import: kinds of file, roles of columns, coordinate systems."""

from __future__ import annotations

from dashboard.i18n import _
from service.intake.options import Kind


def kind_word(kind: Kind) -> str:
    """Return what a kind of file is called."""
    words = {
        Kind.GRIDS: _("Grids"),
        Kind.WORKERS: _("Workers"),
        Kind.POSTINGS: _("Postings"),
        Kind.HOUSEHOLDS: _("Households"),
        Kind.CASES: _("Cases"),
        Kind.UNITS: _("Streets and communities"),
        Kind.LEAVES: _("Leave of workers"),
        Kind.OVERRIDES: _("Categories with a grid of their own"),
        Kind.PLACES: _("Service points, contact points, points of rounds"),
        Kind.ROADS: _("Base map: roads"),
        Kind.WATER: _("Base map: water"),
        Kind.GREEN: _("Base map: green"),
        Kind.BUILDINGS: _("Base map: buildings"),
    }
    return words[kind]


def kind_help(kind: Kind) -> str:
    """Return in one sentence what a file of this kind holds."""
    words = {
        Kind.GRIDS: _(
            "One polygon per grid with its code; a column with the worker makes workers and"
            " postings too. Shapefile, GeoPackage, GeoJSON, KML, GeoParquet."
        ),
        Kind.WORKERS: _("One row per grid worker: number, name, telephone. CSV or Excel."),
        Kind.POSTINGS: _(
            "One row per posting: worker, grid, primary or backup, from and to which day. CSV or"
            " Excel."
        ),
        Kind.HOUSEHOLDS: _(
            "One row per household: address, position, whether it is lived in; a contact only with"
            " consent. CSV, Excel, GeoPackage, GeoJSON, Parquet."
        ),
        Kind.CASES: _(
            "One row per case: number, position, times of report, due and closing, category."
            " CSV, Excel, GeoPackage, GeoJSON, Parquet."
        ),
        Kind.UNITS: _("One row per unit: code, name, the unit above, level. CSV or Excel."),
        Kind.LEAVES: _(
            "One row per leave: worker, first day away, day of return; the backup stands in. CSV or"
            " Excel."
        ),
        Kind.OVERRIDES: _(
            "One row per category that a named grid answers for wherever the case lies: category,"
            " grid, perhaps the unit within which this holds. CSV or Excel."
        ),
        Kind.PLACES: _(
            "One row per place: name, kind, what it is used for (service, contact, round),"
            " position, days between two rounds. CSV, Excel, GeoPackage, GeoJSON."
        ),
    }
    return words.get(kind) or _(
        "Lines or areas that the base map is drawn from. Shapefile, GeoPackage, GeoJSON, KML."
    )


def roles_of(kind: Kind) -> dict[str, str]:
    """Return the roles columns may have in a file of this kind, those that must be there first."""
    roles = {
        Kind.GRIDS: ("code", "name", "parent", "worker", "kind"),
        Kind.WORKERS: ("id", "name", "phone"),
        Kind.POSTINGS: ("worker", "code", "duty", "since", "until", "order_no"),
        Kind.HOUSEHOLDS: (
            "lon", "lat", "id", "address", "occupied", "contact", "consent", "purposes",
            "consent_until",
        ),
        Kind.CASES: (
            "lon", "lat", "id", "reported_at", "due_at", "replied_at", "closed_at", "category",
            "status", "summary", "address", "channel",
        ),
        Kind.UNITS: ("code", "name", "level", "parent"),
        Kind.LEAVES: ("worker", "since", "until"),
        Kind.OVERRIDES: ("category", "code", "parent", "since", "until"),
        Kind.PLACES: ("name", "kind", "id", "use", "lon", "lat", "parent", "address", "every"),
    }  # fmt: skip
    own = {"kind": _("Kind"), "parent": _("Unit")} if kind is Kind.PLACES else {}
    return {role: own.get(role) or role_word(role) for role in roles.get(kind, ("name", "rank"))}


def role_word(role: str) -> str:
    """Return what a role is called."""
    words = {
        "code": _("Grid code"),
        "name": _("Name"),
        "parent": _("Community"),
        "worker": _("Worker"),
        "kind": _("General or dedicated"),
        "use": _("What it is for"),
        "every": _("Passed once in so many days"),
        "id": _("Number"),
        "phone": _("Telephone"),
        "duty": _("Primary or backup"),
        "since": _("From which day"),
        "until": _("Until which day"),
        "order_no": _("Order number"),
        "level": _("Level of the unit"),
        "rank": _("Importance, 1 to 3"),
        "lon": _("Longitude or easting"),
        "lat": _("Latitude or northing"),
        "address": _("Address"),
        "occupied": _("Lived in"),
        "contact": _("Contact"),
        "consent": _("Consent to contact"),
        "purposes": _("What the contact is for"),
        "consent_until": _("Consent until"),
        "reported_at": _("Reported"),
        "due_at": _("Due"),
        "replied_at": _("Replied"),
        "closed_at": _("Closed"),
        "category": _("Category"),
        "status": _("Status"),
        "summary": _("Content"),
        "channel": _("Channel"),
    }
    return words.get(role, role)


def crs_words() -> dict[str, str]:
    """Return the coordinate systems offered, by the name they are declared with."""
    words = {
        "CGCS2000": _("CGCS2000 longitude, latitude (EPSG:4490)"),
        "WGS84": _("WGS-84 longitude, latitude, as from GPS (EPSG:4326)"),
        "GCJ-02": _("GCJ-02, as from Gaode and Tencent maps"),
        "BD-09": _("BD-09, as from Baidu maps"),
    }
    for step in range(21):
        meridian = 75 + 3 * step
        words[f"EPSG:{4534 + step}"] = _(
            "CGCS2000, 3-degree zone, central meridian {lon}°E (EPSG:{code})",
            lon=meridian,
            code=4534 + step,
        )
    for step in range(21):
        words[f"EPSG:{4513 + step}"] = _(
            "CGCS2000, 3-degree zone {zone}, zone number in the easting (EPSG:{code})",
            zone=25 + step,
            code=4513 + step,
        )
    for step in range(11):
        words[f"EPSG:{4502 + step}"] = _(
            "CGCS2000, 6-degree zone, central meridian {lon}°E (EPSG:{code})",
            lon=75 + 6 * step,
            code=4502 + step,
        )
    return words
