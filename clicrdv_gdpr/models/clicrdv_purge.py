import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..exceptions_personal_data import PurgeIsForever

IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_purge_is_forever() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION 'clicrdv_purge %: a line of the purge register is neither changed nor deleted', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_purge_is_forever';
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_purge_is_forever ON clicrdv_purge;
    CREATE TRIGGER clicrdv_purge_is_forever BEFORE UPDATE OR DELETE ON clicrdv_purge
        FOR EACH ROW EXECUTE FUNCTION clicrdv_purge_is_forever();
"""


class ClicrdvPurge(models.Model):
    """One line of the purge register: what was destroyed, when, by which rule, how many rows; nobody's name.

    The hash is of the internal numbers of the files with a salt: whoever has the list can prove that it is the one.
    """

    _name = "clicrdv.purge"
    _description = "Destruction of personal data"
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", index=True, ondelete="restrict", readonly=True)
    run_id = fields.Many2one("clicrdv.retention.run", index="btree_not_null", ondelete="restrict", readonly=True)
    batch = fields.Integer(readonly=True, default=1)
    at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    reason = fields.Selection(
        [
            ("retention", "Its time was over"),
            ("contract_end", "Three months after the end of the contract"),
            ("request", "Request of the person"),
            ("destruction", "Destruction asked at the end of the contract"),
            ("own_period", "Period of the purpose"),
            ("law_over", "The law no longer keeps it"),
            ("restored", "Erased before, and brought back by a backup"),
        ],
        required=True,
        readonly=True,
    )
    persons = fields.Integer("Client files", required=True, readonly=True)
    counts = fields.Json("Rows destroyed", readonly=True)
    kept = fields.Json("Rows kept by law", readonly=True)
    salt = fields.Char(required=True, readonly=True, groups="clicrdv_gdpr.group_privacy_officer")
    ids_hash = fields.Char("Hash of the numbers", required=True, readonly=True)
    rows = fields.Integer(compute="_compute_words")
    words = fields.Text("What was destroyed", compute="_compute_words")
    kept_words = fields.Text("What the law keeps", compute="_compute_words")

    # === CONSTRAINTS AND INDEXES === #

    _batch_once = models.UniqueIndex(
        "(run_id, batch) WHERE run_id IS NOT NULL", "This batch of the run is in the register already."
    )

    def init(self):
        """Have PostgreSQL refuse to change or delete a line, whoever asks."""
        self.env.cr.execute(IMMUTABLE)

    # === COMPUTE METHODS === #

    @api.depends("at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for purge in self:
            purge.display_name = format_datetime(self.env, purge.at, dt_format="short")

    @api.depends("counts", "kept")
    @api.depends_context("lang")
    def _compute_words(self):
        for purge in self:
            purge.rows = sum((purge.counts or {}).values())
            purge.words = self.env["clicrdv.personal.data"]._in_words(purge.counts)
            purge.kept_words = self.env["clicrdv.personal.data"]._in_words(purge.kept)

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super  # nobody changes the register
        raise PurgeIsForever(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise PurgeIsForever(self.env)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, values_list):
        """Add lines to the register; the next batch of a run gets the next number.

        :param values_list: values, with `person_ids`: numbers of the client files, of which only the hash is kept
        :return: the lines
        """
        lines = []
        for values in values_list:
            values = dict(values)
            salt = secrets.token_hex(16)
            values |= {"salt": salt, "ids_hash": self._hash(values.pop("person_ids"), salt)}
            if values.get("run_id"):
                last = self.search([("run_id", "=", values["run_id"])], order="batch desc", limit=1)
                taken = sum(line.get("run_id") == values["run_id"] for line in lines)
                values["batch"] = last.batch + taken + 1
            lines.append(values)
        return self.create(lines)

    @api.model
    def _hash(self, ids, salt):
        """Hash of numbers in their order, with a salt.

        :rtype: str
        """
        return hashlib.sha256(f"{salt}:{','.join(map(str, sorted(ids)))}".encode()).hexdigest()

    def _is_of(self, ids):
        """Whether this line is about exactly these client files."""
        self.ensure_one()
        return self._hash(ids, self.salt) == self.ids_hash
