"""Refusals at the end of a contract: exports that cannot be read, destructions that may not be."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class ArchiveRefused(PrivacyRefused):
    code = "archive_refused"
    sentence = _lt("Nothing was imported. %(why)s")

    #: what `logic.portable` has found → what it means
    reasons = {
        "not_a_zip": _lt("This file is not a zip archive: choose the archive as it was delivered."),
        "not_ours": _lt("The archive is no export of this format: “%(what)s” is missing or cannot be read."),
        "other_version": _lt("The export is of version %(what)s, which this program does not know: update it first."),
        "other_hash": _lt("The archive is not the one that was delivered: its SHA-256 is another."),
        "bad_name": _lt("The archive holds “%(what)s”, which no export has: it may be dangerous."),
        "twice": _lt("The archive holds “%(what)s” twice."),
        "too_large": _lt("The archive unpacks to more than is allowed, at “%(what)s”."),
        "missing": _lt("“%(what)s” is missing: the archive is incomplete."),
        "changed": _lt("“%(what)s” is not as the manifest tells: the archive was changed or is damaged."),
        "not_json": _lt("%(what)s cannot be read."),
        "other_columns": _lt("%(what)s has other columns than an export of this version."),
        "other_kind": _lt("%(what)s holds a value that is not possible there."),
        "not_a_key": _lt("%(what)s has no key."),
        "key_twice": _lt("“%(what)s” has the same key twice, or was imported already."),
        "unknown_key": _lt("%(what)s leads to a record that the export does not hold."),
        "unknown_code": _lt("“%(what)s” is not known here: create it first, or install what it belongs to."),
        "already_there": _lt("“%(what)s”: another record here has the same name, login, address or number already."),
        "not_allowed": _lt("“%(what)s”: the database does not take these records: %(detail)s"),
    }

    def __init__(self, env, reason, what="", detail=""):
        self.reason = reason
        why = env._(self.reasons[reason])
        super().__init__(env, why=why % {"what": what, "detail": detail})


class EstablishmentNotEmpty(PrivacyRefused):
    code = "establishment_not_empty"
    sentence = _lt("“%(name)s” holds data already: import into an establishment without any, or into a new one.")


class ImportRefused(PrivacyRefused):
    code = "import_refused"
    sentence = _lt("Only an administrator can import an export: it creates establishments and accounts.")


class ReturnUnanswered(PrivacyRefused):
    code = "return_unanswered"
    sentence = _lt(
        "“%(name)s” has asked for the return of the data, which was not delivered yet: deliver it first, see %(request)s."
    )


class NothingToReturn(PrivacyRefused):
    code = "nothing_to_return"
    sentence = _lt("“%(name)s” asks for destruction only: there is nothing to export.")


class ExportGone(PrivacyRefused):
    code = "export_gone"
    sentence = _lt("The export of “%(name)s” is not there: it is being made, or its time is over. Make it again.")


class ExportNotYours(PrivacyRefused):
    code = "export_not_yours"
    sentence = _lt("An export of a network is for its managers and for privacy officers.")


class AccessClosed(PrivacyRefused):
    code = "access_closed"
    sentence = _lt(
        "Data of clients is closed to you until your confidentiality undertaking and your training are noted under Data "
        "protection, Registers, Undertakings and training; in a health establishment, until you have a second factor."
    )


class HandOverOpen(PrivacyRefused):
    code = "hand_over_open"
    sentence = _lt(
        "“%(name)s” still reads here until the new provider runs: attach the minutes of the hand-over first."
    )


class HoldOnFiles(PrivacyRefused):
    code = "hold_on_files"
    sentence = _lt(
        "Legal holds protect %(count)s client files of “%(name)s”: nothing is destroyed before they are lifted."
    )


class NameNotTyped(PrivacyRefused):
    code = "name_not_typed"
    sentence = _lt("Type the name exactly as it is: “%(name)s”. What is destroyed cannot be brought back.")


class StillUnderContract(PrivacyRefused):
    code = "still_under_contract"
    sentence = _lt("“%(name)s” is under contract until %(day)s: its data is not destroyed before.")


class TasksOpen(PrivacyRefused):
    code = "tasks_open"
    sentence = _lt("“%(name)s” is not done: still waiting for %(waiting)s.")


class CertificateIsForever(PrivacyRefused):
    code = "certificate_is_forever"
    sentence = _lt("A certificate of destruction is a proof: nobody changes or deletes it.")


class OwnData(PrivacyRefused):
    code = "own_data"
    sentence = _lt("“%(name)s” keeps this register: its own data is not destroyed by it.")
