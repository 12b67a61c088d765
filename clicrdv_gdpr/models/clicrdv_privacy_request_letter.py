from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, format_date, format_datetime
from odoo.tools.translate import LazyTranslate

from ..logic import privacy_requests as states
from . import clicrdv_privacy_letter

_lt = LazyTranslate(__name__)

#: Kind → subject. The text of each is the template ``clicrdv_gdpr.request_letter_<kind>``.
SUBJECTS = {
    "receipt": _lt("%(name)s: your request about your data is received"),
    "identity": _lt("%(name)s: please prove who you are"),
    "extended": _lt("%(name)s: we need more time to answer your request"),
    "answered": _lt("%(name)s: our answer to your request"),
    "refused": _lt("%(name)s: your request is refused"),
    "forwarded": _lt("%(name)s: your request is forwarded"),
    "link": _lt("Your data at %(company)s"),
    "new_address": _lt("Please confirm your new address at %(company)s"),
    "changed": _lt("Your details at %(company)s were changed"),
    "freed": _lt("Appointments cancelled: a client had his data erased"),
    "alarm": _lt("Request %(name)s is to be answered by %(day)s"),
    "hand_over": _lt("A request of a person that is yours to answer"),
}
#: The grounds of a refusal, as the person reads them.
GROUND_TEXTS = {
    "not_identified": _lt("We could not identify you, even with what you have sent us (GDPR art. 12(2) and 11(2))."),
    "unfounded": _lt("The request is manifestly unfounded (GDPR art. 12(5)(b))."),
    "excessive": _lt("The request is excessive because it is repeated (GDPR art. 12(5)(b))."),
    "others": _lt("A copy would adversely affect the rights and freedoms of others (GDPR art. 15(4) and 20(4))."),
    "not_portable": _lt(
        "Portability covers data that you have given us yourself, on the basis of your consent or of a contract "
        "(GDPR art. 20(1)): this is not the case here."
    ),
    "accurate": _lt("The data are accurate and complete (GDPR art. 16)."),
    "compelling": _lt(
        "There are compelling legitimate grounds for the processing which override your interests (GDPR art. 21(1))."
    ),
    "claims": _lt("The data are needed to establish, exercise or defend legal claims (GDPR art. 17(3)(e) and 21(1))."),
    "law": _lt(
        "The law obliges us to keep these data (GDPR art. 17(3)(b); Code de commerce, art. L123-22 for invoices)."
    ),
    "no_ground": _lt("None of the conditions of the law for this right is met (GDPR art. 17(1) and 18(1))."),
}

clicrdv_privacy_letter.SUBJECTS["request_forwarded"] = _lt(
    "Data protection: a request of a person that is yours, %(name)s"
)


class ClicrdvPrivacyLetter(models.Model):
    """The letter that hands a request over to its right controller."""

    _inherit = "clicrdv.privacy.letter"

    # === FIELDS === #

    kind = fields.Selection(
        selection_add=[("request_forwarded", "Request of a person forwarded")],
        ondelete={"request_forwarded": "cascade"},
    )


class ClicrdvPrivacyRequest(models.Model):
    """Letters to the person: by e-mail where an address is known, otherwise to be printed."""

    _inherit = "clicrdv.privacy.request"

    # === BUSINESS METHODS === #

    def _answer_email(self):
        """Where the person is written to: the address on file; what he wrote from only while no file is known.

        :rtype: str
        """
        self.ensure_one()
        files = self.partner_ids.sudo()  # the letter goes to the person, whoever has it sent
        on_file = next((file.email_normalized for file in files if file.email_normalized), "")
        return on_file if files else email_normalize(self.address or "") or ""

    def _person_lang(self):
        lang = next((file.lang for file in self.partner_ids.sudo() if file.lang), None)  # see _answer_email
        return lang or self._controller_lang()

    def _controller_lang(self):
        # the establishment's own partner, whoever may read it
        return self.company_id.sudo().partner_id.lang or "fr_FR"

    def _write_person(self, kind, email=None, lang=None):
        """Write a letter to the person of each request.

        :param str kind: key of SUBJECTS
        :param str email: where it goes when the files are erased by now
        :param str lang: likewise
        """
        for request in self:
            email_to, lang_to = email or request._answer_email(), lang or request._person_lang()
            subject, body = request._letter(kind, lang_to)
            if email_to:
                request.company_id._privacy_mail(email_to, subject, body)
                request._log("letter", body, detail=kind)
            else:
                # hangs on the request: it goes with the person's data
                self.env["ir.attachment"].sudo().create(  # the letter is the program's, it is read with the request
                    {
                        "name": f"{request.name} {kind}.html",
                        "raw": str(Markup("<!DOCTYPE html><meta charset='utf-8'>") + body).encode(),
                        "mimetype": "text/html",
                        "res_model": self._name,
                        "res_id": request.id,
                    }
                )
                request._log("letter_printed", body, detail=kind)

    def _letter(self, kind, lang, **values):
        """The subject and the text of a letter about this request.

        :param str lang: code of the reader's language
        :return: (subject, body)
        """
        self.ensure_one()
        request = self.with_context(lang=lang)
        values |= {
            "case": request,  # the templates of core have a `request` of their own
            "right": dict(request._fields["right"]._description_selection(request.env))[self.right],
            "ground": request.env._(GROUND_TEXTS[self.refusal_ground]) if self.refusal_ground else "",
            "may_complain": kind in (states.REFUSED, states.EXTENDED, states.ANSWERED),
            "received_on": self._received_on(),
            "due_on": self._due_on(),
        }
        return self.company_id._privacy_letter(kind, lang, name=self.name, **values)

    def _due_on(self):
        return self.company_id._privacy_today(self.due_at) if self.due_at else False


class ResCompany(models.Model):
    """How a controller writes to persons."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _privacy_letter(self, kind, lang, name="", **values):
        """A letter of this controller.

        :param str kind: key of SUBJECTS
        :param str lang: code of the reader's language
        :return: (subject, body)
        """
        self.ensure_one()
        company = self.sudo().with_context(lang=lang)  # what a letter shows of the establishment is public
        title = company.booking_title or company.name
        subject = company.env._(SUBJECTS[kind])
        subject %= {"name": name, "company": title, "day": values.get("due_on") or ""}
        body = company.env["ir.qweb"]._render(
            f"clicrdv_gdpr.request_letter_{kind}",
            {"company": company, "title": title, "name": name, **company._privacy_clock_words(), **values},
        )
        return subject, body

    def _privacy_clock_words(self):
        """How templates of letters write days and moments inside a sentence, in the language of the environment.

        :return: {name in the template: function}
        """
        self.ensure_one()
        return {
            "date_of": lambda day: format_date(self.env, day) if day else "",
            "moment_of": lambda at: format_datetime(self.env, at, tz=self.booking_tz) if at else "",
        }

    def _privacy_mail(self, email, subject, body):
        """Hand a letter to the mail queue; core forgets it once it has left."""
        self.ensure_one()
        company = self.sudo()  # who acts may be the visitor of a page
        sender = company.email_formatted or company.env["ir.mail_server"]._get_default_from_address()
        return company.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": body,
                "email_from": sender,
                "reply_to": company.dpo_email or company.email_formatted or False,
                "email_to": email,
                "auto_delete": True,
                "message_type": "auto_comment",
            }
        )

    @api.model
    def _privacy_site(self):
        """The address of the public site, without the final slash."""
        return self.get_base_url().rstrip("/")
