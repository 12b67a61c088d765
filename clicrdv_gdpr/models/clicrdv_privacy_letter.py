import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

BATCH = 50
#: Kind → (label, subject). The text of each is the template ``clicrdv_gdpr.letter_<kind>``.
SUBJECTS = {
    "subprocessor": _lt("Data protection: a new sub-processor from %(day)s"),
    "transfer": _lt("Data protection: transfer of data outside the European Union"),
    "stop": _lt("Data protection: a recipient of your data is stopped"),
    "instruction": _lt("Data protection: we cannot follow your instruction"),
    "legal_duty": _lt("Data protection: a processing that the law imposes on us"),
    "authority": _lt("Data protection: an authority asks for your data"),
    "breach": _lt("Data protection: breach of personal data, reference %(name)s"),
    "breach_more": _lt("Data protection: more about the breach %(name)s"),
    "measure": _lt("Data protection: a security measure changes on %(day)s"),
    "question": _lt("Data protection: our answer to your question %(name)s"),
}
KINDS = [
    ("subprocessor", "New sub-processor"),
    ("transfer", "Transfer outside the EU"),
    ("stop", "Recipient stopped"),
    ("instruction", "Unlawful instruction"),
    ("legal_duty", "Processing imposed by law"),
    ("authority", "Request of an authority"),
    ("breach", "Breach"),
    ("breach_more", "Breach, complement"),
    ("measure", "Security measure"),
    ("question", "Answer to a question"),
]


class ClicrdvPrivacyLetter(models.Model):
    """A letter by e-mail to one controller: sent once, and kept as it was sent."""

    _name = "clicrdv.privacy.letter"
    _description = "Letter to a controller"
    _inherit = ["clicrdv.controller.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    # === FIELDS === #

    kind = fields.Selection(KINDS, required=True, readonly=True)
    res_model = fields.Char("About (model)", required=True, readonly=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", required=True, readonly=True)
    edition = fields.Integer(readonly=True, help="How many of this kind went before it about the same thing.")
    state = fields.Selection(
        [
            ("waiting", "To be sent"),
            ("queued", "In the mail queue"),
            ("sent", "Sent"),
            ("no_address", "No address"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    email_to = fields.Char("To", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html("Text", readonly=True, sanitize=False)
    sent_at = fields.Datetime("Sent", readonly=True)
    error = fields.Char("What went wrong", readonly=True)
    mail_mail_ids = fields.One2many("mail.mail", "clicrdv_letter_id", "E-mail", groups="base.group_system")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(kind, res_model, res_id, edition, COALESCE(company_id, 0), COALESCE(network_id, 0))",
        "This letter is written already.",
    )
    _waiting_index = models.Index("(id) WHERE state IN ('waiting', 'no_address')")

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(letter.sent_at for letter in self):
            raise UserError(self.env._("A letter that was sent is a proof: it cannot be deleted."))

    # === ACTIONS === #

    def action_try_again(self):
        """Send letters that had no address, or that failed, once more."""
        self.check_access("read")
        # letters are written by the program; whoever may read one may have it tried again
        unsent = self.sudo().filtered(lambda letter: letter.state in ("no_address", "failed"))
        unsent.write({"state": "waiting", "error": False})
        self.env.ref("clicrdv_gdpr.ir_cron_privacy_letters")._trigger()

    # === BUSINESS METHODS === #

    @api.model
    def _write_to(self, controllers, record, kind, edition=0):
        """Plan the same letter to controllers; those who have it get no second one.

        :param list controllers: values of `clicrdv.controller.mixin`
        :param record: what it is about
        :param str kind: one of `KINDS`
        :param int edition: number of the letter, when there are several of a kind
        :return: the new letters
        """
        letters = self.sudo()  # letters are written by the program, never by a person
        about = {"kind": kind, "res_model": record._name, "res_id": record.id, "edition": edition}
        known = letters.search([(name, "=", value) for name, value in about.items()])
        known = {(letter.company_id.id, letter.network_id.id) for letter in known}
        wanted = [
            {**about, **values}
            for values in controllers
            if (values.get("company_id") or False, values.get("network_id") or False) not in known
        ]
        created = letters.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(wanted)
        if created:
            self.env.ref("clicrdv_gdpr.ir_cron_privacy_letters")._trigger()
        return created

    @api.model
    def _cron_letters(self):
        """Hand waiting letters to the mail queue, each in one transaction with the note that it is there."""
        self._find_lost()
        # once a day one looks whether an address was added
        self.search(
            [("state", "=", "no_address"), ("write_date", "<", fields.Datetime.subtract(self._now(), days=1))]
        ).write({"state": "waiting"})
        while batch := self.search([("state", "=", "waiting")], limit=BATCH, order="id").try_lock_for_update():
            for letter in batch:
                letter._send_or_log(self._now())
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=self.search_count([("state", "=", "waiting")])
            ):
                return

    @api.model
    def _now(self):
        return fields.Datetime.now()

    def _send_or_log(self, now):
        try:
            with self.env.cr.savepoint():
                self._send(now)
        except OperationalError:
            raise  # two transactions met: the job runs again
        except Exception:  # whatever a record may hold: the other controllers must be told
            _logger.exception("Letter %s to a controller failed", self.id)
            self._fail("failed", self.env._("The letter could not be written: its record lacks something."))

    def _send(self, now):
        self.ensure_one()
        email = self._controller_email()
        if not email:
            self._fail("no_address", self.env._("Nobody knows an e-mail address of this controller: add one."))
            return
        lang = self._controller_partner().lang or "fr_FR"
        letter = self.with_context(lang=lang)
        record = letter.env[self.res_model].browse(self.res_id).exists()
        values = {"letter": letter, "record": record, "provider": letter.provider_id, "day": now.date()}
        values |= letter.provider_id._privacy_clock_words()
        subject = letter.env._(SUBJECTS[self.kind])
        subject %= {"name": record.display_name, "day": record._letter_day(lang)}
        body = letter.env["ir.qweb"]._render(f"clicrdv_gdpr.letter_{self.kind}", values)
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_from": self.provider_id.email_formatted or self.env.user.email_formatted,
                "reply_to": self.provider_id.dpo_email or self.provider_id.email_formatted or False,
                "email_to": email,
                # this letter is the proof; one more copy of it would be one too many
                "auto_delete": True,
                "clicrdv_letter_id": self.id,
            }
        )
        self.write({"state": "queued", "email_to": email, "subject": subject, "body": body, "error": False})

    # === BUSINESS METHODS - WHAT BECOMES OF THEM === #

    def _left(self, now):
        """The mail server has taken it: only now the controller is told.

        :param datetime now: naive UTC
        """
        for letter in self.filtered(lambda letter: letter.state != "sent"):
            letter.write({"state": "sent", "sent_at": now, "error": False})
            letter.activity_unlink(["mail.mail_activity_data_todo"])
            self.env[letter.res_model].browse(letter.res_id).exists()._letter_sent(letter, now)

    def _fail(self, state, error):
        """Nobody was told: somebody has to see to it, once.

        :param str state: "failed" or "no_address"
        :param str error: in words
        """
        for letter in self.filtered(lambda letter: letter.state != "sent"):
            letter.write({"state": state, "error": error})
            try:
                with self.env.cr.savepoint():
                    letter._call_somebody()
            except OperationalError:
                raise  # two transactions met: the job runs again
            except Exception:  # the note that nobody was told must stay
                _logger.exception("Nobody was called about letter %s", letter.id)

    def _call_somebody(self):
        self.ensure_one()
        user = self.provider_id._privacy_person(self.env[self.res_model].browse(self.res_id).exists())
        if user and not self.activity_ids:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("“%s” was not told", self.controller_name),
                user_id=user.id,
            )

    @api.model
    def _find_lost(self):
        """Letters whose e-mail has gone astray: cancelled, deleted, or a server that died while it sent."""
        for letter in self.search([("state", "=", "queued")], limit=BATCH):
            mails = letter.sudo().mail_mail_ids  # the queue is the system's
            if not mails.filtered(lambda mail: mail.state in ("outgoing", "sent")):
                letter._fail("failed", mails[:1].failure_reason or self.env._("Its e-mail is no longer in the queue."))
