"""The typefaces a sheet is set in: of this machine, or of a folder that is named."""

from __future__ import annotations

import os
from typing import Final

# Environment variable: a folder with typefaces, besides those of the system.
FOLDER: Final = "GEGE_FONTS"
# Sans serif first, as they are read best on a wall; the first that is there is taken.
FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "HarmonyOS Sans SC",
    "MiSans",
    "DengXian",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "FangSong",
    "KaiTi",
)


def folder() -> str:
    """Return the folder of typefaces that is named, "" for none."""
    return os.environ.get(FOLDER, "")
