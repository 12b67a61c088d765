from datetime import datetime

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..exceptions_backup import BackupIsRecorded
from ..logic import backups

IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_backup_is_recorded() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '% %: a line of the record of backups is neither changed nor deleted', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_backup_is_recorded';
    END $$ LANGUAGE plpgsql;
"""
TRIGGER = """
    DROP TRIGGER IF EXISTS clicrdv_backup_is_recorded ON %(table)s;
    CREATE TRIGGER clicrdv_backup_is_recorded BEFORE UPDATE OR DELETE ON %(table)s
        FOR EACH ROW EXECUTE FUNCTION clicrdv_backup_is_recorded();
"""
DAYS_KEPT = "clicrdv_gdpr.backup_days"
RECOVERY = "clicrdv_gdpr.backup_recovery_minutes"
OUTCOMES = [("done", "Done"), ("failed", "Failed")]
KINDS = [("restore", "Restored as a test"), ("check", "Looked at"), ("deleted", "Deleted, as its time was over")]


class ClicrdvBackupProof(models.AbstractModel):
    """Lines that only the jobs and commands of backups add, and that nobody changes."""

    _name = "clicrdv.backup.proof"
    _description = "Line of the record of backups"

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super  # nobody changes the record
        raise BackupIsRecorded(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise BackupIsRecorded(self.env)

    # === BUSINESS METHODS === #

    def init(self):
        """Have PostgreSQL refuse to change or delete a line, whoever asks."""
        if not self._abstract:
            self.env.cr.execute(IMMUTABLE)
            self.env.cr.execute(SQL(TRIGGER, table=SQL.identifier(self._table)))


class ClicrdvBackupRecord(models.Model):
    """One backup of the database and its files: when, how big, where, and until when it is kept (GDP-79)."""

    _name = "clicrdv.backup.record"
    _description = "Backup"
    _inherit = ["clicrdv.backup.proof"]
    _order = "made_at desc, id desc"
    _rec_name = "file_name"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.company,
    )
    made_at = fields.Datetime("State of", required=True, readonly=True, help="What was written later is not in it.")
    seconds = fields.Float("Took (seconds)", readonly=True, digits=(10, 1))
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    error = fields.Char("What went wrong", readonly=True)
    place = fields.Char(readonly=True, help="Folder or mounted share that the file was written to.")
    file_name = fields.Char("File", readonly=True)
    size = fields.Float("Bytes", readonly=True, digits=(20, 0), aggregator=None)
    sha256 = fields.Char("SHA-256", readonly=True)
    is_encrypted = fields.Boolean("Encrypted", readonly=True)
    cipher = fields.Char(readonly=True)
    expires_on = fields.Date("Deleted on", readonly=True, help="Nothing that was destroyed lives on longer than this.")
    event_ids = fields.One2many("clicrdv.backup.event", "record_id", "Tests and checks", readonly=True)
    restored_at = fields.Datetime("Restored on", compute="_compute_restored_at")

    # === COMPUTE METHODS === #

    @api.depends("file_name", "made_at")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.file_name or format_datetime(self.env, record.made_at)

    @api.depends("event_ids.outcome")
    def _compute_restored_at(self):
        for record in self:
            good = record.event_ids.filtered(lambda event: event.kind == "restore" and event.outcome == "done")
            record.restored_at = max(good.mapped("at"), default=False)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, values):
        """Record a backup that was made, or that has failed.

        :param dict values: made_at in ISO format, seconds, outcome, error, place, file_name, size, sha256, cipher
        :return: the record
        """
        days = int(self.env["ir.config_parameter"].sudo().get_param(DAYS_KEPT, 30))  # a setting of the instance
        made_at = datetime.fromisoformat(values["made_at"])
        known = {name: values[name] for name in values.keys() & self._fields.keys()}
        known |= {"made_at": made_at, "is_encrypted": bool(values.get("cipher"))}
        if values["outcome"] == "done":
            known["expires_on"] = backups.expires_on(made_at.date(), days)
        return self.create(known)

    @api.model
    def _last(self, **wanted):
        """The last backup that was recorded.

        :param wanted: values of fields, such as `outcome="done"`
        """
        return self.search([(name, "=", value) for name, value in wanted.items()], limit=1)

    @api.model
    def _expired(self, today):
        """Backups whose file is to be deleted: their time is over, nobody has noted that it is gone, a newer one is there."""
        over = self.search([("outcome", "=", "done"), ("expires_on", "<=", today)])
        gone = over.event_ids.filtered(lambda event: event.kind == "deleted").record_id
        return over - gone - self._last(outcome="done")


class ClicrdvBackupEvent(models.Model):
    """What was done with a backup afterwards: restored as a test, looked at, deleted."""

    _name = "clicrdv.backup.event"
    _description = "Test or check of a backup"
    _inherit = ["clicrdv.backup.proof"]
    _order = "at desc, id desc"
    _rec_name = "kind"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.company,
    )
    record_id = fields.Many2one(
        "clicrdv.backup.record", "Backup", index=True, ondelete="restrict", readonly=True, help="Blank: there was none."
    )
    at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    seconds = fields.Float("Took (seconds)", readonly=True, digits=(10, 1))
    agreed_minutes = fields.Integer("Agreed recovery time (minutes)", readonly=True)
    is_in_time = fields.Boolean("Within the agreed time", compute="_compute_is_in_time")
    erased_again = fields.Integer(
        "Client files erased again", readonly=True, help="Erased since: a backup brings them back."
    )
    findings = fields.Text(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = labels.get(event.kind)

    @api.depends("seconds", "agreed_minutes", "kind")
    def _compute_is_in_time(self):
        for event in self:
            event.is_in_time = event.kind == "restore" and event.seconds <= 60 * event.agreed_minutes

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, record, kind, outcome, **values):
        """Record what was done with a backup.

        :param record: clicrdv.backup.record, may be empty
        :return: the event
        """
        minutes = int(self.env["ir.config_parameter"].sudo().get_param(RECOVERY, 240))  # a setting of the instance
        company = record.company_id or self.env.company
        agreed = {"agreed_minutes": minutes} if kind == "restore" else {}
        return self.create(
            {"record_id": record.id, "company_id": company.id, "kind": kind, "outcome": outcome, **agreed, **values}
        )
