import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..exceptions import BillingRefused
from ..exceptions_dunning import SomebodyElseWorks, TerminationTooEarly
from ..logic import dunning

_logger = logging.getLogger(__name__)


class ClicrdvDunningCase(models.Model):
    """The daily job: open and close cases, propose the next letter of each customer, send what may go by itself."""

    _inherit = "clicrdv.dunning.case"

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _cron_dunning(self):
        """Every morning, one customer after the other; one that fails does not stop the others."""
        customers = self._customers()
        for number, (company, partner) in enumerate(customers, 1):
            self._look_safely(company, partner)
            self.env["ir.cron"]._commit_progress(1, remaining=len(customers) - number)

    @api.model
    def _customers(self):
        """Who owes something late, or has an open case: [(operator, customer)]."""
        moves = self.env["account.move"]
        companies = self.env["clicrdv.contract"]._read_group([], ["company_id"])
        found = dict.fromkeys(
            (company, partner)
            for (company,) in companies
            for (partner,) in moves._read_group(
                moves._late_domain(company)
                & Domain("amount_residual", ">", 0)
                & Domain("invoice_date_due", "<", company._late_today()),
                ["commercial_partner_id"],
            )
        )
        for case in self.search([("state", "=", "open")]):
            found[case.company_id, case.partner_id] = None
        return list(found)

    @api.model
    def _look_safely(self, company, partner):
        """Look at one customer; what goes wrong is noted on his case and shown to a person."""
        try:
            with self.env.cr.savepoint():
                self._look_at(company, partner)
        except SomebodyElseWorks:
            return
        except UserError as refusal:
            self._note_problem(company, partner, str(refusal))
        except Exception:
            _logger.exception("Late payment of customer %s of operator %s", partner.id, company.id)
            self._note_problem(company, partner, self.env._("The last run failed: ask your administrator."))

    @api.model
    def _note_problem(self, company, partner, problem):
        self._open_case(company, partner)._write_moved({"problem": problem})

    @api.model
    def _open_case(self, company, partner):
        """The open case of a customer, made when there is none."""
        case = self.search(
            [("company_id", "=", company.id), ("partner_id", "=", partner.id), ("state", "=", "open")], limit=1
        )
        values = {"company_id": company.id, "partner_id": partner.id, "opened_on": company._late_today()}
        # a late invoice opens a case, nobody does so by hand
        return case or self.sudo().create(values).with_env(self.env)

    @api.model
    def _look_at(self, company, partner):
        """Bring the case of one customer up to date: close it, or propose the next letter.

        :raises SomebodyElseWorks: another request holds the case
        """
        # what is noted on the case is read by the operator's people, whoever runs the job
        lang = company.partner_id.lang or self.env.lang
        case = self.with_company(company).with_context(lang=lang)._open_case(company, partner)
        if not case.try_lock_for_update(allow_referencing=True):
            raise SomebodyElseWorks(self.env)
        case._write_moved({"problem": False})
        case._check_allocation()
        if not case._due_moves():
            case._close()
            return
        for step in (case._refresh_letters, case._propose, case._send_letters, case._keep_pages):
            try:
                with self.env.cr.savepoint():
                    step()
            except BillingRefused as refusal:
                case._write_moved({"problem": str(refusal)})

    def _close(self):
        """Nothing is late any more: letters that wait are not sent, booking pages come back."""
        for case in self:
            waiting = case.letter_ids.filtered(lambda letter: letter.state in (dunning.TO_SEND, dunning.READY))
            waiting._move_to(dunning.CANCELLED, note=self.env._("Paid in the meantime."))
            case._reopen_pages()
            today = case.company_id._late_today()
            case._write_moved({"state": "closed", "closed_on": today, "pause_until": False})

    def _refresh_letters(self):
        self.letter_ids.filtered(lambda letter: letter.state == dunning.TO_SEND)._refresh()

    def _send_letters(self):
        """Send the e-mails that no person has to look at first; one that a killed job has left behind goes here too."""
        self.ensure_one()
        if self.pause_until and self.pause_until >= self.company_id._late_today():
            return
        for letter in self.letter_ids:
            if letter.state == dunning.TO_SEND and letter.level_id.auto_send:
                letter._send_by_email()

    # === BUSINESS METHODS - NEXT LETTER === #

    def _propose(self):
        """Write down the letter that is due today, for a person to send; never two a day, never two that wait."""
        self.ensure_one()
        today = self.company_id._late_today()
        letters = self.letter_ids.filtered(lambda letter: letter.state != dunning.CANCELLED)
        if letters.filtered(lambda letter: letter.state != dunning.SENT or letter._went_on() >= today):
            return letters.browse()
        if not self._worth_dunning():
            return letters.browse()
        due = self._due_levels(today)
        if not due:
            return letters.browse()
        level = max(due, key=lambda level: (level.sequence, level.id))
        if level.kind == dunning.TERMINATION and not self._termination_is_possible(today):
            raise TerminationTooEarly(self.env)
        return self.env["clicrdv.dunning.letter"]._draft(self, level, due[level], today)

    def _termination_is_possible(self, today):
        possible = self._may_terminate_on()
        return bool(possible) and possible <= today

    def _due_levels(self, today):
        """Which letter is due for which invoices: {level: invoices}; one invoice is at one level."""
        moves = self._due_moves().filtered(lambda move: not move.late_note)
        disputed = self.env["clicrdv.dispute"]._disputed(moves)
        special = self.env["clicrdv.payment.special"]._of(self.company_id, self.partner_id, today)
        if "pause" in special.mapped("dunning"):
            return {}
        sent = self._sent_by_move(moves)
        policies = {contract: contract._dunning_policy() for contract in moves.billing_contract_id}
        due = {}
        for move in moves:
            policy = policies[move.billing_contract_id]
            terms = dunning.Terms(self.pause_until or None, move in disputed, "strict" in special.mapped("dunning"))
            step = dunning.next_level(
                policy.level_ids._values(), move.invoice_date_due, today, sent.get(move, ()), terms
            )
            level = policy.level_ids.filtered(lambda level, step=step: step and level.sequence == step.sequence)
            if level:
                due[level] = due.get(level, moves.browse()) | move
        return due

    def _sent_by_move(self, moves):
        """The letters that concerned each invoice: {invoice: [logic.dunning.Sent]}."""
        lines = self.env["clicrdv.dunning.letter.line"].search(
            [("move_id", "in", moves.ids), ("concerned", "=", True), ("state", "!=", dunning.CANCELLED)]
        )
        found = {}
        for line in lines:
            letter = line.letter_id
            sent = dunning.Sent(line.level_id.sequence, letter._went_on(), letter.kind)
            found.setdefault(line.move_id, []).append(sent)
        return found

    # === BUSINESS METHODS - ALLOCATION === #

    def _check_allocation(self):
        """Warn when a payment of a terminated customer went to a newer invoice than it should (BIL-23)."""
        for case in self:
            warning = self.env["clicrdv.payment.allocation"]._wrongly_matched(case.company_id, case.partner_id)
            if warning and warning != case.allocation_warning:
                case.message_post(body=warning)
            case._write_moved({"allocation_warning": warning})
