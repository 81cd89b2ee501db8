"""A heat surface as a picture inside the picture."""

from __future__ import annotations

import base64
import math
from dataclasses import replace

import numpy as np

from service.heat.surface import HeatSurface
from service.heat.tiles import HeatColours, classes_at, palette_png
from service.map_picture.ground import Ground


def heat_image(
    surface: HeatSurface,
    ground: Ground,
    size: tuple[int, int],
    colours: HeatColours,
    least_km2: float = 0.0,
) -> str:
    """Return the surface over the ground's box as a PNG in a data address.

    Parameters
    ----------
    size
        Width and height of the box in pixels; the surface is sampled in the middle of each.
    least_km2
        Cases per km2 below which nothing is drawn.
    """
    width, height = size
    x = ground.west + (np.arange(width) + 0.5) / ground.scale
    y = ground.north - (np.arange(height) + 0.5) / ground.scale
    every_x, every_y = (np.ascontiguousarray(one) for one in np.meshgrid(x, y))
    kinds = classes_at(surface, every_x, every_y)
    if least_km2:
        kinds[surface.cases.at(every_x, every_y) < least_km2] = 0
    png = palette_png(kinds, colours, len(surface.edges))
    return "data:image/png;base64," + base64.b64encode(png).decode()


def guarded_surface(surface: HeatSurface, k: int) -> tuple[HeatSurface, float]:
    """Return a surface for outside, and the cases per km2 that have to be behind a place.

    A case weighs at most 1 / (2 pi h^2) at any place, h being the bandwidth: where there is `k`
    times as much, `k` cases or more lie behind it, at one address as well.  Classes that begin
    below it begin there.
    """
    least_km2 = k * 1e6 / (2 * math.pi * surface.cases.bandwidth_m**2)
    if surface.homes is not None:
        return surface, least_km2
    return replace(surface, edges=tuple(e for e in surface.edges if e >= least_km2)), least_km2
