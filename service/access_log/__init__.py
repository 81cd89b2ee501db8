"""Who saw, took or changed what: noted, marked, found again, verified.

Changes are noted by `data.store` in the transaction of each act.  Rooms: `noting` (refusals and
signing in), `seeing` (contacts and lists of homes looked at), `taking` (files, before they leave)
with `mark` and `mark_boxes` (who took one, and when, written into it), `acts` with `act_words` and
`file_words` (what acts, lists and files are called), `searching` and `verifying` (for the auditor).

Must not enter: contacts, names of residents, words of people, places of staff, and what only shows
how long somebody sat before a screen.
"""
