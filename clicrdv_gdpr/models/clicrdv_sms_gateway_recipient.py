from urllib.parse import urlsplit

from odoo import api, fields, models

from ..exceptions_registers import AddressNotSecure, FlowRefused
from ..logic import recipient_flows as flows
from ..logic import secure_addresses

#: Why a connector refuses to send; the words are those of the form, of messages and of mails.
OBSTACLES = [
    (flows.UNKNOWN, "Its sub-processor is not in the register"),
    (flows.STOPPED, "All flows to the recipient are stopped"),
    (flows.NOT_STARTED, "The sub-processor is not in use"),
    (flows.NOT_CHOSEN, "The establishment did not choose this service"),
    (flows.OBJECTED, "The controller has not accepted the sub-processor"),
    (flows.NO_TRANSFER, "No transfer record allows it outside the EU"),
]


class ClicrdvSmsGateway(models.Model):
    """Who is behind a gateway, and whether data may go there."""

    _inherit = "clicrdv.sms.gateway"

    # === FIELDS === #

    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor",
        "Sub-processor",
        index="btree_not_null",
        ondelete="restrict",
        help="Who runs it, as the register of sub-processors says. Without it nothing leaves this machine.",
    )
    flow_obstacle = fields.Selection(OBSTACLES, "Refuses to send", compute="_compute_flow_obstacle", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends("subprocessor_id", "protocol", "base_url", "company_id")
    @api.depends_context("company")
    def _compute_flow_obstacle(self):
        for gateway in self:
            gateway.flow_obstacle = gateway._flow_obstacle(gateway.company_id or self.env.company) or False

    # === CONSTRAINS METHODS === #

    @api.constrains("base_url")
    def _check_secure(self):
        for gateway in self.filtered("base_url"):
            if not secure_addresses.is_secure(gateway.base_url):
                raise AddressNotSecure(self.env, address=gateway.base_url)

    # === BUSINESS METHODS === #

    def _flow_obstacle(self, company):
        """Why this gateway must get nothing of an establishment now.

        :param company: res.company
        :return: one of `logic.recipient_flows.OBSTACLES`, blank when nothing speaks against it
        """
        self.ensure_one()
        gateway = self.sudo()  # whoever sends has no right to read registers
        if gateway.subprocessor_id:
            return gateway.subprocessor_id._obstacle_for(company)
        return "" if gateway.protocol == "demo" or gateway._is_on_this_machine() else flows.UNKNOWN

    def _is_on_this_machine(self):
        try:
            host = urlsplit(self.base_url or "").hostname
        except ValueError:
            return False
        return bool(host) and secure_addresses.is_this_machine(host)

    def _require_flow(self, company):
        """:raises FlowRefused: data of this establishment must not go there"""
        for gateway in self:
            code = gateway._flow_obstacle(company)
            if code:
                reason = dict(self._fields["flow_obstacle"]._description_selection(self.env))[code]
                raise FlowRefused(self.env, name=gateway.name, reason=reason)
