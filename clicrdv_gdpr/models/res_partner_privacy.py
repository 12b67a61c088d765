from odoo import api, fields, models

from ..exceptions_personal_data import HoldNeedsReason

STATES = [
    ("active", "Active"),
    ("archived", "Archived, restricted access"),
    ("destroyed", "Destroyed"),
]
RULES = [("interaction", "Years after the last interaction"), ("contract_end", "Three months after the contract")]


class ResPartner(models.Model):
    """How long a client file is kept, and in which of its three states it is."""

    _inherit = "res.partner"

    # === FIELDS === #

    last_interaction_at = fields.Datetime(
        "Last interaction",
        readonly=True,
        copy=False,
        help="The last act of the client himself: booking, visit, change, answer, login. What is sent to him does not count.",
    )
    client_privacy_state = fields.Selection(
        STATES, "Kept as", readonly=True, copy=False, help="Empty: active. Archived: only privacy officers read it."
    )
    client_erased_on = fields.Date("Erased on", readonly=True, copy=False)
    client_archive_until = fields.Date(
        "Kept by law until", readonly=True, copy=False, help="Last day on which the law wants a paper of this client."
    )
    client_privacy_rule = fields.Selection(RULES, "To be destroyed because", readonly=True, copy=False)
    client_retention_run_id = fields.Many2one(
        "clicrdv.retention.run", "Announced by", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    client_retention_problem = fields.Char("Could not be erased", readonly=True, copy=False)
    client_legal_hold = fields.Boolean(
        "Legal hold",
        copy=False,
        groups="clicrdv_gdpr.group_privacy_officer",
        help="A claim or dispute needs this file.",
    )
    client_hold_reason = fields.Char(
        "Reason of the hold", copy=False, groups="clicrdv_gdpr.group_privacy_officer", help="Name nobody in it."
    )

    # === CONSTRAINTS AND INDEXES === #

    _retention_index = models.Index("(company_id, last_interaction_at) WHERE is_client_file IS TRUE")
    _archived_index = models.Index("(id) WHERE client_privacy_state = 'archived'")

    # === CONSTRAINS METHODS === #

    @api.constrains("client_legal_hold", "client_hold_reason")
    def _check_hold_has_a_reason(self):
        # the reason is for officers; everybody's write is checked
        if any(partner.client_legal_hold and not partner.client_hold_reason for partner in self.sudo()):
            raise HoldNeedsReason(self.env)

    # === CRUD METHODS === #

    def write(self, vals):
        """A file that only a hold kept from the staff is theirs again when the hold ends; its time counts as before."""
        ended = self.browse()
        if "client_legal_hold" in vals and not vals["client_legal_hold"]:
            # the staff may not read what is archived; the check of the right to write comes with the write
            ended = self.sudo().filtered(
                lambda file: (
                    file.client_legal_hold and file.client_privacy_state == "archived" and not file.client_archive_until
                )
            )
        result = super().write(vals)
        if ended:
            ended.write({"client_privacy_state": "active", "active": True})
        return result

    # === BUSINESS METHODS === #

    def _client_refusals(self):
        """Also what was refused before an earlier file of the same person was erased."""
        refusals = super()._client_refusals()
        optouts = self.env["clicrdv.optout"]
        if not (self.is_client_file and optouts.has_access("read")):
            return refusals
        erased = optouts._refusals_of_erased(self.company_id.ids, (self.client_phone_key, self.email_normalized))
        return refusals.concat(refusals, *erased.values())
