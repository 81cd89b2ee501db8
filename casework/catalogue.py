"""The catalogue: what cases are about, who settles it, until when, and when it is settled."""

from __future__ import annotations

from collections.abc import Mapping

from casework.catalogue_entry import Entry, Group, Unit
from casework.catalogue_reading import CatalogueDocument, read_catalogue

__all__ = ["Catalogue", "Entry", "Group", "Unit"]


class Catalogue:
    """All categories, the classes they belong to and the owner units.

    Attributes
    ----------
    entries
        In the order of the file.
    groups, units
        By code.
    """

    def __init__(self, document: CatalogueDocument) -> None:
        self.entries = document.entries
        self.groups: Mapping[str, Group] = {group.code: group for group in document.groups}
        self.units: Mapping[str, Unit] = {unit.code: unit for unit in document.units}
        self._by_word = {word: one for one in self.entries for word in (one.code, one.name)}

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Catalogue:
        """Return the catalogue of a document (data/rules/catalogue.toml shows the form).

        Raises
        ------
        FaultyRules
            With everything that is wrong in it.
        """
        return cls(read_catalogue(values))

    def entry(self, category: str | None) -> Entry | None:
        """Return the entry of this code or name, None where there is none."""
        return self._by_word.get(category.strip()) if category else None
