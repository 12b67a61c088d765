import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ..exceptions_ending import CertificateIsForever

REPORT = "clicrdv_gdpr.action_report_destruction_certificate"
#: Written once, when the certificate was printed.
PRINTED = {"document", "document_name", "document_sha256"}

IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_certificate_is_forever() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.document_sha256 IS NOT NULL THEN
            RAISE EXCEPTION 'clicrdv_destruction_certificate %: a certificate is neither changed nor deleted', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_certificate_is_forever';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_certificate_is_forever ON clicrdv_destruction_certificate;
    CREATE TRIGGER clicrdv_certificate_is_forever BEFORE UPDATE OR DELETE ON clicrdv_destruction_certificate
        FOR EACH ROW EXECUTE FUNCTION clicrdv_certificate_is_forever();
"""


class ClicrdvDestructionCertificate(models.Model):
    """Written proof of a destruction: scope, date, method, numbers, what the law keeps (agreement 3.3.11; GDP-33)."""

    _name = "clicrdv.destruction.certificate"
    _description = "Certificate of destruction"
    _inherit = ["clicrdv.controller.mixin"]
    _order = "id desc"
    _log_access = False

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True)
    controller_name = fields.Char("Controller", compute=None, store=True, readonly=True)
    reversibility_id = fields.Many2one(
        "clicrdv.reversibility", "Request", required=True, readonly=True, ondelete="restrict"
    )
    issued_at = fields.Datetime("Issued", required=True, readonly=True)
    content = fields.Json(required=True, readonly=True)
    document = fields.Binary("Certificate", attachment=True, readonly=True)
    document_name = fields.Char(readonly=True)
    document_sha256 = fields.Char("SHA-256", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (name)", "Another certificate has this number.")
    _request_unique = models.Constraint("UNIQUE (reversibility_id)", "This request has its certificate already.")

    def init(self):
        """Have PostgreSQL refuse to change or delete a certificate, whoever asks."""
        self.env.cr.execute(IMMUTABLE)

    # === CRUD METHODS === #

    def write(self, vals):
        if not (self.env.su and {*vals} <= PRINTED and not any(self.mapped("document_sha256"))):
            raise CertificateIsForever(self.env)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise CertificateIsForever(self.env)

    # === BUSINESS METHODS === #

    def _lang(self):
        """The language of its reader."""
        return self._controller_partner().lang or "fr_FR"

    def _day(self, text):
        """A day of the content as its reader writes it.

        :param str text: ISO date, may be blank
        """
        return format_date(self.env, text) if text else ""

    def _moment(self, text):
        """The same for a moment, by the clock of the processor.

        :param str text: naive UTC
        """
        return format_datetime(self.env, text, tz=self.provider_id.booking_tz, dt_format="short") if text else ""

    def _print(self):
        """Print the certificate once, and keep the file with its hash.

        :return: False when the server has no program for PDF: it is tried again
        """
        self.ensure_one()
        try:
            content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        except UserError:
            if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
                return False
            raise
        self.write(
            {
                "document": base64.b64encode(content),
                "document_name": f"{self.name}.{kind}",
                "document_sha256": hashlib.sha256(content).hexdigest(),
            }
        )
        return True
