"""What a spreadsheet takes for a formula, and the apostrophe that makes it a text.

One rule for what is written and what is read: `data.writers.text` puts one apostrophe in front,
`data.readers.delimited` takes exactly one off again, so nothing is lost.
"""

from __future__ import annotations

from typing import Final

# = + - @ and their full-width forms, which Excel in Chinese takes for the same; a tab, a carriage
# return or a line feed, behind which the next cell may begin (OWASP, "CSV Injection").  Blanks and
# signs without width before them are dropped by some programs.
_BEGINS: Final = r"[\s\u00a0\u200b\u200c\u200d\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]"
# Apostrophes in front count too, or one of them would be lost on the way back.
DANGEROUS: Final = rf"^'*{_BEGINS}"
QUOTED: Final = rf"^'('*{_BEGINS})"
# A number stays a number.
NUMBER: Final = r"-\d+(\.\d+)?"
