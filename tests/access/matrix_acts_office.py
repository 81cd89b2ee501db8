"""Acts of the office: packs, meetings, promises, bulletins, accounts, privacy, files, backups."""

from __future__ import annotations

from datetime import timedelta

from casework.access import Role
from casework.progress import ProgressEvent, ProgressKind
from dashboard.pack_inks import PackInks
from service.access_log.searching import Query
from service.bulletins.appeals import Answer
from service.bulletins.building import NewBulletin
from service.identity.accounts import Post
from service.intake.options import ImportOptions, Kind
from service.meetings.deciding import NewDecision
from service.meetings.planning import NewMeeting, Plan
from service.packs.composing import PackAsk
from service.promises.keeping import NewProject, NewPromise, NewResolution
from tests.access.matrix_act import MAY, NOW, SOON, TODAY, Act, At, T, inner, keeps, tells

SEE = "see packs, meetings, decisions and promises"
EXPORT, PREPARE = "export", "prepare a pack for a meeting"
BULLETIN = "put out a bulletin and answer appeals"
MEETING = "keep meetings: agenda, decisions, minutes"
FLAG, PROMISES = "mark a case for a meeting", "keep promises, resolutions and public works"
REPORT = "report how far a decision or promise is"
CONTEST = "contest a line of a bulletin"
ACCOUNTS = "keep accounts: who may sign in, as what"
PRIVACY = "hand out and erase what is kept about a household or a case"
BACK_UP, ADMINISTER = "back up the database and verify backups", "administer"
IMPORT = "import files"
READ = "read who saw, took or changed what"
_INKS = PackInks()


def _bulletin(at: At) -> NewBulletin:
    return NewBulletin("通报", MAY, TODAY + timedelta(days=3), at["street"])


def _decision(at: At) -> NewDecision:
    return NewDecision(at["meeting"], "修路灯", "SZ", SOON, area=at["street"])


def _meeting(at: At) -> NewMeeting:
    return NewMeeting("碰头会", "dispatch", SOON, "二楼", at["street"], units=("SZ",))


def _promise(at: At) -> NewPromise:
    return NewPromise("修路", "议事会", TODAY, "SZ", SOON, at["street"])


def _resolution(at: At) -> NewResolution:
    return NewResolution("修晾衣架", at["community"], "delegates", TODAY, SOON)


def _project(at: At) -> NewProject:
    return NewProject("路灯", "照明", "SZ", TODAY, SOON, at["street"])


ACTS: dict[str, Act] = {
    "access_log.searching.search_log": tells(READ, query=Query()),
    "access_log.searching.log_people": tells(READ),
    "access_log.searching.log_table": tells(READ, query=Query()),
    "access_log.seeing.note_look": inner(),
    "access_log.taking.mark_words": inner(),
    "access_log.taking.take": inner(),
    "access_log.taking.taking": inner(),
    "access_log.verifying.verify_log": tells(READ),
    "redacting.reads_contacts": inner(),
    "redacting.redact": inner(),
    "redacting.redact_rows": inner(),
    "backups.back_up": keeps(BACK_UP, path=T.backup_file),
    "backups.verify_backup": tells(BACK_UP, path=T.missing_file, says="."),
    "backups.restore_backup": keeps(
        ADMINISTER, target=T.other_store, path=T.missing_file, says="."
    ),
    "backups.copy_database": keeps(
        ADMINISTER, source=T.the_store, target=T.the_store, says="holds data"
    ),
    "backups.compare_databases": tells(ADMINISTER, one=T.the_store, other=T.the_store),
    "bulletins.appeals.contest": keeps(CONTEST, code=T.bulletin_open, number=1, says="."),
    "bulletins.appeals.answer": keeps(
        BULLETIN,
        code=T.bulletin_open,
        number=1,
        given=Answer("upheld", "维持"),
        says=".",
    ),
    "bulletins.building.build_bulletin": keeps(BULLETIN, new=_bulletin),
    "bulletins.building.words_now": tells(BULLETIN),
    "bulletins.files.bulletin_file": keeps(EXPORT, SEE, code=T.bulletin, made_as="html"),
    "bulletins.files.told_for": tells(SEE, code=T.bulletin),
    "bulletins.publishing.publish": keeps(
        BULLETIN, code=T.bulletin_open, now=NOW + timedelta(days=5)
    ),
    "bulletins.reading.bulletins_of": tells(SEE),
    "bulletins.reading.bulletin_of": tells(SEE, code=T.bulletin),
    "demonstration.fill_demonstration": keeps(ADMINISTER, says="."),
    "end_demonstration.why_no_files": tells(IMPORT),
    "end_demonstration.end_demonstration": keeps(ADMINISTER, copy=T.backup_file, says="."),
    "identity.accounts.accounts_of": tells(ACCOUNTS),
    "identity.accounts.choices_of": tells(ACCOUNTS),
    "identity.accounts.make_account": keeps(ACCOUNTS, name="new.person", post=Post(Role.CLERK)),
    "identity.accounts.change_post": keeps(ACCOUNTS, name="somebody", post=Post(Role.LEADER)),
    "identity.accounts.pause_account": keeps(ACCOUNTS, name="somebody"),
    "identity.accounts.resume_account": keeps(ACCOUNTS, name="somebody"),
    "identity.accounts.end_account": keeps(ACCOUNTS, name="somebody"),
    "identity.accounts.give_password": keeps(ACCOUNTS, name="somebody"),
    "identity.accounts.sign_out_everywhere": keeps(ACCOUNTS, name="somebody"),
    "identity.accounts.account_named": tells(ACCOUNTS, name="somebody"),
    "identity.accounts.viewer_named": tells(ACCOUNTS, name="somebody"),
    "identity.directory_check.check_directory": tells(ACCOUNTS, says="."),
    "identity.directory_groups.groups_of": tells(ACCOUNTS),
    "identity.directory_groups.map_group": keeps(ACCOUNTS, name="科室", post=Post(Role.CLERK)),
    "identity.directory_groups.unmap_group": keeps(ACCOUNTS, name="科室", says="."),
    "identity.first_administrator.word_for_operator": tells(ACCOUNTS, says="."),
    "intake.acts.preview_import": tells(
        IMPORT, kind=Kind.WORKERS, path=T.worker_file, options=ImportOptions()
    ),
    "intake.acts.import_file": keeps(
        IMPORT, kind=Kind.WORKERS, path=T.worker_file, options=ImportOptions()
    ),
    "intake.acts.imports_so_far": tells(IMPORT),
    "intake.undo.undo_import": keeps("undo an import", import_id=999, says="."),
    "meetings.agenda.agenda_of": tells(SEE, code=T.meeting),
    "meetings.deciding.decide": keeps(MEETING, new=_decision),
    "meetings.decision_table.decision_table": tells(EXPORT, frame=T.decisions_told),
    "meetings.decisions.decisions_of": tells(SEE),
    "meetings.decisions.decision_history": tells(SEE, code=T.decision),
    "meetings.flags.flag_case": keeps(FLAG, case_code=T.case, flag="hot"),
    "meetings.flags.unflag_case": keeps(FLAG, case_code=T.case, flag="key"),
    "meetings.flags.flagged": tells(SEE),
    "meetings.minutes.attendance_of": tells(SEE, code=T.meeting),
    "meetings.minutes.keep_presence": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, states={"SZ": "present"}
    ),
    "meetings.minutes.write_outcome": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, item=T.item
    ),
    "meetings.minutes.write_minutes": keeps(MEETING, code=T.meeting, version=T.meeting_version),
    "meetings.minutes_page.minutes_of": tells(SEE, EXPORT, code=T.meeting),
    "meetings.minutes_page.minutes_html": tells(SEE, EXPORT, code=T.meeting),
    "meetings.ordering.add_topic": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, title="新议题"
    ),
    "meetings.ordering.add_case_item": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, case_code=T.case_alike
    ),
    "meetings.ordering.set_in_order": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, item=T.item
    ),
    "meetings.ordering.take_off": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, item=T.item
    ),
    "meetings.owners.owner_units": tells(SEE),
    "meetings.owners.areas_kept": tells(SEE),
    "meetings.planning.plan_meeting": keeps(MEETING, new=_meeting),
    "meetings.planning.change_plan": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, plan=Plan("改名会", TODAY)
    ),
    "meetings.planning.hold_meeting": keeps(MEETING, code=T.meeting, version=T.meeting_version),
    "meetings.planning.cancel_meeting": keeps(
        MEETING, code=T.meeting, version=T.meeting_version, says="."
    ),
    "meetings.planning.meetings_of": tells(SEE),
    "meetings.planning.meeting_of": tells(SEE, code=T.meeting),
    "meetings.planning.packs_to_choose": tells(SEE),
    "meetings.proposing.propose_agenda": keeps(MEETING, code=T.meeting, version=T.meeting_version),
    "meetings.reporting.report": keeps(REPORT, code=T.decision, kind="progress", percent=40),
    "meetings.reporting.may_report": inner(),
    "packs.building.build_pack": keeps(
        PREPARE, ask=lambda at: PackAsk(MAY, at["street"]), inks=_INKS
    ),
    "packs.building.packs_of": tells(SEE),
    "packs.building.pack_of": tells(SEE, code=T.pack),
    "packs.comments.write_comment": keeps(PREPARE, code=T.pack, slide=T.slide),
    "packs.comments.comments_kept": tells(SEE, code=T.pack),
    "packs.comparing.compare_pack": tells(SEE, "see cases", code=T.pack, at="then"),
    "packs.composing.part_asked": inner(),
    "packs.composing.compose": tells(
        PREPARE,
        ask=lambda at: PackAsk(MAY, at["street"]),
        template=T.template,
        inks=_INKS,
    ),
    "packs.editions.edition_of": tells(SEE, code=T.pack),
    "packs.editions.check_of": tells(SEE, code=T.pack),
    "packs.files.pack_file": keeps(EXPORT, SEE, code=T.pack, made_as="html"),
    "packs.layouts.layout_in_force": tells(SEE),
    "packs.layouts.layout_now": tells(SEE),
    "packs.layouts.layout_file": tells(PREPARE),
    "packs.layouts.replace_layout": keeps(PREPARE, file_name="x.pptx", body=b"no layout", says="."),
    "packs.layouts.reset_layout": keeps(PREPARE, says="that of all packs"),
    "packs.order_table.order_table": inner(),
    "packs.rebuilding.rebuild": tells(PREPARE, code=T.pack, inks=_INKS),
    "packs.template.template_now": tells(SEE),
    "packs.template.saved_by": tells(SEE),
    "packs.template.save_template": keeps(PREPARE, says="that of all packs", template=T.template),
    "privacy.erasing.erase_household": keeps(PRIVACY, code=T.household),
    "privacy.erasing.erase_case": keeps(PRIVACY, code=T.case, says="."),
    "privacy.kept.what_is_kept": tells(PRIVACY),
    "privacy.kept.last_acts": tells(PRIVACY),
    "privacy.keys.key_state": tells(PRIVACY),
    "privacy.keys.make_key": keeps(PRIVACY, says="."),
    "privacy.keys.rotate_key": keeps(PRIVACY, says="."),
    "privacy.keys.seal_older": keeps(PRIVACY),
    "privacy.keys.key_file": tells(PRIVACY),
    "privacy.retaining.retain": keeps(PRIVACY),
    "privacy.showing.show_household": keeps(PRIVACY, code=T.household),
    "privacy.showing.show_case": keeps(PRIVACY, code=T.case),
    "promises.keeping.make_promise": keeps(PROMISES, new=_promise),
    "promises.keeping.take_resolution": keeps(PROMISES, new=_resolution),
    "promises.keeping.plan_project": keeps(PROMISES, new=_project),
    "promises.listing.promises_of": tells(SEE),
    "promises.listing.resolutions_of": tells(SEE),
    "promises.listing.projects_of": tells(SEE),
    "promises.listing.history_of": tells(SEE, kind="project", code=T.project),
    "promises.listing.areas_of_project": tells(SEE, code=T.project),
    "promises.listing.cases_of_project": tells(SEE, "see cases", code=T.project),
    "promises.reaching.units_of_level": tells(PROMISES, level="community"),
    "promises.reaching.add_areas": keeps(
        PROMISES, codes=lambda at: [at["community"]], says="stays as it is"
    ),
    "promises.reaching.mark_areas": keeps(
        REPORT, codes=lambda at: [at["community"]], done_on=TODAY, says="."
    ),
    "promises.settling.link_cases": keeps(PROMISES, "see cases", codes=lambda at: [at["case"]]),
    "promises.settling.unlink_case_of": keeps(PROMISES, "see cases", code=T.case, says="."),
    "promises.settling.preview_settling": tells("move a case", SEE, says="."),
    "promises.settling.settle_cases": keeps(
        "move a case", SEE, versions={}, words="已办", says="."
    ),
    "promises.telling.tell_progress": keeps(
        REPORT,
        kind="promise",
        code=T.promise,
        event=ProgressEvent(ProgressKind.PROGRESS, TODAY, "已开工", 30),
    ),
    "promises.telling.grid_of_photo": tells(REPORT),
    "publications.publications_of": tells(SEE, EXPORT),
}
