"""Files into the district: preview, import, undo.

``acts`` is what people do; ``options`` what they may say about a file; ``draft`` what was found in
it; ``grids``, ``units``, ``duty`` with ``named_workers``, ``overrides``, ``households``, ``points``
(service points and the like), ``cases`` and ``land`` read one kind each (``contact_columns``:
what a file says of households' contacts), with ``places``
(positions) and ``comparing`` (what is new); ``known_cases``, ``new_cases``, ``case_changes``,
``case_clocks`` and ``case_renaming`` say what a file makes of cases, each change by an ``entry`` in
the ledger; ``save`` writes, and ``replacing`` looks again at what lies where; ``report`` says what
became of every row; ``undo`` and ``undo_cases`` take an import back. No file format and no SQL
dialect here: those are ``data.readers`` and ``data.*_store``.
"""
