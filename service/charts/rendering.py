"""A chart in a look, and its picture: drawn on this machine, asking nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from service.charts.look import Look
from service.errors import ServiceError

Spec = dict[str, Any]

_LINE_ENDS: Final = str.maketrans("\u2028\u2029", "  ")
# What would make whoever draws a chart, or whoever clicks on it, ask another machine.
_LEADS_OUT: Final = frozenset({"url", "href", "usermeta"})


class Chart(Protocol):
    """What Altair makes: any of its charts."""

    def to_dict(self) -> Spec:
        """Return the chart as a Vega-Lite specification."""


def themed(chart: Chart | Mapping[str, Any], look: Look) -> Spec:
    """Return a chart as a Vega-Lite specification in a look; what it says itself stays.

    Parameters
    ----------
    chart
        Of Altair, or a specification; its data stand in it as values.  Names of fields are
        literals of ours, texts of people are values only: a name that is written like an
        expression stays a name.

    Raises
    ------
    ServiceError
        When it would load data, or lead somewhere, by an address.
    """
    given = chart if isinstance(chart, Mapping) else chart.to_dict()
    spec: Spec = {name: _on_one_line(value) for name, value in given.items()}
    _refuse_addresses(spec)
    # Altair writes a size of its own into each chart's config; ours is by the look.
    own = {key: value for key, value in spec.pop("config", {}).items() if key != "view"}
    spec["config"] = look.config | own
    spec["autosize"] = {"type": "fit", "contains": "padding"} | spec.get("autosize", {})
    if "mark" in spec or "layer" in spec:
        spec.setdefault("width", look.width)
        spec.setdefault("height", look.height)
    return spec


def to_svg(spec: Spec) -> str:
    """Return a chart's picture as SVG; texts in it are texts, whatever they are written like."""
    import vl_convert

    _refuse_addresses(spec)
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return str(drawn)


def to_png(spec: Spec, scale: float = 2) -> bytes:
    """Return a chart's picture as PNG.

    Parameters
    ----------
    scale
        Pixels of the picture for each pixel of the chart.
    """
    import vl_convert

    # The renderer holds back data by address when told so, but not pictures: refused here.
    _refuse_addresses(spec)
    drawn = vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
    return bytes(drawn)


def _on_one_line(part: object) -> object:
    """Return a specification without the line ends of Unicode.

    Vega writes names into its expressions and marks the first of them only: of two, it reads
    neither the expression nor draws the chart.
    """
    if isinstance(part, Mapping):
        return {name: _on_one_line(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_on_one_line(one) for one in part]
    return part.translate(_LINE_ENDS) if isinstance(part, str) else part


def _refuse_addresses(spec: Mapping[str, Any]) -> None:
    for name, value in _settings(spec):
        if name in _LEADS_OUT:
            raise ServiceError(
                "The chart is not drawn: its {name} says {address}. Put the data into it as"
                " values.",
                name=name,
                address=str(value),
            )


def _settings(part: object) -> Iterator[tuple[str, object]]:
    """Give each setting of a specification with its value; rows of data are none."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield str(name), value
            if name not in ("values", "datasets"):
                yield from _settings(value)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for one in part:
            yield from _settings(one)
