"""What a link shows that opens nothing: forged, used, expired, erased, all the same calm page."""

from odoo.addons.clicrdv_booking.controllers import common

from ..exceptions_rights import LinkExpired


def gone():
    """Nothing is held behind this link."""
    return common.page("clicrdv_gdpr.my_data_gone", {"company": None, "access": ""}, status=404, private=True)


def _respond(refusal):
    return gone() if isinstance(refusal, LinkExpired) else common.refusal_page(refusal)


page_refusals = common.answers_refusals(_respond)
