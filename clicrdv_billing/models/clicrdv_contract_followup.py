from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_followup import IntegrityRefused
from ..logic import contract_states as states
from ..logic import integrity

BATCH = 200


class ClicrdvContract(models.Model):
    """What goes with a contract beside its invoices: integrity, logos, quotes, claims, papers, audits."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    integrity_review_ids = fields.One2many("clicrdv.integrity.review", "contract_id", "Reviews of integrity")
    logo_use_ids = fields.One2many("clicrdv.logo.use", "contract_id", "Uses of the logo")
    quote_ids = fields.One2many("clicrdv.quote", "contract_id", "Quotes")
    claim_ids = fields.One2many("clicrdv.claim", "contract_id", "Claims")
    document_request_ids = fields.One2many("clicrdv.document.request", "contract_id", "Documents asked")

    # === BUSINESS METHODS === #

    def _move_to(self, target, **values):
        """Move contracts; none is sent for signature while its customer's integrity is in question (art. 18).

        :raises IntegrityRefused: with the reasons
        """
        if target == states.TO_SIGN:
            for contract in self.filtered(lambda contract: contract.state != target):
                problems = contract._integrity_problems()
                if problems:
                    raise IntegrityRefused(self.env, name=contract.name, problems=" ".join(problems))
        return super()._move_to(target, **values)

    def _integrity_problems(self):
        """Why this order may not be signed, as far as its customer's integrity is concerned.

        :return: sentences, empty when nothing forbids it
        """
        self.ensure_one()
        # whoever moves an order may not read the reviews
        contract = self.sudo()
        codes = integrity.problems(
            contract.integrity_review_ids.sorted("id")[-1:]._value(), contract.company_id.billing_integrity_required
        )
        sentences = {
            integrity.NO_REVIEW: self.env._("The questionnaire on integrity is missing: fill it in."),
            integrity.OPEN_REVIEW: self.env._("The questionnaire on integrity is not closed: set its result."),
            integrity.RESULT_BLOCKED: self.env._("The review of integrity has blocked this customer."),
            integrity.CONFLICT: self.env._(
                "A conflict of interest is declared: let somebody else take the order, and make a new review."
            ),
        }
        return [sentences[code] for code in codes]

    def _end_logo_use(self):
        """Empty the list of places where the logos of these contracts are shown; each place is told to who follows it.

        :return: clicrdv.logo.use records that were in use
        """
        # whoever ends a contract ends this too
        uses = self.env["clicrdv.logo.use"].sudo().search([("contract_id", "in", self.ids)])
        for use in uses:
            until = use.contract_id.end_date or use.company_id._followup_today()
            use.write({"active": False, "until": max(until, use.since)})
        for contract in uses.contract_id:
            places = uses.filtered(lambda use, contract=contract: use.contract_id == contract)
            # a job has no language of its own
            contract = contract.with_context(lang=contract.company_id.partner_id.lang or self.env.lang)
            body = contract.env._(
                "The contract is over: the logo is to be taken away from %(places)s.",
                places=", ".join(places.mapped("place")),
            )
            contract.message_post(body=body)
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=contract.env._("Take the logo away"),
                note=body,
                user_id=(contract.create_uid if contract.create_uid.active else self.env.user).id,
            )
        return uses

    @api.model
    def _cron_end_logo_use(self):
        """Every day: contracts whose last day is over show no logo any more."""
        over = Domain("logo_use_ids.active", "=", True) & (
            Domain("state", "in", (states.ENDED, states.TERMINATED)) | Domain("end_date", "<", fields.Date.today())
        )
        contracts = self.search(over, limit=BATCH, order="id")
        done = contracts.filtered(
            lambda contract: not contract.end_date or contract.end_date < contract.company_id._followup_today()
        )
        done._end_logo_use()
        self.env["ir.cron"]._commit_progress(len(done), remaining=self.search_count(over) if done else 0)

    @api.model
    def _of_customer(self, partner):
        """The contracts that somebody at the customer follows: those of his company, signed once.

        :param partner: res.partner of whoever is signed in
        :return: clicrdv.contract records, in sudo: customers have no right on contracts, their own pages show theirs
        """
        customer = partner.commercial_partner_id
        mine = Domain("partner_id", "child_of", customer.id) & Domain("state", "in", sorted(states.SIGNED))
        # see the docstring
        return self.sudo().search(mine)
