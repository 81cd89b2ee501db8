"""One screen each: a module defines `render` and nothing else that is public.

Must not enter: anything that runs on import, since the framework may run a file of this folder
by itself; rules, statements, access decisions (`service` makes them again).
"""
