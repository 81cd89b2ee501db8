"""The commands of `manage.py`, a room for each subject: take words apart, call one act, show it.

Must not enter: rules, statements, and an import that makes every start slow (import inside).
"""
