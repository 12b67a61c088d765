from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_consent import NoticeForProvider, NoticeIncomplete
from ..logic import notices

OFFICER = "clicrdv_gdpr.group_privacy_officer"
CODE_ONLY = ("version", "sections", "hash", "published_at", "published_by")
KEPT = ("company_id", "kind", "own_paragraph", *CODE_ONLY)
IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_privacy_notice_is_published() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR ROW(OLD.company_id, OLD.kind, OLD.version, OLD.sections, OLD.hash, OLD.own_paragraph,
                                   OLD.published_at, OLD.published_by)
                               IS DISTINCT FROM
                               ROW(NEW.company_id, NEW.kind, NEW.version, NEW.sections, NEW.hash, NEW.own_paragraph,
                                   NEW.published_at, NEW.published_by)
                            OR NEW.state = 'draft'
        THEN
            RAISE EXCEPTION 'clicrdv_privacy_notice %: a published notice is neither changed nor deleted', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_privacy_notice_is_published';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_privacy_notice_is_published ON clicrdv_privacy_notice;
    CREATE TRIGGER clicrdv_privacy_notice_is_published BEFORE UPDATE OR DELETE ON clicrdv_privacy_notice
        FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION clicrdv_privacy_notice_is_published();
"""


class ClicrdvPrivacyNotice(models.Model):
    """What persons are told about their data (RGPD art. 13 and 14): versions, each of which stays as it was published."""

    _name = "clicrdv.privacy.notice"
    _description = "Information notice"
    _inherit = ["clicrdv.stays.mixin", "clicrdv.privacy.state.mixin"]
    _order = "company_id, kind, version desc"
    _steps = notices
    _frozen_fields = KEPT
    _open_states = (notices.DRAFT,)

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company",
        "Controller",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [("client", "For clients"), ("staff", "For accounts of professionals")],
        "For whom",
        required=True,
        default="client",
    )
    version = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [(notices.DRAFT, "Draft"), (notices.PUBLISHED, "Published"), (notices.SUPERSEDED, "Replaced")],
        required=True,
        readonly=True,
        default=notices.DRAFT,
        copy=False,
    )
    own_paragraph = fields.Text(
        "Paragraph of your own",
        translate=True,
        help="What only your establishment does, such as cameras or a loyalty card; shown at the end.",
    )
    sections = fields.Json("Text", readonly=True, copy=False)
    hash = fields.Char("Hash of the text", readonly=True, copy=False)
    published_at = fields.Datetime("Published on", readonly=True, copy=False)
    published_by = fields.Many2one("res.users", "By", readonly=True, copy=False, ondelete="restrict")
    document = fields.Html("Notice", compute="_compute_document", sanitize=False)
    public_url = fields.Char("Public address", compute="_compute_public_url", compute_sudo=True)
    is_current = fields.Boolean("Says what is true now", compute="_compute_is_current", compute_sudo=True)

    # === CONSTRAINTS AND INDEXES === #

    _version_once = models.UniqueIndex(
        "(company_id, kind, version) WHERE state <> 'draft'", "This version of the notice is there already."
    )
    _one_published = models.UniqueIndex(
        "(company_id, kind) WHERE state = 'published'", "Another version of this notice is published."
    )
    _hash_index = models.Index("(company_id, hash) WHERE hash IS NOT NULL")

    def init(self):
        """Have PostgreSQL refuse to change or delete what was published, whoever asks."""
        self.env.cr.execute(IMMUTABLE)

    # === COMPUTE METHODS === #

    @api.depends("company_id", "kind", "version")
    def _compute_display_name(self):
        for notice in self:
            name = notice.company_id.name or ""
            notice.display_name = (
                self.env._("%(name)s, version %(version)s", name=name, version=notice.version)
                if notice.version
                else self.env._("%s, draft", name)
            )

    @api.depends("sections", "own_paragraph", "company_id", "kind")
    @api.depends_context("lang")
    def _compute_document(self):
        """The published text, or how a draft would read today."""
        for notice in self:
            notice.document = (
                self.env["ir.qweb"]._render(
                    "clicrdv_gdpr.privacy_notice_document", {"sections": notice._shown(self.env.lang or "en_US")}
                )
                if notice.company_id
                else Markup()
            )

    @api.depends("company_id.booking_slug", "kind", "state", "version")
    def _compute_public_url(self):
        for notice in self:
            path = notice._public_path()
            notice.public_url = f"{notice.get_base_url()}{path}" if path else False

    def _compute_is_current(self):
        for notice in self:
            notice.is_current = notice._says_what_is_true()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_proof(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_proof(vals))

    def _without_proof(self, vals):
        """Drop what code alone writes: the text as it was published, and its proof."""
        return vals if self.env.su else {name: value for name, value in vals.items() if name not in CODE_ONLY}

    # === ACTIONS === #

    def action_publish(self):
        """Publish a draft: it gets its number, its text is fixed, the version before it is replaced."""
        self.check_access("write")
        for notice in self.filtered(lambda notice: notice.state == notices.DRAFT):
            notice._check_complete()
            notice._publish()
        return True

    def action_new_version(self):
        """Open the draft of the next version, made if there is none yet."""
        self.ensure_one()
        alike = [("company_id", "=", self.company_id.id), ("kind", "=", self.kind)]
        draft = self.search([*alike, ("state", "=", notices.DRAFT)], limit=1)
        draft = draft or self.copy()  # with the paragraph of its own, in each language
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def action_open_public(self):
        """Show the public page."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._public_path(), "target": "new"}

    # === BUSINESS METHODS - PUBLISHING === #

    def _check_complete(self):
        """:raises NoticeIncomplete: what the law wants in every notice is not on file"""
        self.ensure_one()
        if self.kind == "staff" and not (self.env.su or self.env.user.has_group(OFFICER)):
            raise NoticeForProvider(self.env)
        missing = self._missing_facts()
        if missing:
            raise NoticeIncomplete(self.env, name=self.company_id.name, missing=", ".join(missing))

    def _publish(self):
        # two who publish at once wait for each other; the second one gets the next number
        self.env.cr.execute("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", [self.company_id.id])
        alike = Domain("company_id", "=", self.company_id.id) & Domain("kind", "=", self.kind)
        record = self.sudo()  # the rules of its own company were checked; the number and the proof are code's
        before = record.search(alike & Domain("state", "=", notices.PUBLISHED))
        [[last]] = record._read_group(alike & Domain("state", "!=", notices.DRAFT), [], ["version:max"])
        version, sections = (last or 0) + 1, self._written()
        before._move_to(notices.SUPERSEDED)
        self.env.flush_all()
        record._move_to(
            notices.PUBLISHED,
            version=version,
            sections=sections,
            hash=notices.notice_hash(version, sections),
            published_at=fields.Datetime.now(),
            published_by=self.env.uid,
        )
        if self.kind == "client" and not record.company_id.privacy_informed_on:
            record.company_id.privacy_informed_on = record.company_id._privacy_today()
        self.env.flush_all()
        self.env.registry.clear_cache()

    # === BUSINESS METHODS - TEXT === #

    def _public_path(self):
        self.ensure_one()
        if self.state == notices.DRAFT:
            return ""
        slug = self.company_id.booking_slug
        base = "/notice-professionnels" if self.kind == "staff" else f"/rdv/{slug}/notice" if slug else ""
        return base if not base or self.state == notices.PUBLISHED else f"{base}/{self.version}"

    def _shown(self, lang):
        """Title and paragraphs in a language.

        :param str lang: code of the language
        :return: list of dict (title, lines)
        """
        self.ensure_one()
        if not self.sections:
            return self.with_context(lang=lang)._sections()
        own = self.sudo().company_id.partner_id.lang or ""  # a language is no secret
        return self.sections[notices.best_language(lang, own, list(self.sections))]

    def _says_what_is_true(self):
        """Whether the published text is what would be published today."""
        self.ensure_one()
        return bool(self.sections) and self.sections == self._written()

    def _written(self):
        """The whole text as it would be published today.

        :return: {language: sections}
        """
        self.ensure_one()
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return {code: self.with_context(lang=code)._sections() for code in languages}
