"""The district leader's morning glance: what is late today and where, what came and was closed.

Rooms: `glance` (the act and what it returns), `places` (the parts of the area side by side),
`late` (the oldest overdue cases), `told` (the sentences on top), `short` (changes in few words),
`answering` (who answers for a grid), `plain_values` (for programs), `sparkline`, `slide` with
`slide_style` and `slide_map` (the same on one page for a projector).

Must not enter: widgets, counting of its own (figures come from `service.figures`), and anything
about one worker or one resident.
"""
