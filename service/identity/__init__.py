"""Who may sign in, who is signed in, and who asks.

Rooms: `asking` (the one rule for every door), `signing_in` (name and password into a session),
`sessions` (begun, seen, over), `accounts` (made, changed, paused, ended), `own_account` (what
somebody does with his own), `passwords` (what may be one, and how it is kept), `names` (how an
account may be called), `first_administrator` (before anybody is there), `browsers` (what a browser
is called), `demonstration_roles` (who one is without accounts),
`reach` (what somebody sees into today), `posts` (what an account is to the service).

By the office's directory: `directory_settings` (what the office says of it), `provider` (asked, and
believed when it signs), `directory_sign_in` (there and back), `directory_people` (somebody it
knows), `directory_groups` (what its groups mean here), `directory_check` (whether it is set up).

Must not enter: pages, cookies' attributes, and any record of where somebody was.
"""
