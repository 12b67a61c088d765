from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..exceptions_life import NotEligible, NothingToApprove, ReasonMissing
from ..logic import contract_states as states
from ..logic import eligibility

_lt = LazyTranslate(__name__)

#: What a person reads for each code of `logic.eligibility`.
SENTENCES = {
    "no_establishment": _lt("Add the establishments of the network."),
    "network_siren": _lt("The network is integrated: write its SIREN on it."),
    "siret_missing": _lt("%s has no SIRET: write it on the establishment."),
    "siret_invalid": _lt("The SIRET of %s is not valid: check its fourteen digits."),
    "siret_other_siren": _lt("The SIRET of %s does not begin with the SIREN of the integrated network."),
    "siret_twice": _lt("%s has the same SIRET as another establishment of the order."),
    "inactive": _lt("%s is closed or belongs to another network: take it off the order."),
    "declaration": _lt("For %s, the customer has not certified a real local activity that receives the public."),
    "brand": _lt("Write the brand."),
    "inpi_number": _lt("Write the number under which INPI has registered the brand."),
    "inpi_class": _lt("Write the classes for which the brand is registered."),
    "inpi_date": _lt("Write the day on which the brand was filed; it is not in the future."),
    "inpi_document": _lt("Attach the document of INPI."),
    "negotiator": _lt("Write who negotiates for the network, and in which quality."),
    "negotiator_rights": _lt("Write which rights the negotiator holds on the brand."),
    "mandate": _lt("Attach the document that gives the negotiator the power to bind the establishments."),
    "too_few": _lt("There are fewer than five active establishments: this needs an approval."),
    "franchise": _lt("The network is a franchise with several legal persons: this needs an approval."),
    "grouping": _lt("The grouping may serve the price alone: this needs an approval."),
}


class ClicrdvContract(models.Model):
    """Whether a network may order: its brand, its negotiator, its establishments (art. 2; BIL-03…08)."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    brand = fields.Char(compute="_compute_brand", store=True, readonly=False)
    inpi_number = fields.Char("INPI number", copy=False)
    inpi_class = fields.Char("INPI classes", help="For example: 35, 44")
    inpi_date = fields.Date("Filed with INPI on")
    inpi_document = fields.Binary("INPI document", attachment=True)
    inpi_document_name = fields.Char()
    negotiator_name = fields.Char("Negotiator", help="Who negotiates for the establishments, and in which quality.")
    negotiator_rights = fields.Char("Rights on the brand", help="What rights the negotiator holds on the brand.")
    mandate_document = fields.Binary(
        "Mandate", attachment=True, help="Power to bind the establishments, or the task of defining their common frame."
    )
    mandate_document_name = fields.Char()
    grouping_in_doubt = fields.Boolean(
        "Grouping in doubt", help="It may serve the price alone: somebody has to decide."
    )
    eligibility_report = fields.Text("To be put right", compute="_compute_eligibility_report")
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved at", readonly=True, copy=False)
    approval_reason = fields.Text("Reason of the approval", readonly=True, copy=False)
    approved_codes = fields.Char(readonly=True, copy=False, help="The doubts that the approval is about.")
    refused_by_id = fields.Many2one("res.users", "Refused by", readonly=True, copy=False)
    refused_at = fields.Datetime("Refused at", readonly=True, copy=False)
    refusal_reason = fields.Text("Reason of the refusal", readonly=True, copy=False, tracking=True)

    # === COMPUTE METHODS === #

    @api.depends("network_id")
    def _compute_brand(self):
        for contract in self:
            contract.brand = contract.brand or contract.network_id.name

    @api.depends(
        "state", "network_id.siren", "network_id.kind", "brand", "inpi_number", "inpi_class", "inpi_date",
        "inpi_document", "negotiator_name", "negotiator_rights", "mandate_document", "grouping_in_doubt",
        "approved_codes", "subscription_ids.declared_on", "subscription_ids.establishment_id.company_registry",
        "subscription_ids.establishment_id.active",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_eligibility_report(self):
        for contract in self:
            found = contract._problems() if contract.state in (states.DRAFT, states.TO_SIGN) else []
            contract.eligibility_report = "\n".join(map(contract._problem_text, found))

    # === ACTIONS === #

    def action_check_eligibility(self):
        """Say what is missing before the order can be sent."""
        self.ensure_one()
        found = self._problems()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if found else "success",
                "title": self.env._("To be put right") if found else self.env._("The order is complete"),
                "message": "\n".join(map(self._problem_text, found)) or self.env._("It can be sent for signature."),
                "sticky": bool(found),
            },
        }

    def action_reopen(self):
        """Take up a refused order again; the refusal stays in its history."""
        self.filtered(lambda contract: contract.state == states.REFUSED)._move_to(states.DRAFT)

    # === BUSINESS METHODS === #

    def _check_eligible(self):
        """:raises NotEligible: with everything that is missing, or in doubt and not approved"""
        for contract in self:
            found = contract._problems()
            if found:
                reasons = "\n".join(f"– {contract._problem_text(problem)}" for problem in found)
                raise NotEligible(
                    self.env, codes=[problem.code for problem in found], name=contract.name, reasons=reasons
                )

    def _approve(self, reason):
        """Accept what is in doubt about this order; another doubt that comes later is not covered.

        :raises ReasonMissing, NothingToApprove:
        """
        for contract in self:
            doubts = {problem.code for problem in contract._problems() if problem.code in eligibility.DOUBTS}
            if not doubts:
                raise NothingToApprove(self.env, name=contract.name)
            covered = doubts | set((contract.approved_codes or "").split())
            contract._write_moved(
                {
                    "approval_reason": contract._reason(reason),
                    "approved_codes": " ".join(sorted(covered)),
                    "approved_by_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                }
            )

    def _refuse(self, reason):
        """Refuse an order, and keep it with the reason (BIL-07).

        :raises ReasonMissing, StateRefused:
        """
        for contract in self:
            contract._move_to(
                states.REFUSED,
                refusal_reason=contract._reason(reason),
                refused_by_id=self.env.uid,
                refused_at=fields.Datetime.now(),
            )

    def _suspend(self, reason):
        """Suspend a contract, with the reason in its history (art. 9); what is owed stays owed.

        :raises ReasonMissing, StateRefused:
        """
        for contract in self:
            contract._move_to(states.SUSPENDED)
            contract.message_post(body=self.env._("Suspended: %s", contract._reason(reason)))

    def _resume(self, reason):
        """Have a suspended contract go on, under notice where notice was given.

        :raises ReasonMissing, StateRefused:
        """
        for contract in self:
            contract._move_to(states.ACTIVE)
            contract.message_post(body=self.env._("Resumed: %s", contract._reason(reason)))

    def _reason(self, reason):
        if not (reason or "").strip():
            raise ReasonMissing(self.env)
        return reason.strip()

    def _problems(self):
        """What stands against this order, without the doubts that were approved.

        :return: list of logic.eligibility.Problem
        """
        self.ensure_one()
        approved = set((self.approved_codes or "").split())
        found = eligibility.problems(self._as_order(), self.company_id._local_day())
        return [problem for problem in found if problem.code not in approved]

    def _problem_text(self, problem):
        sentence = self.env._(SENTENCES[problem.code])
        return sentence % problem.subject if problem.subject else sentence

    def _as_order(self):
        """:rtype: logic.eligibility.Order"""
        # numbers are on the partners of the establishments, which a billing manager need not be allowed to read
        order = self.sudo()
        return eligibility.Order(
            kind=order.network_id.kind,
            siren=order.network_id.siren or "",
            establishments=tuple(map(self._as_establishment, order.subscription_ids)),
            brand=order.brand or "",
            inpi_number=order.inpi_number or "",
            inpi_class=order.inpi_class or "",
            inpi_date=order.inpi_date or None,
            has_inpi_document=bool(order.inpi_document),
            negotiator=order.negotiator_name or "",
            negotiator_rights=order.negotiator_rights or "",
            has_mandate=bool(order.mandate_document),
            grouping_in_doubt=order.grouping_in_doubt,
        )

    def _as_establishment(self, row):
        company = row.establishment_id
        return eligibility.Establishment(
            name=company.name,
            siret=company.company_registry or "",
            active=company.active and company.network_id == row.contract_id.network_id,
            declared_on=row.declared_on or None,
        )
