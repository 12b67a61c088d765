from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..logic import health_hosting

ALARM_DAYS = 60
ACTIVITY_FIELDS = tuple(f"activity_{number}" for number in health_hosting.ACTIVITIES)


class ClicrdvHdsCertificate(models.Model):
    """A certificate of a host of health data: without a valid one no establishment of health is served (GDP-28, 61)."""

    _name = "clicrdv.hds.certificate"
    _description = "Certificate of a host of health data"
    _inherit = ["clicrdv.privacy.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "valid_until desc, id desc"

    # === FIELDS === #

    name = fields.Char("Number", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Processor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor",
        "Host",
        index="btree_not_null",
        ondelete="restrict",
        help="Blank: the processor himself.",
    )
    body = fields.Char("Certified by")
    valid_from = fields.Date("Valid from", required=True, tracking=True)
    valid_until = fields.Date("Valid until", required=True, tracking=True)
    activity_1 = fields.Boolean("1. Premises", help="Sites that hold the hardware.")
    activity_2 = fields.Boolean("2. Hardware")
    activity_3 = fields.Boolean("3. Virtual infrastructure")
    activity_4 = fields.Boolean("4. Application platform")
    activity_5 = fields.Boolean("5. Operation of the information system")
    activity_6 = fields.Boolean("6. Backup")
    document = fields.Binary("Certificate", attachment=True)
    document_name = fields.Char()
    is_valid = fields.Boolean("Valid today", compute="_compute_is_valid")
    alarmed_at = fields.Datetime("Alarm given", readonly=True, copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _in_order = models.Constraint("CHECK (valid_from <= valid_until)", "A certificate ends after it begins.")

    # === COMPUTE METHODS === #

    @api.depends("name", "valid_from", "valid_until", *ACTIVITY_FIELDS)
    def _compute_is_valid(self):
        for certificate in self:
            value = certificate._as_certificate()
            today = certificate.company_id._privacy_today()
            certificate.is_valid = bool(value) and health_hosting.is_valid(value, today)

    # === CONSTRAINS METHODS === #

    @api.constrains("name", *ACTIVITY_FIELDS)
    def _check_activities(self):
        for certificate in self:
            if not certificate.name.strip() or not any(certificate[name] for name in ACTIVITY_FIELDS):
                raise ValidationError(
                    self.env._("A certificate has a number and covers at least one of six activities.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # who is served follows from it: see res.company
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()  # as above
        if "valid_until" in vals and "alarmed_at" not in vals:
            self._note(alarmed_at=False)
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()  # as above
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _cron_certificates(self):
        """Every day: call an officer once, two months before a certificate that health data needs runs out."""
        today = fields.Date.today()
        self.env.registry.clear_cache()  # one that begins today counts from today on
        soon = [("valid_until", "<=", fields.Date.add(today, days=ALARM_DAYS)), ("alarmed_at", "=", False)]
        for certificate in self.search(soon, order="valid_until"):
            certificate._note(alarmed_at=fields.Datetime.now())
            user = certificate.company_id._privacy_person(certificate)
            if user and certificate.valid_until >= today:
                certificate.activity_schedule(
                    "mail.mail_activity_data_todo",
                    certificate.valid_until,
                    summary=self.env._(
                        "Certificate %s runs out: health establishments are closed then", certificate.name
                    ),
                    user_id=user.id,
                )

    def _as_certificate(self):
        """:rtype: logic.health_hosting.Certificate, None while its days are not filled in"""
        self.ensure_one()
        if not (self.valid_from and self.valid_until):
            return None
        covered = frozenset(number for number in health_hosting.ACTIVITIES if self[f"activity_{number}"])
        return health_hosting.Certificate(self.name or "", self.valid_from, self.valid_until, covered)

    @api.model
    def _missing_activities(self, today):
        """Activities that no valid certificate of this installation covers; none: health data may be hosted.

        :param date today: local day
        :rtype: list[int]
        """
        # a fact of the installation, whoever asks for it
        certificates = self.sudo().search([("valid_until", ">=", today)])
        # no establishment opens the gate with a certificate of its own
        hosts = certificates.company_id.filtered(lambda company: company._privacy_is_processor())
        certificates = certificates.filtered(lambda own: own.company_id in hosts)
        return health_hosting.missing_activities([own._as_certificate() for own in certificates], today)
