"""The establishment that pays late: its case, the reminder that it got, and the formal notice that waits for a person."""

import hashlib
from datetime import timedelta

from odoo.tools import html2plaintext

from odoo.addons.clicrdv_booking.demo.papers import paper

from ..logic import dunning
from .story import LATE_PAYER, company_of

REMINDED_AFTER_DAYS = 6


def dun(env, story, moves):
    """Open the case of the late payer as the daily job does.

    :param dict moves: {month: account.move records}
    """
    partner = company_of(env, LATE_PAYER).partner_id
    oldest = moves[story.months[0]].filtered(lambda move: move.partner_id == partner)
    reminded_on = oldest.invoice_date_due + timedelta(days=REMINDED_AFTER_DAYS)
    case = env["clicrdv.dunning.case"].create(
        {"company_id": env.company.id, "partner_id": partner.id, "opened_on": reminded_on}
    )
    _remind(env, case, oldest, reminded_on)
    # what is due by today is proposed by the product itself
    env["clicrdv.dunning.case"]._look_at(env.company, partner)


def _remind(env, case, move, day):
    """A reminder that went by e-mail some weeks ago; its paper is a small one."""
    level = env.ref("clicrdv_billing.dunning_level_reminder").with_context(lang=case.partner_id.lang)
    letter = env["clicrdv.dunning.letter"].create(
        {"case_id": case.id, "level_id": level.id, "kind": level.kind, "channel": level.channel, "date": day}
    )
    env["clicrdv.dunning.letter.line"].create(
        {
            "letter_id": letter.id,
            "move_id": move.id,
            "concerned": True,
            "due_on": move.invoice_date_due,
            "days_late": (day - move.invoice_date_due).days,
            "amount_total": move.amount_total,
            "amount_open": move.amount_residual,
        }
    )
    letter.write({"amount_open": move.amount_residual, "amount_total": move.amount_residual})
    body = level._text(letter._texts())
    content = paper(f"{level.name}, {move.name}", html2plaintext(body))
    attachment = env["ir.attachment"].create(
        {"name": f"{level.name} {day}.pdf", "raw": content, "res_model": letter._name, "res_id": letter.id}
    )
    letter.body = body
    letter._move_to(
        dunning.SENT,
        attachment_id=attachment.id,
        pdf_sha256=hashlib.sha256(content).hexdigest(),
        sent_on=day,
        sent_by_id=env.ref("clicrdv_billing.user_facturation1").id,
    )
