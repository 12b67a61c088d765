from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import hmac

SCOPE = "clicrdv_gdpr.optout"

#: Marks an address that is a keyed hash: neither a number nor an e-mail address begins like this.
MARK = "#"

REFUSALS = """
    SELECT o.company_id, o.channel, o.address, o.at, o.source
      FROM clicrdv_optout o
      JOIN unnest(%(companies)s::int[], %(addresses)s::text[]) AS a (company, address)
        ON a.company = o.company_id AND a.address = o.address
     UNION
    SELECT a.company, CASE WHEN strpos(a.address, '@') > 0 THEN 'email' ELSE 'sms' END, a.address, %(now)s, 'staff'
      -- a tick is of one file: the family that has the same address may want its messages
      FROM unnest(%(own_companies)s::int[], %(own_addresses)s::text[], %(persons)s::int[]) AS a (company, address, person)
      JOIN res_partner p ON p.id = a.person
     WHERE CASE WHEN strpos(a.address, '@') > 0
                THEN p.client_consent_email IS FALSE
                     OR EXISTS (SELECT 1 FROM mail_blacklist b WHERE b.active AND b.email = a.address)
                ELSE p.client_consent_sms IS FALSE
                     OR EXISTS (SELECT 1 FROM phone_blacklist b WHERE b.active AND b.number = a.address) END
"""


class ClicrdvOptout(models.Model):
    """A refusal outlives the client file: the number or address is then a keyed hash, which still can be compared."""

    _inherit = "clicrdv.optout"

    # === BUSINESS METHODS === #

    @api.model
    def _keyed(self, company_id, address):
        """What stands for an address once its owner is erased.

        :rtype: str
        """
        # the database's secret keys the hash
        return MARK + hmac(self.env(su=True), SCOPE, (company_id, address))[:40]

    @api.model
    def _refusals_of_erased(self, company_ids, addresses):
        """Refusals of people whose files are gone.

        :param company_ids: ids of establishments
        :param addresses: numbers in E.164 and addresses in lower case
        :return: {(id of the establishment, channel, address): clicrdv.optout}
        """
        keys = {
            self._keyed(company_id, address): (company_id, address)
            for company_id in company_ids
            for address in addresses
            if address
        }
        refusals = self.search([("address", "in", list(keys))]) if keys else self.browse()
        return {
            (refusal.company_id.id, refusal.channel, keys[refusal.address][1]): refusal
            for refusal in refusals
            if keys[refusal.address][0] == refusal.company_id.id
        }

    @api.model
    def _withdraw(self, companies, channel, addresses):
        keys = [self._keyed(company.id, address) for company in companies for address in addresses if address]
        domain = Domain("company_id", "in", companies.ids) & Domain("channel", "=", channel)
        self.search(domain & Domain("address", "in", keys)).unlink()
        return super()._withdraw(companies, channel, addresses)

    @api.model
    def _keep_refusals(self, persons):
        """Keep what people have refused before they are erased: by list, by tick, for everybody.

        :param persons: {id: Person} of clicrdv.personal.data; those without an establishment have no refusal of their own
        """
        known = [(p.company_id, address) for p in persons.values() if p.company_id for address in p.addresses]
        own = [(p.company_id, a, p.id) for p in persons.values() if p.company_id for a in p.company_addresses]
        if not known:
            return
        companies, addresses = map(list, zip(*known, strict=True))
        own_companies, own_addresses, ids = map(list, zip(*own, strict=True)) if own else ([], [], [])
        values = {"companies": companies, "addresses": addresses, "now": fields.Datetime.now()}
        values |= {"own_companies": own_companies, "own_addresses": own_addresses, "persons": ids}
        self._insert_keyed(self.env.execute_query(SQL(REFUSALS, **values)))

    @api.model
    def _insert_keyed(self, refusals):
        """Note refusals under the hash of their address; one that is there stays.

        :param refusals: list of (company_id, channel, address, at, source)
        """
        if not refusals:
            return
        rows = [
            (company_id, channel, self._keyed(company_id, address), at, source)
            for company_id, channel, address, at, source in refusals
        ]
        columns = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            """
            INSERT INTO clicrdv_optout (company_id, channel, address, at, source)
            SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::timestamp[], %s::text[])
            ON CONFLICT (company_id, channel, address) DO NOTHING
            """,
            list(columns),
        )

    @api.model
    def _hash_orphans(self, company, limit):
        """Turn refusals of addresses that no client file of the establishment has into hashes.

        :param company: res.company
        :param int limit: rows at most
        :return: number of refusals
        """
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM clicrdv_optout WHERE id IN (
                    SELECT o.id FROM clicrdv_optout o
                     WHERE o.company_id = %(company)s AND o.address NOT LIKE %(marked)s
                       AND NOT EXISTS (SELECT 1 FROM res_partner p
                                        WHERE p.company_id = o.company_id AND p.is_client_file IS TRUE
                                          AND CASE o.channel WHEN 'sms' THEN p.client_phone_key
                                                             ELSE p.email_normalized END = o.address)
                     ORDER BY o.id LIMIT %(limit)s)
                RETURNING company_id, channel, address, at, source
                """,
                company=company.id,
                marked=f"{MARK}%",
                limit=limit,
            )
        )
        self._insert_keyed(rows)
        self.invalidate_model()
        return len(rows)
