from odoo import api, fields, models
from odoo.fields import Command

from ..exceptions_access import AccountSpared, JustificationMissing, OwnAccount, ReviewByHand, ReviewClosed
from ..logic import access_review
from .clicrdv_access_right import RECIPIENTS

#: What officers write; the rest is written by the buttons.
BY_HAND = {"justification"}


class ClicrdvAccessReviewLine(models.Model):
    """One account in a review: kept with a reason, or disabled."""

    _name = "clicrdv.access.review.line"
    _description = "Account in a review"
    _order = "review_id desc, decision desc, name, id"

    # === FIELDS === #

    review_id = fields.Many2one("clicrdv.access.review", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    review_state = fields.Selection(related="review_id.state", string="State of the review")
    user_id = fields.Many2one("res.users", "Account", readonly=True, index="btree_not_null", ondelete="set null")
    name = fields.Char("Person", required=True, readonly=True)
    login = fields.Char(readonly=True)
    roles = fields.Char(readonly=True)
    establishments = fields.Char(readonly=True)
    recipient = fields.Selection(RECIPIENTS, readonly=True)
    by_network = fields.Boolean("By the network", readonly=True)
    sponsor_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    access_until = fields.Date("Access until", readonly=True)
    last_login = fields.Datetime("Last login", readonly=True)
    decision = fields.Selection(
        [("pending", "Unanswered"), ("keep", "Kept"), ("disable", "Disabled")],
        required=True,
        readonly=True,
        default="pending",
    )
    justification = fields.Char(help="What this person needs the access for. The role on the account is proposed.")
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="set null")
    decided_at = fields.Datetime(readonly=True)
    outcome = fields.Char(readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _account_once = models.UniqueIndex(
        "(review_id, user_id) WHERE user_id IS NOT NULL", "This account is in the review already."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise ReviewByHand(self.env)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - BY_HAND:
                raise ReviewByHand(self.env)
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        if not self.env.su:
            raise ReviewByHand(self.env)

    # === ACTIONS === #

    def action_keep(self):
        """Keep accounts, each for a reason that is written down."""
        self._check_open()
        for line in self:
            line._check_not_own()
            if not (line.justification or "").strip():
                raise JustificationMissing(self.env, name=line.name)
        self._decide("keep")

    def action_disable(self):
        """Take the data of the establishment away from accounts, at once."""
        self._check_open()
        for line in self:
            spared = line._spared(line.user_id == self.env.user)
            if spared:
                raise AccountSpared(self.env, name=line.name, reason=line._spared_words(spared))
        self.sudo()._disable()  # officers decide about accounts without administering them
        self._decide("disable")

    # === BUSINESS METHODS === #

    def _check_open(self):
        self.check_access("write")
        if any(line.review_id.state != access_review.OPEN for line in self):
            raise ReviewClosed(self.env)

    def _check_not_own(self):
        """Somebody else answers for an officer, where there is somebody else.

        :raises OwnAccount:
        """
        self.ensure_one()
        if self.user_id == self.env.user and len(self.review_id._officers()) > 1:
            raise OwnAccount(self.env)

    def _decide(self, decision):
        lines = self.sudo()  # the buttons alone write decisions
        lines.write({"decision": decision, "decided_by": self.env.uid, "decided_at": fields.Datetime.now()})

    def _spared(self, is_reviewer):
        """Why an account must stay.

        :rtype: logic.access_review.Spared
        """
        self.ensure_one()
        # only to count; taken out of one of several establishments, somebody administers all the same
        user = self.user_id.sudo()
        is_last = len(user.company_ids) <= 1 and user._is_last_administrator()
        return access_review.spared(is_reviewer=is_reviewer, is_last_administrator=is_last)

    def _spared_words(self, spared):
        if spared is access_review.Spared.REVIEWER:
            return self.env._("nobody disables the account that reviews")
        return self.env._("the last administrator of the installation stays")

    def _disable(self):
        """Close accounts, or take them out of the establishment when they work for others as well."""
        for line in self:
            user, company = line.user_id, line.company_id
            if line.by_network and company.network_id.kind != "integrated":
                # the other members are other legal persons: this one decides about its own clients only
                company.booking_share_clients = False
                line.outcome = self.env._("The establishment no longer entrusts its clients to the network")
            elif line.by_network:
                company.network_id.manager_ids -= user
                line.outcome = self.env._("No longer manages the network")
            elif len(user.company_ids) > 1:
                others = user.company_ids - company
                user.write(
                    {"company_ids": [Command.unlink(company.id)], **self._default_company(user, company, others)}
                )
                line.outcome = self.env._("Taken out of the establishment")
            elif user.active:
                user.active = False
                line.outcome = self.env._("Account closed")

    @staticmethod
    def _default_company(user, company, others):
        return {"company_id": others[0].id} if user.company_id == company else {}

    def _disable_unanswered(self):
        """At the end of a review: silence disables, but for officers, the last administrator and core's own accounts."""
        for line in self.filtered("user_id"):
            spared = line._spared(line.user_id in line.review_id._officers())
            if spared:
                line.outcome = line._spared_words(spared)
            elif line.user_id._comes_with_the_product():
                line.outcome = self.env._("An account of the installation: decide about it by hand")
            else:
                line._disable()
                line.write({"decision": "disable", "decided_at": fields.Datetime.now()})

    @api.model
    def _file_columns(self):
        return (
            "name", "login", "roles", "recipient", "establishments", "sponsor_id", "access_until", "last_login", "decision",
            "justification", "decided_by", "decided_at", "outcome",
        )  # fmt: skip

    def _file_row(self, names):
        """The cells of a line, harmless in a spreadsheet.

        :return: list of str
        """
        self.ensure_one()
        cells = [self._fields[name].convert_to_export(self[name], self) for name in names]
        return [f"'{cell}" if str(cell).startswith(("=", "+", "-", "@")) else cell or "" for cell in cells]
