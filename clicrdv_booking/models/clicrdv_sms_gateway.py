import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..gateways import PROTOCOLS, Account, BadSetting, Outcome
from ..gateways.dispatch import UNTRIED
from ..logic import senders
from ..logic.gateway_health import Health, after

SECRET = "base.group_system"
#: What only one protocol reads: field here → name in `gateways.Account.extra`.
EXTRA = {
    "user": "application_key",
    "ovh_service": "service",
    "ovh_consumer_key": "consumer_key",
    "twilio_messaging_service": "messaging_service_sid",
}


class ClicrdvSmsGateway(models.Model):
    """An account at an SMS gateway: of one establishment, of a network, or of everybody who has none of his own."""

    _name = "clicrdv.sms.gateway"
    _description = "SMS gateway"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    protocol = fields.Selection(
        [
            ("demo", "Demonstration: nothing leaves"),
            ("generic_http", "HTTP (Kannel, Jasmin, others)"),
            ("ovh", "OVHcloud"),
            ("twilio", "Twilio"),
        ],
        required=True,
        default="demo",
    )
    company_id = fields.Many2one("res.company", "Establishment", index="btree_not_null", ondelete="cascade")
    network_id = fields.Many2one("clicrdv.network", index="btree_not_null", ondelete="cascade")
    base_url = fields.Char("Address", help="https, or this machine itself.")
    user = fields.Char("User, account or application key", groups=SECRET)
    secret = fields.Char("Password, token or application secret", groups=SECRET)
    sender = fields.Char(
        help="3 to 11 letters and digits, a short number or an international one, that clients see as the sender; "
        "blank: the gateway's number.",
    )
    sender_state = fields.Selection(
        [("new", "Not asked for yet"), ("asked", "Waiting for the operator"), ("valid", "Accepted by the operator")],
        "State of the sender",
        required=True,
        default="new",
        help="Until the operator has accepted the sender, messages leave with the gateway's own number.",
    )
    ovh_service = fields.Char("Service name", groups=SECRET)
    ovh_consumer_key = fields.Char("Consumer key", groups=SECRET)
    twilio_messaging_service = fields.Char("Messaging service", groups=SECRET)
    inbound_token = fields.Char(
        required=True, readonly=True, copy=False, groups=SECRET, default=lambda self: secrets.token_urlsafe(24)
    )
    failures = fields.Integer("Failures in a row", readonly=True, copy=False)
    open_until = fields.Datetime("Paused until", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _one_owner = models.Constraint(
        "CHECK (company_id IS NULL OR network_id IS NULL)",
        "A gateway is of an establishment or of a network, not of both.",
    )
    _inbound_token_unique = models.Constraint("UNIQUE (inbound_token)", "Another gateway has this token.")

    # === CONSTRAINS METHODS === #

    @api.constrains("active", "protocol", "base_url", "user", "secret", "ovh_service", "ovh_consumer_key")
    def _check_account(self):
        """An account that can never work is refused at once, not when the first message should leave."""
        for gateway in self.filtered("active").sudo():  # its secrets are checked, not shown
            try:
                PROTOCOLS[gateway.protocol].check(gateway._account())
            except BadSetting as error:
                raise ValidationError(gateway._setting_sentence(error)) from error

    @api.constrains("sender")
    def _check_sender(self):
        for gateway in self.filtered("sender"):
            problem = senders.problem(gateway.sender)
            if problem == "mobile":
                raise ValidationError(
                    self.env._("Numbers that begin with 06 or 07 are forbidden as senders (ARCEP decision 2018-0881).")
                )
            if problem:
                raise ValidationError(
                    self.env._(
                        "A sender is a name of 3 to 11 letters and digits without accents, a short number such as 36111, "
                        "or a number in international form such as +33939201234."
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - {"failures", "open_until", "last_error"}:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    @ormcache("company_id", "network_id")
    def _id_of(self, company_id, network_id):
        gateways = self.sudo()  # whose gateway it is, is no secret to the job that sends
        found = gateways.search([("company_id", "in", [company_id, False]), ("network_id", "in", [network_id, False])])
        own = found.filtered("company_id") or found.filtered("network_id") or found
        return own[:1].id

    @api.model
    def _of_company(self, company):
        """The gateway that an establishment's SMS leave by: its own, else its network's, else the general one.

        :param company: res.company
        :return: clicrdv.sms.gateway in superuser mode, empty when there is none
        """
        # the secrets of an account are read by the job that sends, and by nobody else
        return self.sudo().browse(self._id_of(company.id, company.sudo().network_id.id))

    def _setting_sentence(self, error):
        """What to tell about a setting that cannot work.

        :param gateways.BadSetting error:
        :rtype: str
        """
        name = next((field for field, extra in self._extra().items() if extra == error.setting), error.setting)
        label = self._fields[name]._description_string(self.env) if name in self._fields else error.setting
        if error.code == "missing":
            return self.env._("“%(gateway)s” needs this setting: %(label)s.", gateway=self.name, label=label)
        if error.code == "bad_address":
            return self.env._("The address of a gateway begins with https://, or is on this machine itself.")
        return self.env._("“%(gateway)s” cannot work with this setting: %(label)s.", gateway=self.name, label=label)

    @api.model
    def _extra(self):
        """Fields that only some protocols read.

        :return: {field: name in `gateways.Account.extra`}
        """
        return EXTRA

    def _account(self):
        """This account as plain values.

        :rtype: gateways.Account
        """
        self.ensure_one()
        return Account(
            protocol=self.protocol,
            base_url=(self.base_url or "").rstrip("/"),
            user=self.user or "",
            secret=self.secret or "",
            sender=self._sender(),
            extra={name: self[field] for field, name in self._extra().items() if self[field]},
        )

    def _sender(self):
        """The name that clients see, once the operator has accepted it."""
        return self.sender if self.sender and self.sender_state == "valid" else ""

    def _health(self):
        """:rtype: logic.gateway_health.Health"""
        return Health(self.failures, self.open_until or None)

    def _note_answers(self, answers, now):
        """Keep the health of a gateway true, so that one that is out of order is left alone for a while.

        :param answers: list of gateways.Answer
        :param datetime now: current time, naive UTC
        """
        before = health = self._health()
        tried = [answer for answer in answers if answer.code != UNTRIED]
        for answer in tried:
            health = after(health, answer.outcome in (Outcome.ACCEPTED, Outcome.REFUSED), now)
        if self and health != before:
            failed = [answer for answer in tried if answer.outcome in (Outcome.RETRY, Outcome.UNKNOWN)]
            self.write(
                {
                    "failures": health.failures,
                    "open_until": health.open_until or False,
                    "last_error": failed[-1].code if failed and health.failures else False,
                }
            )
