from odoo import fields, models
from odoo.tools import SQL

from ..logic.notices import notice_hash, text_hash
from ..logic.portable import KEY, PortableError

#: Constraints about who writes, not about what is written.
NOT_ASKED = {"_check_may_overbook"}

STAFF = """
    INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
    SELECT e.id, u.partner_id FROM calendar_event e JOIN res_users u ON u.id = e.user_id WHERE e.id = ANY(%(ids)s)
"""
ATTENDEES = """
    INSERT INTO calendar_attendee (event_id, partner_id, state, availability, access_token, create_uid, write_uid,
                                   create_date, write_date)
    SELECT e.id, u.partner_id, 'accepted', 'busy', md5(random()::text || e.id) || md5(random()::text), %(uid)s, %(uid)s,
           %(now)s, %(now)s
      FROM calendar_event e JOIN res_users u ON u.id = e.user_id WHERE e.id = ANY(%(ids)s)
"""


class ClicrdvPortability(models.AbstractModel):
    """Import: what follows from the rows of a file, and what they have to obey."""

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    def _finish_table(self, table, job):
        """Compute what is stored of other values, add what core keeps beside, and run the constraints of the model."""
        model = self.env[table.model]
        computed = [
            field
            for field in model._fields.values()
            if field.store and field.compute and field.column_type and field.name not in table.fields
        ]
        checks = [check for check in model._constraint_methods if check.__name__ not in NOT_ASKED]
        for rows in self._batches(job.archive, table.key):
            records = model.browse(sorted(self._numbers(table.model, [row[KEY] for row in rows], job).values()))
            records.invalidate_recordset()
            for field in computed:
                self.env.add_to_compute(field, records)
            self.env.flush_all()
            self._check_proofs(table, records)
            self._add_beside(records)
            for check in checks:
                check(records)
            self.env.invalidate_all()

    def _check_proofs(self, table, records):
        """A proof is what its hash was made from, or none.

        :raises PortableError:
        """
        if records._name == "clicrdv.consent":
            is_true = all(consent.text_hash == text_hash(consent.text) for consent in records)
        elif records._name == "clicrdv.privacy.notice":
            published = records.filtered(lambda notice: notice.state != "draft")
            is_true = all(notice.hash == notice_hash(notice.version, notice.sections) for notice in published)
        else:
            return
        if not is_true:
            raise PortableError("changed", f"data/{table.key}.jsonl")

    def _add_beside(self, records):
        values = {"ids": records.ids, "uid": self.env.uid, "now": fields.Datetime.now()}
        if records._name == "calendar.event":
            self.env.cr.execute(SQL(STAFF, **values))
            self.env.cr.execute(SQL(ATTENDEES, **values))
        elif records._name == "res.users":
            group = self.env.ref("base.group_user")
            self.env.cr.execute(
                """INSERT INTO res_groups_users_rel (uid, gid) SELECT u, %s FROM unnest(%s::int[]) u
                   ON CONFLICT DO NOTHING""",
                [group.id, records.ids],
            )
            self.env.registry.clear_cache()
        records.invalidate_recordset()

    def _occupy(self, job):
        """Take the time of all appointments to come: two of them never have the same."""
        events = self.env["calendar.event"]
        query = SQL(
            """
            SELECT e.id FROM calendar_event e
              JOIN clicrdv_portable_key k ON k.model = 'calendar.event' AND k.res_id = e.id AND k.company_id = %s
             WHERE e.active AND e.stop > %s ORDER BY e.id
            """,
            job.company_id,
            fields.Datetime.subtract(fields.Datetime.now(), days=1),
        )
        ids = [event_id for (event_id,) in self.env.execute_query(query)]
        table = next(table for table in self._tables() if table.model == "calendar.event")
        for start in range(0, len(ids), 500):
            batch = events.browse(ids[start : start + 500])
            self._guarded(table, lambda _table, _job, batch=batch: batch._occupy(), job)
            self.env.invalidate_all()
