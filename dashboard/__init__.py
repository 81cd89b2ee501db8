"""Parts of a screen: the map, filters, cards, legends, the language switch.

Rooms: `i18n` and `messages` (words), the `map_*` modules (exactly one of them calls the map
component), cards and legends.

Must not enter: statements, file formats, rules, and anything fetched from outside the machine.
Text of people is escaped where it is shown.
"""
