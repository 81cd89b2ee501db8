"""How a draw is repeated, in words and as a command."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any

from casework.draw import PROCEDURE
from casework.sentence import Sentence


def procedure_sentences() -> list[Sentence]:
    """Return the procedure in words."""
    return [
        Sentence(
            "Procedure {procedure}: the key of each is the SHA-256 (hexadecimal) of seed, stratum"
            " and code, joined by line feeds, in UTF-8. Of each stratum those with the smallest"
            " keys are drawn.",
            procedure=PROCEDURE,
        ),
        Sentence(
            "The frame is a file of lines: code, tab, stratum, in order of code. Anybody who has it"
            " can draw again with any program."
        ),
    ]


def command_of(head: Mapping[str, Any]) -> str:
    """Return the command line that draws it again from the file of the frame."""
    sizes = " ".join(
        f"--sizes {quote(f'{stratum}={size}')}" for stratum, size in sorted(head["sizes"].items())
    )
    seed = quote(str(head["seed"]))
    return f"manage.py spot-checks repeat --frame frame.tsv --seed {seed} {sizes}"
