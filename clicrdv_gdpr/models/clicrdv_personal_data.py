from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, ormcache

from ..declarations import DECLARATIONS, EXEMPTIONS
from ..exceptions_personal_data import NotAClientFile
from ..logic import searched_text
from ..logic.personal_data import ROOT, Itself, Mention

TEXTS = ("character varying", "text", "jsonb", "json")


class Person(NamedTuple):
    """Whose data is looked for: what the database may know him by.

    ``own_addresses`` are those that nobody else has, ``company_addresses`` those that no other client of his
    establishment has, such as the family.
    """

    id: int
    company_id: int
    addresses: tuple
    own_addresses: tuple
    company_addresses: tuple
    texts: tuple


class ClicrdvPersonalData(models.AbstractModel):
    """What the database holds about persons, computed from the declarations (``clicrdv_gdpr/declarations``).

    Entry points: `_find` (how much), `_export` (what), `_erase` (gone), `_residual_scan` (is it gone), each for a batch
    of client files and with a number of statements that does not grow with it.
    """

    _name = "clicrdv.personal.data"
    _description = "Personal data"

    # === BUSINESS METHODS - WHAT IS DECLARED === #

    @api.model
    def _declarations(self):
        """Declarations of the tables that this database has, parents first.

        :rtype: list[logic.personal_data.Declaration]
        """
        schema = self._schema()
        return [declaration for declaration in DECLARATIONS if declaration.table in schema]

    @api.model
    def _exempted(self, table):
        """Columns of a table that hold nothing about clients, `*` for all.

        :rtype: set[str]
        """
        return {name for exemption in EXEMPTIONS if exemption.table == table for name in exemption.columns}

    @api.model
    @ormcache()
    def _schema(self):
        """Columns of every table of the database: read only, the cache is shared.

        :return: {table: {column: (type, whether it may be null)}}
        """
        # not information_schema: its views take seconds where there are thousands of columns
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.relname, a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull
                  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 WHERE c.relnamespace = current_schema::regnamespace AND c.relkind = 'r'
                """
            )
        )
        schema = {}
        for table, column, kind, is_nullable in rows:
            schema.setdefault(table, {})[column] = (kind, is_nullable)
        return schema

    @api.model
    def _label(self, key):
        """What a declaration is called on screens."""
        label = next((declaration.label for declaration in DECLARATIONS if declaration.key == key), None)
        return self.env._(label) if label else key

    @api.model
    def _in_words(self, counts):
        """Numbers of rows in words, one line each.

        :param counts: {key of the declaration: number}
        :rtype: str
        """
        lines = [(self._label(key), number) for key, number in (counts or {}).items()]
        return "\n".join(f"{label}: {number}" for label, number in sorted(lines))

    # === BUSINESS METHODS - ENTRY POINTS === #

    @api.model
    def _find(self, partners, thorough=True):
        """How many rows each declaration finds about each of these persons.

        :param partners: client files, or partners of accounts
        :param bool thorough: also read whole tables for texts that name them
        :return: {id of the partner: {key of the declaration: number of rows}}, without zeros
        """
        found = self._rows(self._persons(partners, thorough), thorough)
        counts = {partner_id: {} for partner_id in partners.ids}
        for key, rows in found.items():
            for partner_id, number in Counter(person for _row, person in rows).items():
                counts[partner_id][key] = number
        return counts

    # === BUSINESS METHODS - WHOSE ROWS === #

    @api.model
    def _check_persons(self, partners):
        """Refuse what is no client's: the staff, establishments, ordinary contacts.

        :raises NotAClientFile:
        """
        query = SQL(
            """
            SELECT p.id FROM res_partner p
             WHERE p.id = ANY(%(ids)s)
               AND (NOT (p.is_client_file IS TRUE
                         OR EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id AND u.share IS TRUE))
                    OR EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id AND u.share IS NOT TRUE)
                    OR EXISTS (SELECT 1 FROM res_company c WHERE c.partner_id = p.id))
             LIMIT 1
            """,
            ids=partners.ids,
        )
        if self.env.execute_query(query):
            raise NotAClientFile(self.env)

    @api.model
    def _persons(self, partners, thorough):
        """What these people are known by.

        :param bool thorough: leave out texts that another client shares
        :return: {id: Person}
        :raises NotAClientFile:
        """
        self.env.flush_all()
        self._check_persons(partners)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, company_id, email_normalized, client_phone_key, phone_sanitized, name, client_firstname,
                       client_lastname, email, phone
                  FROM res_partner WHERE id = ANY(%s)
                """,
                partners.ids,
            )
        )
        shared = self._shared_texts(rows) if thorough else frozenset()
        others = self._shared_addresses(rows)
        return {row[0]: self._person(row, shared, others) for row in rows}

    def _person(self, row, shared, others):
        partner_id, company_id, email, number, sanitized, name, first, last, typed_email, typed_phone = row
        addresses = tuple(dict.fromkeys(filter(None, (email, number, sanitized))))
        both = [f"{first} {last}", f"{last} {first}"] if first and last else []
        numbers = [form for known in {number, sanitized} - {None} for form in searched_text.phone_forms(known)]
        words = [name, *both, email, typed_email, typed_phone, *numbers]
        texts = tuple(text for text in searched_text.needles(filter(None, words)) if text not in shared)
        own = tuple(address for address in addresses if address not in {shared for _company, shared in others})
        alone = tuple(address for address in addresses if (company_id, address) not in others)
        return Person(partner_id, company_id or 0, addresses, own, alone, texts)

    def _shared_addresses(self, rows):
        """Addresses and numbers of these persons that somebody else has as well.

        :return: set of (company of the other's file or None, text)
        """
        ids = [row[0] for row in rows]
        known = sorted({address for row in rows for address in row[2:5] if address})
        query = SQL(
            """
            SELECT company_id, email_normalized FROM res_partner
             WHERE email_normalized = ANY(%(known)s) AND id <> ALL(%(ids)s)
             UNION
            SELECT company_id, client_phone_key FROM res_partner
             WHERE client_phone_key = ANY(%(known)s) AND id <> ALL(%(ids)s)
            """,
            known=known,
            ids=ids,
        )
        return {*self.env.execute_query(query)} if known else set()

    def _shared_texts(self, rows):
        """What these persons share with others whose data stays: a homonym's name, a family's number.

        :return: set of texts in lower case
        """
        ids, _companies, emails, numbers, _sanitized, names, *_rest = (
            map(list, zip(*rows, strict=True)) if rows else [[]] * 10
        )
        others = self.env.execute_query(
            SQL(
                """
                SELECT email_normalized, client_phone_key, name FROM res_partner
                 WHERE id <> ALL(%(ids)s)
                   AND (email_normalized = ANY(%(emails)s) OR client_phone_key = ANY(%(numbers)s) OR name = ANY(%(names)s))
                """,
                ids=ids,
                emails=[email for email in emails if email],
                numbers=[number for number in numbers if number],
                names=[name for name in names if name],
            )
        )
        shared = {
            form for email, _number, name in others for form in searched_text.needles(filter(None, [email, name]))
        }
        phones = [form for _e, number, _n in others if number for form in searched_text.phone_forms(number)]
        return shared | {*searched_text.needles(phones)}

    @api.model
    def _rows(self, persons, thorough):
        """Rows of every declaration that belong to some persons: one statement for each declaration.

        :param persons: as of `_persons`
        :param bool thorough: also by texts that name them
        :return: {key: list of (row, id of the person)}, in the order of the declarations
        """
        found = {}
        for declaration in self._declarations():
            if isinstance(declaration.links[0] if declaration.links else None, Itself):
                found[declaration.key] = [(partner_id, partner_id) for partner_id in persons]
                continue
            queries = [
                query
                for link in declaration.links
                if thorough or not isinstance(link, Mention)
                for query in [self.env["clicrdv.personal.link"]._query(declaration, link, persons, found)]
                if query
            ]
            union = SQL(" UNION ").join(queries)
            rows = self.env.execute_query(union) if queries else []
            if rows or declaration.key == ROOT:
                found[declaration.key] = rows
        return found
