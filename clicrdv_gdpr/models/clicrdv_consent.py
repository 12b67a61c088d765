from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..exceptions_consent import ConsentByHand, ConsentOfNobody
from ..logic.notices import text_hash

MARKETING = "marketing_sms"
PURPOSES = [(MARKETING, "Advertising by SMS"), ("account", "Account of a client"), ("free_text", "Free text")]
CHANNELS = [
    ("public_form", "Booking form"),
    ("staff", "Staff"),
    ("stop_sms", "Answer STOP"),
    ("portal", "Portal"),
    ("privacy_page", "Page about his data"),
    ("erasure", "Erasure of the file"),
    ("merge", "Merge of two files"),
]
GIVE = """
    INSERT INTO clicrdv_consent
           (company_id, partner_id, purpose, text, text_hash, lang, notice_hash, channel, given_at, user_id)
    VALUES (%(company)s, %(partner)s, %(purpose)s, %(text)s, %(hash)s, %(lang)s, %(notice)s, %(channel)s, %(now)s, %(user)s)
    ON CONFLICT (company_id, partner_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING
"""
IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_consent_is_proof() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL AND ROW(OLD.withdrawn_at, OLD.withdrawn_channel, OLD.withdrawn_by)
                               IS DISTINCT FROM ROW(NEW.withdrawn_at, NEW.withdrawn_channel, NEW.withdrawn_by)
           OR ROW(OLD.company_id, OLD.purpose, OLD.text, OLD.text_hash, OLD.lang, OLD.notice_hash, OLD.channel, OLD.given_at,
                  OLD.user_id)
              IS DISTINCT FROM
              ROW(NEW.company_id, NEW.purpose, NEW.text, NEW.text_hash, NEW.lang, NEW.notice_hash, NEW.channel, NEW.given_at,
                  NEW.user_id)
        THEN
            RAISE EXCEPTION 'clicrdv_consent %: a consent is neither changed nor deleted, only withdrawn', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_consent_is_proof';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_consent_is_proof ON clicrdv_consent;
    CREATE TRIGGER clicrdv_consent_is_proof BEFORE UPDATE OR DELETE ON clicrdv_consent
        FOR EACH ROW EXECUTE FUNCTION clicrdv_consent_is_proof();
"""


class ClicrdvConsent(models.Model):
    """What one person agreed to, for one purpose and one controller: which words, when, how, until when (RGPD art. 7).

    Rows are proofs: code adds them (`_give`) and withdraws them (`_withdraw`), nobody changes them.
    """

    _name = "clicrdv.consent"
    _description = "Consent"
    _order = "given_at desc, id desc"
    _log_access = False
    _rec_name = "purpose"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Controller", required=True, index=True, ondelete="restrict", readonly=True
    )
    # a merge of two files may lead a proof to the file that stays
    partner_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="restrict", readonly=True)
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    text = fields.Text("What was agreed to", required=True, readonly=True)
    text_hash = fields.Char("Hash of the text", required=True, readonly=True)
    lang = fields.Char("Language", readonly=True)
    notice_hash = fields.Char("Information notice", readonly=True, help="Hash of the version that was shown with it.")
    channel = fields.Selection(CHANNELS, "Given by", required=True, readonly=True)
    given_at = fields.Datetime("Given on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Noted by", readonly=True, ondelete="restrict")
    withdrawn_at = fields.Datetime("Withdrawn on", readonly=True)
    withdrawn_channel = fields.Selection(CHANNELS, "Withdrawn by", readonly=True)
    withdrawn_by = fields.Many2one("res.users", "Withdrawal noted by", readonly=True, ondelete="restrict")
    is_active = fields.Boolean("In force", compute="_compute_is_active", search="_search_is_active")

    # === CONSTRAINTS AND INDEXES === #

    _one_active = models.UniqueIndex(
        "(company_id, partner_id, purpose) WHERE withdrawn_at IS NULL",
        "This person has agreed to this already.",
    )
    _withdrawn_later = models.Constraint(
        "CHECK (withdrawn_at IS NULL OR withdrawn_at >= given_at)", "A consent is withdrawn after it was given."
    )
    _withdrawn_somehow = models.Constraint(
        "CHECK ((withdrawn_at IS NULL) = (withdrawn_channel IS NULL))", "A withdrawal says how it came."
    )

    def init(self):
        """Have PostgreSQL refuse to change or delete a proof, whoever asks."""
        self.env.cr.execute(IMMUTABLE)

    # === COMPUTE METHODS === #

    @api.depends("purpose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for consent in self:
            consent.display_name = labels.get(consent.purpose)

    @api.depends("withdrawn_at")
    def _compute_is_active(self):
        for consent in self:
            consent.is_active = not consent.withdrawn_at

    def _search_is_active(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("withdrawn_at", "=", False) if True in value else Domain("withdrawn_at", "!=", False)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super  # see _give
        raise ConsentByHand(self.env)

    def write(self, vals):  # pylint: disable=method-required-super  # see _withdraw
        raise ConsentByHand(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise ConsentByHand(self.env)

    # === BUSINESS METHODS === #

    @api.model
    def _give(self, partner, company, purpose, text, channel, notice_hash=None):
        """Note that a person agrees; who has agreed already, has: the first proof stays.

        Two requests may note the same consent at once: PostgreSQL keeps one of them.

        :param partner: one client file or partner of an account
        :param company: res.company, the controller
        :param str purpose: marketing_sms, account or free_text
        :param str text: the words that the person agreed to
        :param str channel: public_form, staff, portal or privacy_page
        :param str notice_hash: version of the information notice that was shown with it
        :return: the consent in force
        :raises ConsentOfNobody: the person is a client file of another establishment
        """
        partner.ensure_one()
        person = partner.sudo()  # where the file belongs; who notes it has been checked by the caller
        if person.company_id and person.company_id != company:
            raise ConsentOfNobody(self.env, name=person.display_name, company=company.name)
        self.env.flush_all()
        self.env.cr.execute(
            GIVE,
            {
                "company": company.id,
                "partner": partner.id,
                "purpose": purpose,
                "text": text,
                "hash": text_hash(text),
                "lang": self.env.lang or None,
                "notice": notice_hash or None,
                "channel": channel,
                "now": fields.Datetime.now(),
                "user": self.env.uid if channel == "staff" else None,
            },
        )
        self.invalidate_model()
        # the caller gets the proof even where he may not read the register, as the booking form may not
        return self.sudo().search(self._in_force(partner, purpose) & Domain("company_id", "=", company.id), limit=1)

    @api.model
    def _withdraw(self, partners, purpose, channel):
        """Note that persons agree no more, at every establishment that these files belong to; twice changes nothing.

        :param partners: client files or partners of accounts
        :param str purpose: marketing_sms, account or free_text; None: all of them
        :param str channel: how it came, as in `CHANNELS`
        :return: number of consents withdrawn
        """
        if not partners:
            return 0
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE clicrdv_consent
                   SET withdrawn_at = greatest(%(now)s, given_at), withdrawn_channel = %(channel)s, withdrawn_by = %(user)s
                 WHERE partner_id = ANY(%(ids)s) AND withdrawn_at IS NULL AND %(purpose)s
                """,
                now=fields.Datetime.now(),
                channel=channel,
                user=self.env.uid if channel == "staff" else None,
                ids=partners.ids,
                purpose=SQL("purpose = %s", purpose) if purpose else SQL("TRUE"),
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count

    @api.model
    def _is_given(self, partners, purpose):
        """Which persons agree now: one query for all of them.

        :param partners: client files or partners of accounts
        :param str purpose: marketing_sms, account or free_text
        :return: {id of the partner: whether}
        """
        # a yes or a no, for jobs and pages that send or ask
        groups = self.sudo()._read_group(self._in_force(partners, purpose), ["partner_id"])
        given = {partner.id for [partner] in groups}
        return {partner_id: partner_id in given for partner_id in partners.ids}

    @api.model
    def _in_force(self, partners, purpose):
        return (
            Domain("partner_id", "in", partners.ids)
            & Domain("purpose", "=", purpose)
            & Domain("withdrawn_at", "=", False)
        )
