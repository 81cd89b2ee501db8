"""Files into the district: preview, import, undo.

``acts`` is what people do; ``options`` what they may say about a file; ``draft`` what was found
in it; ``grids``, ``duty``, ``households`` and ``cases`` read one kind each; ``known_cases``,
``new_cases``, ``case_changes``, ``case_clocks`` and ``case_renaming`` say what a file makes of
cases, each change by an ``entry`` in the ledger; ``save`` writes; ``report`` says what became of
every row; ``undo`` and ``undo_cases`` take an import back.  No file format and no SQL dialect
here: those are ``data.readers`` and ``data.*_store``.
"""
