"""What an event of a case is called, whatever made it: the one list of them."""

from __future__ import annotations

from typing import Final

from casework.sentence import Term

EVENT_TERMS: Final = {
    # steps (`casework.move.Move`)
    "accept": Term("Accepted"),
    "reject": Term("Rejected"),
    "dispatch": Term("Dispatched"),
    "answer": Term("Answered directly"),
    "start": Term("Signed for and started"),
    "bounce": Term("Sent back by the unit"),
    "extend": Term("Extended"),
    "suspend": Term("Suspended"),
    "resume": Term("Resumed"),
    "reply": Term("Replied"),
    "pass_check": Term("Checked and passed"),
    "fail_check": Term("Checked and failed"),
    "close": Term("Closed"),
    "force_close": Term("Closed without a check"),
    "visit_back": Term("Visited back"),
    "reopen": Term("Reopened"),
    "merge": Term("Merged into another case"),
    "void": Term("Made void"),
    "mirror": Term("Told by the other system"),
    # the case itself
    "reported": Term("Reported"),
    "carried_over": Term("Carried over from before the ledger"),
    "closed": Term("Closed"),
    "words_erased": Term("Words and contacts erased on request"),
    "corrected": Term("Corrected by a file"),
    "placed": Term("Placed again on changed grids"),
    "given_to_worker": Term("Given to a worker"),
    "handed_over": Term("Handed over"),
    "sent_up": Term("Sent up to the next level"),
    "told": Term("The person was told about progress"),
    "noted": Term("Noted by the worker"),
    "hand_over_seen": Term("Looked at by who took it over"),
    "unit_joined": Term("A unit joined"),
    "unit_left": Term("A unit left"),
    "merged": Term("Another report was merged into this case"),
    "merge_followed": Term("Follows a case that was merged into another"),
    # its clocks
    "clock_recomputed": Term("Due date computed anew"),
    "clock_shared": Term("Clock shared with the merged case"),
    "reminder": Term("Reminder raised"),
    "bulletin": Term("Put into the bulletin"),
    # what hangs on it
    "supervision_opened": Term("Supervision opened"),
    "supervision_logged": Term("Noted by the supervisor"),
    "supervision_ended": Term("Supervision ended"),
    "flagged": Term("Marked for a meeting"),
    "flag_ended": Term("Mark for a meeting ended"),
    "sweep_found": Term("Found in a sweep"),
    "steps_set": Term("Checklist set"),
    "step_checked": Term("Step of the checklist done"),
    "step_unchecked": Term("Step of the checklist taken back"),
    "mediation_opened": Term("Mediation opened"),
    "mediation_ended": Term("Mediation ended"),
    "referral_made": Term("Referred to an aid programme"),
    "referral_ended": Term("Answer of the aid programme"),
}


def event_term(kind: str) -> str:
    """Return what an event is called, an unknown kind as it is."""
    return EVENT_TERMS.get(kind, kind)
