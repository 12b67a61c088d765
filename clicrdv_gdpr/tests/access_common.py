"""A salon whose staff is watched: what was written into the access log, and who else there is."""

from odoo.tools import SQL

from odoo.addons.clicrdv_booking.tests.common import NOW, make_establishment
from odoo.addons.clicrdv_booking.tests.message_common import MessageCase

from .people_common import PeopleMixin
from .privacy_common import forget_recorded

OFFICER = "clicrdv_gdpr.group_privacy_officer"
MANAGER = "clicrdv_booking.group_manager"


class AccessCase(PeopleMixin, MessageCase):
    """The salon, a provider, and the network “Optique” with two shops; an officer of all, and a manager of the salon."""

    logins = "access"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.processor = cls.env["res.company"].create({"name": "Provider", "email": "provider@example.com"})
        cls.network = cls.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated"})
        cls.shops = cls.env["res.company"].concat(
            *(make_establishment(cls.env, f"Optique {number}", network_id=cls.network.id) for number in (1, 2))
        )
        cls.served = cls.processor | cls.salon | cls.shops
        cls.officer = cls.make_user("officer", OFFICER, cls.served)
        cls.manager = cls.make_user("manager", MANAGER, cls.salon)
        cls.log = cls.env["clicrdv.access"]
        # what an instance with demonstration data has logged is older
        forget_recorded(cls.env.cr, "clicrdv_access")

    def as_user(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def as_officer(self, records):
        return self.as_user(self.officer, records)

    def run_job(self, name):
        self.env.flush_all()
        self.env.ref(f"clicrdv_gdpr.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def end_of_page(self):
        """What the server does when a request has been answered."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def lines(self, **values):
        """What is in the log, oldest first: (who, model, kind, records, clients)."""
        self.end_of_page()
        domain = [(name, "=", value) for name, value in values.items()]
        return [
            (line.user_id, line.model, line.kind, line.number, line.clients)
            for line in self.log.search(domain, order="id")
        ]

    def ids(self, column="record_ids"):
        self.env.cr.execute(SQL("SELECT %s FROM clicrdv_access ORDER BY id", SQL.identifier(column)))
        return [ids for (ids,) in self.env.cr.fetchall()]

    def write_line(self, at=NOW, user=None, company=None, kind="listed", clients=None, number=None):
        """A line that is older, or longer, than a test can make it."""
        ids = (clients or self.marie).ids if number is None else list(range(1, number + 1))
        self.env.cr.execute(
            """
            INSERT INTO clicrdv_access (at, user_id, user_company_id, company_id, model, kind, number, clients,
                                        record_ids, client_ids)
            VALUES (%s, %s, %s, %s, 'res.partner', %s, %s, %s, %s, %s) RETURNING id
            """,
            [
                at,
                (user or self.manager).id,
                self.salon.id,
                (company or self.salon).id,
                kind,
                len(ids),
                len(ids),
                ids,
                ids,
            ],
        )
        return self.log.browse(self.env.cr.fetchone())
