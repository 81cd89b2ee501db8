"""Sets one pack with Typst, as a program of its own.

Typst keeps what it has set for as long as its process lives: in the server each pack would stay in
memory.  It reads what is asked for from its input and imports nothing of the program.
"""

from __future__ import annotations

import json
import sys
from typing import Any

Asked = dict[str, Any]


def answered(asked: Asked) -> tuple[dict[str, Any], list[bytes]]:
    """Return how it went (``error`` and ``reason`` where it failed), and the files set.

    Parameters
    ----------
    asked
        ``main`` and ``root`` (the template), ``values`` (JSON of what it reads, without
        typefaces), ``families`` (in order, the first that is there is taken), ``folder`` (more
        typefaces), ``made_as`` (pdf, png, or shrunk for a list of what did not fit), ``ppi``,
        ``timestamp``.
    """
    import typst

    fonts = typst.Fonts(font_paths=[asked["folder"]] if asked["folder"] else [])
    known = {name.casefold(): name for name in fonts.families()}
    family = next((known[one] for one in map(str.casefold, asked["families"]) if one in known), "")
    if not family:
        return {"error": "typeface"}, []
    values = json.dumps({**asked["values"], "fonts": [family]}, ensure_ascii=False)
    compiler = typst.Compiler(
        asked["main"], root=asked["root"], font_paths=fonts, sys_inputs={"pack": values}
    )
    try:
        if asked["made_as"] == "shrunk":
            return {}, [compiler.query("<shrunk>").encode()]
        found = compiler.compile(
            format=asked["made_as"], ppi=asked["ppi"], timestamp=asked["timestamp"]
        )
    except typst.TypstError as error:
        return {"error": "typst", "reason": error.message}, []
    return {}, found if isinstance(found, list) else [found or b""]


def main() -> None:
    """Answer one request: a line of JSON with the lengths of the files, and the files."""
    said, files = answered(json.load(sys.stdin))
    head = json.dumps({**said, "lengths": [len(one) for one in files]})
    sys.stdout.buffer.write(b"\n".join([head.encode(), b"".join(files)]))


if __name__ == "__main__":
    main()
