"""Every sentence the page of a worker's day can show, by the name its script knows it under."""

from __future__ import annotations

from casework.case_status import STATUS_TERMS
from casework.request import WISH_TERMS
from casework.visit import PART_TERMS, RESULT_TERMS
from service.language import say


def day_texts(language: str) -> dict[str, str]:
    """Return the sentences in a language; ``{names}`` in them are filled by the script."""
    words = _parts(language) | _orders(language) | _forms(language) | _sending(language)
    for head, terms in (
        ("status_", STATUS_TERMS),
        ("need_", WISH_TERMS),
        ("part_", PART_TERMS),
        ("result_", RESULT_TERMS),
    ):
        words |= {f"{head}{key.value}": say(term, language) for key, term in terms.items()}
    return words


def _parts(language: str) -> dict[str, str]:
    return {
        "title": say("My day", language),
        "noscript": say("This page needs JavaScript: allow it for this address.", language),
        "choose": say("Whose day is it?", language),
        "other_worker": say("Another worker", language),
        "as_of": say("As of {time}", language),
        "never_loaded": say(
            "The list has not been loaded on this phone yet: it comes with a connection.", language
        ),
        "offline": say("No connection. What is entered waits here.", language),
        "online": say("Connected", language),
        "refresh": say("Load again", language),
        "now": say("Overdue cases and emergencies", language),
        "today": say("Cases due today", language),
        "later": say("Due later", language),
        "rounds": say("Rounds due", language),
        "visits": say("To visit nearby", language),
        "came": say("Handed over to me", language),
        "waiting": say("Waiting to be sent", language),
        "own": say("My own figures", language),
        "nothing": say("Nothing to do here.", language),
        "more": say("Show {count} more", language),
        "search": say("Street or number", language),
        "here": say("Nearest first", language),
        "here_note": say("Where you are stays on this phone.", language),
        "no_position": say(
            "The phone does not tell where it is: the list stays in order of streets.", language
        ),
        "metres": say("{metres} m", language),
        "plan_so_far": say("{met} of {occupied} households met, until {last}", language),
        "plan_open_end": say("{met} of {occupied} households met", language),
        "plan_declined": say("{count} declined", language),
        "replies_today": say("replies due today or before", language),
        "waiting_others": say("cases waiting on others", language),
        "case": say("Case", language),
        "visit": say("Household", language),
        "round": say("Round", language),
        "emergency": say("Emergency", language),
        "state": say("State", language),
        "reported": say("Reported", language),
        "seen": say("Looked at", language),
        "not_seen": say("New", language),
        "from_worker": say("from {worker}", language),
    }


def _orders(language: str) -> dict[str, str]:
    return {
        "way": say("In walking order", language),
        "in_order": say("Walking order", language),
        "streets": say("By street", language),
        "way_note": say(
            "What is overdue first, then the shortest way; the first stops of today's list.",
            language,
        ),
        "way_off": say("The walking order comes with a connection: try again there.", language),
    }


def _forms(language: str) -> dict[str, str]:
    return {
        "back": say("Back to the list", language),
        "what": say("What is to be said", language),
        "do_note": say("Keep as a note", language),
        "do_told": say("The person was told this", language),
        "do_start": say("Sign for it and start", language),
        "do_reply": say("Reply with this text", language),
        "do_seen": say("I have looked at it", language),
        "say_first": say("Write the text first.", language),
        "how_was_it": say("How was it?", language),
        "consent": say("The household agrees that its needs are written down", language),
        "needs": say("Needs", language),
        "note": say("Note", language),
        "make_case": say("Make a case of this note", language),
        "photo": say("Photograph", language),
        "photo_gone": say("Take the photograph away", language),
        "photo_bad": say("This picture cannot be read here: take another one.", language),
        "visit_for": say("Made for this campaign too: {name}", language),
        "do_notice": say("Notice delivered: {name}", language),
        "save": say("Save", language),
        "choose_first": say("Choose one of these first.", language),
        "pass": say("In order", language),
        "fail": say("Not in order", language),
        "say_why": say("Say what is not in order.", language),
        "confirmed": say("Reached", language),
        "nobody_there": say("Nobody there", language),
        "needs_help": say("Needs help", language),
        "kept": say("Kept on this phone", language),
        "gone": say("This is no longer on the list.", language),
        "waits": say("Waits to be sent", language),
        "unsaid": say("Begun, not saved", language),
    }


def _sending(language: str) -> dict[str, str]:
    return {
        "undo": say("Undo", language),
        "undone": say("Taken back.", language),
        "drop": say("Drop it", language),
        "drop_sure": say(
            "It may have arrived already. Drop it from this phone all the same?", language
        ),
        "again": say("Send again", language),
        "correct": say("Correct it", language),
        "send_now": say("Send now", language),
        "sending": say("Being sent", language),
        "sent": say("Sent.", language),
        "sent_case": say("Sent. Number of the new case: {code}", language),
        "count_waiting": say("{count} waiting to be sent", language),
        "count_refused": say("{count} not taken: look at them", language),
        "refused": say("Not taken", language),
        "of_worker": say("by {worker}", language),
        "storage_denied": say(
            "This browser keeps nothing on the phone: what is entered is lost when the page is"
            " closed before it was sent. Allow the page to keep data, or leave private browsing.",
            language,
        ),
        "storage_full": say(
            "The phone has no room left: what is entered now is lost when the page is closed before"
            " it was sent. Make room, or wait here until it is sent.",
            language,
        ),
        "signed_out": say(
            "Your session is over. What was entered stays on this phone, and is sent once you are"
            " signed in again.",
            language,
        ),
        "sign_in": say("Sign in", language),
        "server_refused": say("The server does not take it: {why}", language),
        "case_note": say("Note", language),
        "case_told": say("Told the person", language),
        "case_start": say("Started", language),
        "case_reply": say("Reply", language),
        "case_seen": say("Looked at", language),
        "kind_visit": say("Visit", language),
        "kind_notice": say("Notice delivered", language),
        "kind_check": say("Round", language),
        "kind_emergency": say("Emergency", language),
    }
