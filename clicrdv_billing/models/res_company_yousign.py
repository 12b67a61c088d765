import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..gateways.yousign_wire import Refused, check_url

SECRET = "base.group_system"
SETTINGS = frozenset({"yousign_base_url", "yousign_key", "yousign_webhook_secret"})


class ResCompany(models.Model):
    """An operator's account at Yousign."""

    _inherit = "res.company"

    # === FIELDS === #

    yousign_base_url = fields.Char("Yousign address", groups=SECRET, help="Blank: the sandbox.")
    yousign_key = fields.Char("Yousign key", groups=SECRET, copy=False)
    yousign_webhook_secret = fields.Char("Secret of the Yousign webhook", groups=SECRET, copy=False)
    yousign_sandbox = fields.Boolean(
        "Yousign sandbox", default=True, groups=SECRET, help="Orders signed in the sandbox have no legal value."
    )
    yousign_webhook_token = fields.Char(groups=SECRET, readonly=True, copy=False, index="btree_not_null")
    yousign_webhook_url = fields.Char(
        "Address of the Yousign webhook", groups=SECRET, compute="_compute_yousign_webhook_url"
    )
    yousign_level = fields.Selection(
        [
            ("electronic_signature", "Simple"),
            ("advanced_electronic_signature", "Advanced"),
            ("qualified_electronic_signature", "Qualified"),
        ],
        "Level of Yousign signatures",
        default="electronic_signature",
        required=True,
    )
    yousign_authentication = fields.Selection(
        [("otp_email", "Code by e-mail"), ("otp_sms", "Code by SMS"), ("no_otp", "None")],
        "Authentication of Yousign signers",
        default="otp_email",
        required=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("yousign_webhook_token")
    def _compute_yousign_webhook_url(self):
        for company in self:
            token = company.yousign_webhook_token
            company.yousign_webhook_url = token and f"{company.get_base_url()}/clicrdv/billing/yousign/{token}"

    # === CONSTRAINS METHODS === #

    @api.constrains("yousign_base_url")
    def _check_yousign_base_url(self):
        for company in self.sudo().filtered("yousign_base_url"):  # its address is checked, not shown
            try:
                check_url(company.yousign_base_url)
            except Refused:
                raise ValidationError(
                    self.env._("The address of Yousign begins with https:// and has no password in it.")
                ) from None

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(SETTINGS & vals.keys() for vals in vals_list):
            companies._ensure_yousign_token()
        return companies

    def write(self, vals):
        written = super().write(vals)
        if SETTINGS & vals.keys():
            self._ensure_yousign_token()
        return written

    # === BUSINESS METHODS === #

    def _ensure_yousign_token(self):
        """Each account is called at an address that nobody can guess."""
        for company in self.sudo():  # whoever may write the key may have its address made
            if not company.yousign_webhook_token:
                company.yousign_webhook_token = secrets.token_urlsafe(24)

    @api.model
    def _yousign_by_token(self, token):
        """The company that is called at an address, in superuser mode: Yousign has no rights of its own.

        :return: res.company record, empty when there is none
        """
        # its unguessable address and its signature are its proof
        return self.sudo().search([("yousign_webhook_token", "=", token)], limit=1)
