"""Files into the district: preview, import, undo.

``acts`` is what people do; ``options`` what they may say about a file; ``draft`` what was found
in it; ``grids``, ``duty``, ``households`` and ``cases`` read one kind each; ``report`` says what
became of every row; ``undo`` takes an import back.  No file format and no SQL dialect here:
those are ``data.readers`` and ``data.*_store``.
"""
