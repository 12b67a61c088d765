"""Refusals about requests of persons: of the staff's screens, and of the pages that persons see."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.clicrdv_booking.exceptions import BookingRefused

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class WrittenByCode(PrivacyRefused):
    code = "written_by_code"
    sentence = _lt("These fields follow from the steps of the request and are not typed: %(fields)s.")


class ReceivedInFuture(PrivacyRefused):
    code = "received_in_future"
    sentence = _lt("A request cannot be received in the future: note when it really came.")


class WrongController(PrivacyRefused):
    code = "wrong_controller"
    sentence = _lt("Choose client files of “%(name)s” only: each controller answers for its own.")


class NobodyFound(PrivacyRefused):
    code = "nobody_found"
    sentence = _lt("Choose the client files of the person first: “%(name)s” has none.")


class OfficerNeeded(PrivacyRefused):
    code = "officer_needed"
    sentence = _lt("“%(name)s” is about an archived file: ask a privacy officer to answer it.")


class IdentityUnproven(PrivacyRefused):
    code = "identity_unproven"
    sentence = _lt("Who asks is not proven yet: ask for a proof, or note how the person is known.")


class IdentityReasonMissing(PrivacyRefused):
    code = "identity_reason_missing"
    sentence = _lt(
        "Write down why there is a doubt: a copy of a document is asked for a reason only (GDPR art. 12(6))."
    )


class ExtensionTooLate(PrivacyRefused):
    code = "extension_too_late"
    sentence = _lt("An extension is told within the first month, which ended on %(day)s: answer now.")


class ExtensionReasonMissing(PrivacyRefused):
    code = "extension_reason_missing"
    sentence = _lt("Write down why more time is needed: the person is told these reasons.")


class GroundMissing(PrivacyRefused):
    code = "ground_missing"
    sentence = _lt("Choose a reason of the list that the law allows for this right, and explain it to the person.")


class AnswerMissing(PrivacyRefused):
    code = "answer_missing"
    sentence = _lt("Write the answer first: the person gets it as it stands.")


class NowhereToForward(PrivacyRefused):
    code = "nowhere_to_forward"
    sentence = _lt("Name the right controller: another establishment of this installation, or a name and an e-mail.")


class NoWayToAnswer(PrivacyRefused):
    code = "no_way_to_answer"
    sentence = _lt("The file has no e-mail address: download the export and hand it over.")


class RequestIsProof(PrivacyRefused):
    code = "request_is_proof"
    sentence = _lt("A request of a person and its log are proofs: nobody deletes or rewrites them.")


class LinkExpired(BookingRefused):
    code = "link_expired"
    http_status = 404
    sentence = _lt("This link shows nothing any more.")


class AddressNeeded(BookingRefused):
    code = "address_needed"
    sentence = _lt("Please type the e-mail address or the phone number that the establishment has of you.")


class NameNeeded(BookingRefused):
    code = "name_needed"
    sentence = _lt("Please type your last name: an appointment needs one.")


class NothingChosen(BookingRefused):
    code = "nothing_chosen"
    http_status = 422
    sentence = _lt("Choose whose data are to be erased: several people share this address.")


class NothingChanged(BookingRefused):
    code = "nothing_changed"
    sentence = _lt("Nothing is different: change what is wrong, then send the form again.")
