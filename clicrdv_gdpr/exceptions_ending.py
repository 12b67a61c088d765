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
        super().__init__(env, why=env._(self.reasons[reason]) % {"what": what, "detail": detail})


class EstablishmentNotEmpty(PrivacyRefused):
    code = "establishment_not_empty"
    sentence = _lt("“%(name)s” holds data already: import into an establishment without any, or into a new one.")


class ImportRefused(PrivacyRefused):
    code = "import_refused"
    sentence = _lt("Only an administrator can import an export: it creates establishments and accounts.")
