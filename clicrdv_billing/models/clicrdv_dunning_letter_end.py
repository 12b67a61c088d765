from odoo import models

from ..logic import contract_states, dunning


class ClicrdvDunningLetter(models.Model):
    """A letter that ends contracts for non-payment: their terminations are prepared, a person confirms them (BIL-22)."""

    _inherit = "clicrdv.dunning.letter"

    # === BUSINESS METHODS === #

    def _prepare_terminations(self):
        for letter in self:
            case = letter.case_id
            notices = case.letter_ids.filtered(
                lambda one: one.kind == dunning.FORMAL_NOTICE and one.state == dunning.SENT and one._unanswered()
            )
            notice = notices.filtered(lambda one: one._may_terminate_on()).sorted(lambda one: one._may_terminate_on())[
                :1
            ]
            if not notice:
                continue
            contracts = case.contract_ids | letter.line_ids.filtered("concerned").move_id.billing_contract_id
            found = self.env["clicrdv.termination"]._prepare_unpaid(
                contracts.filtered(lambda contract: contract.state in contract_states.IN_FORCE),
                letter_sent_on=notice._notice_from(),
                letter_received_on=notice.received_on,
                # until the letter has gone, the service goes on and is owed
                last_day=letter._went_on(),
            )
            names = ", ".join(found.contract_id.mapped("name"))
            case.message_post(body=self.env._("Terminations are prepared, to be confirmed: %s.", names))
