from psycopg2 import IntegrityError

from odoo import models
from odoo.tools import SQL, mute_logger

from ..declarations.portable import EMPTIED_COLUMNS
from ..declarations.portable_catalogue import STAFF
from ..logic import reversibility as ending

NOBODY = "—"


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
                      totp_secret = NULL WHERE id = ANY(%s)""",
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
        return kept

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
