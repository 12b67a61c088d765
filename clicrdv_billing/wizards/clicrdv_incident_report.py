from odoo import fields, models

from ..exceptions_service import NoOperator
from ..logic import contract_states

#: What the reporter says → the field of an incident in which it is kept.
TEXTS = ("subject", "description", "workaround", "reproduction")


class ClicrdvIncidentReport(models.TransientModel):
    """The form by which an establishment reports a problem to its provider (general terms, art. 8.2)."""

    _name = "clicrdv.incident.report"
    _description = "Report a problem"

    # === FIELDS === #

    establishment_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        domain="[('id', 'in', allowed_company_ids)]",
    )
    subject = fields.Char("What does not work?", required=True, size=200)
    description = fields.Text("What happened, and since when?")
    proposed_severity = fields.Selection(
        [
            ("1", "We cannot work with it, and there is no way round"),
            ("2", "It is difficult or slow, but we can work"),
            ("3", "It is a small defect"),
        ],
        "How bad is it?",
        required=True,
        default="2",
    )
    workaround = fields.Text("How do you get round it?")
    reproduction = fields.Text("How can one see it?")
    incident_name = fields.Char("Number", readonly=True)
    handled_words = fields.Char("Handled from", readonly=True)

    # === ACTIONS === #

    def action_report(self):
        """Open an incident at the provider, once, and say when it is handled."""
        self.ensure_one()
        if not self.incident_name:
            self._report()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a problem"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _report(self):
        """Open the incident with the reporter's severity as a proposal: the provider judges it.

        :raises NoOperator: nobody provides the service to this establishment
        """
        if self.establishment_id not in self.env.companies:
            # only for one's own establishments, whatever the request says
            self.establishment_id = self.env.company
        operator = self._operator()
        # the reporter has no right on incidents, which are the provider's
        incidents = self.env["clicrdv.incident"].sudo().with_company(operator)
        incident = incidents.create(
            {
                "company_id": operator.id,
                "origin": "form",
                "establishment_id": self.establishment_id.id,
                "reporter_id": self.env.user.partner_id.id,
                "email_from": self.env.user.email_formatted if self.env.user.email else False,
                "proposed_severity": self.proposed_severity,
                **{name: self[name] for name in TEXTS},
            }
        )
        incident._send_acknowledgement()
        self.write({"incident_name": incident.name, "handled_words": incident.handled_words})

    def _operator(self):
        # see _report; contracts are the provider's as well
        subscriptions = self.env["clicrdv.subscription"].sudo()
        subscription = subscriptions.search(
            [
                ("establishment_id", "=", self.establishment_id.id),
                ("contract_id.state", "in", list(contract_states.IN_FORCE)),
            ],
            order="date_start desc, id desc",
            limit=1,
        )
        if not subscription:
            raise NoOperator(self.env, name=self.establishment_id.name)
        return subscription.company_id
