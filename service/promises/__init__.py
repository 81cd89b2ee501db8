"""Promises to residents, resolutions of villages and communities, and public works.

Rooms: `keeping` (they are written down), `telling` (what became of them), `standings` (where each
stands on a day), `listing` (as a viewer sees them, with their counts), `reaching` (areas a work is
to reach, 1371/1371), `settling` (cases a work closes at the source), `part` (what a viewer sees and
keeps).
"""
