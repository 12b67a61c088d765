from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import models
from odoo.tools import SQL, mute_logger
from odoo.tools.translate import LazyTranslate

from ..declarations.portable import EMPTIED_COLUMNS
from ..declarations.portable_catalogue import STAFF
from ..logic import reversibility as ending

_lt = LazyTranslate(__name__)

NOBODY = "—"
#: Days that backups are kept when no backup was recorded.
BACKUP_PARAMETER = "clicrdv_gdpr.backup_days"
BACKUP_DAYS = 30
#: What the processor keeps to prove that he did his duty, and why.
PROOFS = {
    "privacy_requests": _lt(
        "Number, dates and log of each request, without a name or a text: the proof that persons were answered in time, until "
        "claims are barred (GDPR art. 5(2) and 28; Code civil, art. 2224)."
    ),
    "access_log": _lt(
        "Which numbers of files, all of them gone, accounts without a name have read: the proof of the security of the "
        "processing (GDPR art. 32), until the period of the logs is over."
    ),
}


#: Names of staff beside their accounts.
STAFF_BESIDE = (
    "UPDATE clicrdv_access_review_line SET name = '—', login = NULL, justification = NULL WHERE user_id = ANY(%s)",
    "DELETE FROM clicrdv_login_failure WHERE user_id = ANY(%s)",
)


class ClicrdvReversibility(models.Model):
    """What stays as an empty row, since books and proofs lead to it: establishments, accounts, files of invoices."""

    _inherit = "clicrdv.reversibility"

    # === BUSINESS METHODS === #

    def _delete_unreferenced(self, ids):
        """Delete contacts; one that something still leads to stays, empty.

        :param ids: numbers of erased client files
        """
        if not self._delete_contacts(ids):
            for one in ids:
                self._delete_contacts([one])
        self.env.invalidate_all()

    def _delete_contacts(self, ids):
        """Delete contacts with their further addresses, unless something holds one of them back.

        :return: whether they are gone
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute("DELETE FROM res_partner WHERE parent_id = ANY(%s)", [ids])
                self.env.cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [ids])
        except IntegrityError:
            return False
        return True

    def _empty_establishments(self, companies):
        """Blank the settings of the establishments, and close the accounts of their staff.

        :return: {what stays: number}
        """
        schema = self.env["clicrdv.personal.data"]._schema()["res_company"]
        names = [name for name in EMPTIED_COLUMNS if name in schema]
        sets = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in names)
        self.env.cr.execute(SQL("UPDATE res_company SET %s WHERE id = ANY(%s)", sets, companies.ids))
        users = SQL(
            f"""SELECT t.id, t.partner_id FROM res_users t WHERE {STAFF} AND t.id <> %(me)s AND NOT EXISTS (
                  SELECT 1 FROM res_company_users_rel r WHERE r.user_id = t.id AND r.cid <> ALL(%(companies)s))""",
            companies=companies.ids,
            me=self.env.uid,
        )
        rows = self.env.execute_query(users)
        self._close_accounts([user for user, _partner in rows], [partner for _user, partner in rows])
        companies.write({"is_handing_over": False})
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        return {"establishments": len(companies), "accesses": len(rows)}

    def _close_accounts(self, users, partners):
        """Accounts of the staff become closed ones without a name."""
        if not users:
            return
        execute = self.env.cr.execute
        execute(
            """UPDATE res_users SET login = 'erased-' || id, password = NULL, active = FALSE, signature = NULL,
                      totp_secret = NULL, job_description = NULL WHERE id = ANY(%s)""",
            [users],
        )
        for table, column in (
            ("res_users_apikeys", "user_id"),
            ("res_device_log", "user_id"),
            ("res_users_log", "create_uid"),
        ):
            if table in self.env["clicrdv.personal.data"]._schema():
                execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column), users))
        execute(
            """UPDATE res_partner SET name = %s, complete_name = %s, email = NULL, email_normalized = NULL, phone = NULL,
                      phone_sanitized = NULL, street = NULL, street2 = NULL, zip = NULL, city = NULL, vat = NULL,
                      website = NULL, comment = NULL, function = NULL, active = FALSE WHERE id = ANY(%s)""",
            [NOBODY, NOBODY, partners],
        )
        for statement in STAFF_BESIDE:
            execute(statement, [users])
        execute("DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = ANY(%s)", [partners])
        execute("DELETE FROM ir_attachment WHERE res_model = 'res.partner' AND res_id = ANY(%s)", [partners])

    def _kept_by_law(self, companies):
        """What the law wants kept, from the purge register.

        :return: {kind: number}
        """
        purges = self.env["clicrdv.purge"].search(
            [("company_id", "in", companies.ids), ("at", ">=", self.destruction_from)]
        )
        kept = {}
        for counts in purges.mapped("kept"):
            for key, number in (counts or {}).items():
                kept[key] = kept.get(key, 0) + number
        query = "SELECT count(*) FROM clicrdv_message WHERE company_id = ANY(%s) AND sent_at IS NOT NULL"
        [(kept["ledger"],)] = self.env.execute_query(SQL(query, companies.ids))
        for key, table in (("privacy_requests", "clicrdv_privacy_request"), ("access_log", "clicrdv_access")):
            query = SQL("SELECT count(*) FROM %s WHERE company_id = ANY(%s)", SQL.identifier(table), companies.ids)
            [(kept[key],)] = self.env.execute_query(query)
        return kept

    def _delete_files_of_requests(self, companies):
        """Delete copies of documents and answers that hang on requests of persons, whoever has asked."""
        query = """
            SELECT a.id FROM ir_attachment a JOIN clicrdv_privacy_request r ON r.id = a.res_id
             WHERE a.res_model = 'clicrdv.privacy.request' AND r.company_id = ANY(%s)
             UNION
            SELECT a.id FROM ir_attachment a JOIN clicrdv_access_review r ON r.id = a.res_id
             WHERE a.res_model = 'clicrdv.access.review' AND r.company_id = ANY(%s)"""
        ids = [number for (number,) in self.env.execute_query(SQL(query, companies.ids, companies.ids))]
        self.env["ir.attachment"].browse(ids).unlink()

    def _last_backup_expires(self, now):
        """The day on which the last backup that holds the data is deleted: as backups are recorded, else as is set.

        :param datetime now: naive UTC
        :rtype: date
        """
        today = self._provider()._privacy_today(now)
        # a number that only an administrator changes
        days = int(self.env["ir.config_parameter"].sudo().get_param(BACKUP_PARAMETER) or BACKUP_DAYS)
        backups = self.env["clicrdv.backup.record"].sudo()  # a date, whoever reads the record of backups
        made = backups.search([("outcome", "=", "done"), ("made_at", "<=", now)])
        if not made:
            return today + timedelta(days=days)
        there = made - made.event_ids.filtered(lambda event: event.kind == "deleted").record_id
        return max([today, *filter(None, there.mapped("expires_on"))])

    def _write_purge(self, companies, done):
        """Note in the purge register what was destroyed beside the files of persons."""
        reason = "contract_end" if self.choice == ending.NONE else "destruction"
        counts = {key: number for key, number in done.items() if number and key != "clients"}
        company = companies[:1]
        values = {
            "company_id": company.id,
            "reason": reason,
            "persons": 0,
            "counts": counts,
            "kept": {},
            "person_ids": [],
        }
        self.env["clicrdv.purge"]._note([values])
