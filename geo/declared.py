"""Coordinate systems that a file may declare, read from the text that declares them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import GeoError


@dataclass(frozen=True)
class DeclaredCrs:
    """A coordinate system as a file or a person declared it.

    Attributes
    ----------
    name
        What it is called on the screen and in reports, such as ``EPSG:4549`` or ``GCJ-02``.
    system
        The pyproj CRS, horizontal and two-dimensional; None for plain GCJ-02 and BD-09 degrees.
    definition
        The text that `declared_crs` reads back as the same system.
    shift
        ``GCJ-02`` or ``BD-09`` where the positions are shifted, else empty.  With a `system` they
        had been shifted before they were brought into it (``EPSG:4549+GCJ-02``).
    """

    name: str
    system: CRS | None
    definition: str
    shift: str = ""

    @property
    def is_projected(self) -> bool:
        """True when the numbers are eastings and northings, not degrees."""
        return self.system is not None and self.system.is_projected

    @property
    def is_shifted(self) -> bool:
        """True where GCJ-02 or BD-09 is to be undone."""
        return bool(self.shift)

    @property
    def is_cgcs2000(self) -> bool:
        """True for degrees and projections of CGCS2000."""
        return self.system is not None and _is_cgcs2000(self.system)

    @property
    def is_stored_as_is(self) -> bool:
        """True for degrees of WGS-84 or CGCS2000, whose numbers are stored unchanged."""
        return not self.shift and not self.needs_pyproj

    @property
    def needs_pyproj(self) -> bool:
        """True when the numbers are not degrees of WGS-84 or CGCS2000, shifted or not."""
        return self.system is not None and not _is_plain_degrees(self.system)

    def shifted(self, shift: DeclaredCrs) -> DeclaredCrs:
        """Return the system of numbers that were shifted before they were brought into this."""
        name, definition = (f"{text}+{shift.name}" for text in (self.name, self.definition))
        return DeclaredCrs(name, self.system, definition, shift.name)


WGS84 = DeclaredCrs("EPSG:4326", CRS.from_epsg(4326), "EPSG:4326")
CGCS2000 = DeclaredCrs("EPSG:4490", CRS.from_epsg(4490), "EPSG:4490")
GCJ02 = DeclaredCrs("GCJ-02", None, "GCJ-02", "GCJ-02")
BD09 = DeclaredCrs("BD-09", None, "BD-09", "BD-09")

# Keys as `_plain` leaves them: lower case, without spaces and punctuation.
_NAMES: dict[str, DeclaredCrs] = {
    **dict.fromkeys(("wgs84", "wgs1984", "gps", "世界大地坐标系", "longlat", "lonlat"), WGS84),
    **dict.fromkeys(("cgcs2000", "国家2000", "2000国家", "2000国家大地", "天地图"), CGCS2000),
    **dict.fromkeys(("国家2000大地", "大地2000", "中国2000", "国家大地2000"), CGCS2000),
    **dict.fromkeys(("gcj02", "gcj2", "gcj", "火星", "国测局", "高德", "高德地图"), GCJ02),
    **dict.fromkeys(("amap", "gaode", "autonavi", "腾讯", "腾讯地图", "tencent"), GCJ02),
    **dict.fromkeys(("bd09", "bd9", "bd09ll", "百度", "百度地图", "baidu"), BD09),
}
_CGCS2000_DATUMS = {"china2000", "dchina2000", "cgcs2000", "chinageodeticcoordinatesystem2000"}
_WGS84_DATUMS = {"worldgeodeticsystem1984", "worldgeodeticsystem1984ensemble", "wgs1984"}
_WGS84_DATUMS |= {"wgs84", "dwgs1984"}


def declared_crs(text: str) -> DeclaredCrs:
    """Return the coordinate system that a text declares.

    Understood are EPSG codes with or without ``EPSG:``, WKT, PROJ strings and PROJJSON, pyproj's
    own names in full, and WGS84, CGCS2000, 国家2000, GCJ-02, 火星坐标, 高德, BD-09, 百度 and their
    variants, whatever their case, spaces, hyphens and width; ``EPSG:4549+GCJ-02`` for positions
    that were shifted before they were projected.

    Raises
    ------
    GeoError
        When nothing is declared, the text is not understood, or it has no horizontal positions.
    """
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        raise GeoError(
            "No coordinate system is declared: declare one, such as WGS84, CGCS2000, GCJ-02, "
            "BD-09 or EPSG:4549."
        )
    base, _, last = wanted.rpartition("+")
    shift = _NAMES.get(_plain(last))
    if base and shift and shift.is_shifted:
        return declared_crs(base).shifted(shift)
    return _NAMES.get(_plain(wanted)) or _from_pyproj(wanted)


def _from_pyproj(text: str) -> DeclaredCrs:
    system = _horizontal(_pyproj_crs(text))
    if system is None or not (system.is_geographic or system.is_projected):
        raise GeoError(
            "The coordinate system {text} has no longitude and latitude and no easting and "
            "northing: declare a horizontal one, such as EPSG:4490 or EPSG:4549.",
            text=_short(text),
        )
    authority = system.to_authority(min_confidence=90)
    own_name = _short(text) if system.name == "unknown" else system.name
    name = ":".join(authority) if authority else own_name
    return DeclaredCrs(name, system, name if authority else system.to_wkt())


def _pyproj_crs(text: str) -> CRS:
    code = re.fullmatch(r"(?:epsg)?[:\s]*(\d{4,6})", text, re.IGNORECASE)
    try:
        system = CRS.from_user_input(f"EPSG:{code[1]}" if code else text)
    except CRSError as error:
        raise _unknown(text) from error
    if not re.search(r"[:\[{+]", text) and not code and _plain(system.name) != _plain(text):
        raise _unknown(text)  # PROJ also takes the beginning of a name: "beijing" is not a choice
    return system


def _unknown(text: str) -> GeoError:
    return GeoError(
        "The coordinate system {text} is not known: declare an EPSG code such as EPSG:4490 or "
        "EPSG:4549, WKT, a PROJ string, or one of WGS84, CGCS2000 (国家2000), GCJ-02 (火星坐标, "
        "高德, 腾讯), BD-09 (百度).",
        text=_short(text),
    )


def _horizontal(system: CRS) -> CRS | None:
    if system.is_compound:
        return _horizontal(system.sub_crs_list[0])
    if system.is_geocentric or system.is_vertical or system.is_engineering:
        return None
    return system.to_2d()


def _is_cgcs2000(system: CRS) -> bool:
    datum = system.geodetic_crs.datum if system.geodetic_crs else None
    return not system.is_bound and datum is not None and _plain(datum.name) in _CGCS2000_DATUMS


def _is_plain_degrees(system: CRS) -> bool:
    if not system.is_geographic or system.is_bound or system.is_derived or system.datum is None:
        return False
    meridian, units = system.prime_meridian, {axis.unit_name for axis in system.axis_info}
    return (
        _plain(system.datum.name) in _CGCS2000_DATUMS | _WGS84_DATUMS
        and units == {"degree"}
        and (meridian is None or meridian.longitude == 0)
    )


def _plain(text: str) -> str:
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
    bare = re.sub(r"(坐标系统?|坐标)$", "", bare)
    return bare.replace("gausskruger", "gk").replace("degree", "deg")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
