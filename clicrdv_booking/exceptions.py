"""Each refusal a person can meet: a stable code, an HTTP status, a sentence.

The web pages, the JSON interface and the tests use the code, people read the sentence.
"""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Refused(UserError):
    """Something that was understood and is refused; nothing was changed.

    :param env: environment whose language the sentence is written in
    :param values: what the sentence names, in words that a person reads
    """

    code = "refused"
    sentence = _lt("This is not possible.")

    def __init__(self, env, **values):
        self.values = values
        sentence = env._(self.sentence)
        super().__init__(sentence % values if values else sentence)


class BookingRefused(Refused):
    """A request that was understood and is refused; nothing was changed.

    :param env: environment whose language the sentence is written in
    :param details: further members of the JSON answer (alternatives, fields)
    """

    http_status = 422

    def __init__(self, env, **details):
        self.details = details
        super().__init__(env)

    def payload(self):
        """The JSON body of this refusal.

        :return: dict with code, message and the details given
        """
        return {"code": self.code, "message": self.args[0], **self.details}


class SlotTaken(BookingRefused):
    code = "slot_taken"
    http_status = 409
    sentence = _lt("This time has just been taken. Please choose another one.")

    @property
    def alternatives(self):
        """Nearest free times, aware datetimes in the establishment's zone."""
        return self.details.get("alternatives", [])

    def payload(self):
        body = super().payload()
        body["alternatives"] = [moment.isoformat() for moment in self.alternatives]
        return body


class HoldExpired(BookingRefused):
    code = "hold_expired"
    http_status = 410
    sentence = _lt("The time kept for you has run out. Please choose your time again.")


class AlreadyExtended(BookingRefused):
    code = "already_extended"
    http_status = 409
    sentence = _lt("The time to fill in the form was already extended once.")


class TooSoon(BookingRefused):
    code = "too_soon"
    sentence = _lt("It is too late to book this time online. Please choose a later one or call the establishment.")


class TooFar(BookingRefused):
    code = "too_far"
    sentence = _lt("This date is not open for booking yet. Please choose an earlier one.")


class Closed(BookingRefused):
    code = "closed"
    sentence = _lt("The establishment does not receive clients at this time. Please choose a time from the list.")


class TooManyUpcoming(BookingRefused):
    code = "too_many_upcoming"
    sentence = _lt("You already have the maximum number of upcoming appointments here.")


class TooClose(BookingRefused):
    code = "too_close"
    sentence = _lt("This is too close to another of your appointments here. Please choose another time.")


class SameTime(BookingRefused):
    code = "same_time"
    sentence = _lt("You already have an appointment at this time.")


class UnknownService(BookingRefused):
    code = "unknown_service"
    sentence = _lt("This service cannot be booked online here. Please choose one from the list.")


class UnknownAgenda(BookingRefused):
    code = "unknown_agenda"
    sentence = _lt("This person cannot be chosen for this visit. Please choose one from the list.")


class TooManyServices(BookingRefused):
    code = "too_many_services"
    sentence = _lt("There are too many services for one visit. Please choose fewer.")


class GroupAlone(BookingRefused):
    code = "group_alone"
    sentence = _lt("A group session is booked on its own. Please book the other services separately.")


class PastDeadline(BookingRefused):
    code = "past_deadline"
    sentence = _lt("It is too late to change this appointment online. Please call the establishment.")


class TransitionRefused(BookingRefused):
    code = "transition_refused"
    http_status = 409
    sentence = _lt("The appointment is no longer in a state that allows this. Please reload the page.")


class InvalidParameter(BookingRefused):
    code = "invalid_parameter"
    http_status = 400
    sentence = _lt("This request is not complete or not well formed.")


class NotFound(BookingRefused):
    code = "not_found"
    http_status = 404
    sentence = _lt("This page does not exist.")


class RateLimited(BookingRefused):
    code = "rate_limited"
    http_status = 429
    sentence = _lt("There were too many requests in a short time. Please wait a minute and try again.")


class FieldErrors(BookingRefused):
    """One or more fields of a form are wrong.

    :param fields: {field name: (code, sentence)}; the first code is the error's own
    """

    code = "invalid_field"
    sentence = _lt("Please check the fields marked below.")

    def __init__(self, env, fields):
        self.fields = fields
        self.code = next(iter(fields.values()))[0]
        super().__init__(env, fields={name: {"code": code, "message": text} for name, (code, text) in fields.items()})


REFUSALS_BY_CODE = {
    refusal.code: refusal
    for refusal in (
        SlotTaken,
        TooSoon,
        TooFar,
        Closed,
        TooManyUpcoming,
        TooClose,
        SameTime,
        TooManyServices,
        UnknownAgenda,
        GroupAlone,
        PastDeadline,
    )
}
