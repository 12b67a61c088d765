"""Refusals about looking for, exporting, keeping and erasing the data of persons."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class NotAClientFile(PrivacyRefused):
    code = "not_a_client_file"
    sentence = _lt("This is the contact of an establishment, of its staff or of a supplier: choose a client file.")


class OnLegalHold(PrivacyRefused):
    code = "on_legal_hold"
    sentence = _lt("A legal hold protects this client file: lift the hold first, if the claim or dispute is over.")


class ClientGone(PrivacyRefused):
    code = "client_gone"
    sentence = _lt("This client file is closed, as its time is over: make a new one for this client.")


class PurgeIsForever(PrivacyRefused):
    code = "purge_is_forever"
    sentence = _lt("The purge register proves what was destroyed: nobody changes or deletes a line of it.")


class InvalidPeriod(PrivacyRefused):
    code = "invalid_period"
    sentence = _lt("“%(what)s” must be between %(low)s and %(high)s.")


class HoldNeedsReason(PrivacyRefused):
    code = "hold_needs_reason"
    sentence = _lt("Say why this client file must be kept, without naming anybody.")


class NothingToSearch(PrivacyRefused):
    code = "nothing_to_search"
    sentence = _lt("Type at least one name, address or number of three characters or more, one on each line.")


class RunStateRefused(PrivacyRefused):
    code = "run_state_refused"
    sentence = _lt(
        "The state of a run follows from its job: it can be cancelled while it is announced, and nothing else."
    )
