from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic import contacts

from ..exceptions_personal_data import OnLegalHold
from ..exceptions_rights import NothingChanged
from ..logic import privacy_requests as states


class ClicrdvPrivacyRequest(models.Model):
    """What a person does himself on the page of his data: done at once, with a case as its proof.

    `files` are always those that his link opens (`clicrdv.person.access`), in superuser mode.
    """

    _inherit = "clicrdv.privacy.request"

    # === BUSINESS METHODS === #

    @api.model
    def _person_exports(self, files, out):
        """Write his data into a file; several downloads of a day are one case.

        :param out: binary file, see `clicrdv.person.data._zip`
        :return: the case
        """
        proof = self.env["clicrdv.person.data"]._zip(files, out)
        since = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        case = self.sudo().search(  # the person is not signed in: his link proves who he is
            [
                ("right", "=", states.PORTABILITY),
                ("state", "=", states.ANSWERED),
                ("partner_ids", "in", files.ids),
                ("channel", "=", "link"),
                ("closed_at", ">=", since),
            ],
            limit=1,
        )
        if case:
            case._log("exported", **proof)
        else:
            case = self._of_person(files, states.PORTABILITY, at_once=True)
            case._answered_at_once("exported", **proof)
        files._note_interaction(fields.Datetime.now())
        return case

    @api.model
    def _person_corrects(self, file, typed):
        """Correct his name at once; ask the new address whether it is his.

        :param file: one of his client files
        :param dict typed: lastname, firstname, email, phone as they came in
        :return: list of what happens now: name, email, sms, staff
        :raises NameNeeded, NothingChanged, AddressNeeded:
        """
        lastname, firstname = (contacts.clean_name(typed[name]) for name in ("lastname", "firstname"))
        done = []
        if (lastname, firstname) != (file.client_lastname or "", file.client_firstname or ""):
            file._correct_name(lastname, firstname)
            self._of_person(file, states.RECTIFICATION, at_once=True)._answered_at_once("corrected", detail="name")
            done.append("name")
        done += [self._person_changes(file, kind, new) for kind, new in self._new_addresses(file, typed)]
        if not done:
            raise NothingChanged(self.env)
        file._note_interaction(fields.Datetime.now())
        return done

    @api.model
    def _new_addresses(self, file, typed):
        """What is another address or number than that on file.

        :param file: one of his client files
        :param dict typed: see `_person_corrects`
        :return: list of (email or sms, normalised address)
        :raises AddressNeeded:
        """
        found = []
        for kind, name, current in (("email", "email", file.email_normalized), ("sms", "phone", file.client_phone_key)):
            if typed[name] in ("", file.email or "", file.phone or ""):
                continue
            new = self.env["clicrdv.privacy.confirmation"]._normalised(file.company_id, typed[name])
            if new != current:
                found.append((kind, new))
        return found

    def _person_changes(self, file, kind, new):
        case = self._of_person(file, states.RECTIFICATION, at_once=True)
        if kind == "sms" and not (file.company_id.booking_sms_on and contacts.is_mobile(new)):
            # nothing can be sent there: the staff calls
            case.details = self.env._("My new telephone number: %s", new)
            return "staff"
        asked = {"partner_ids": file.ids, "request_id": case.id, "right": states.RECTIFICATION}
        self.env["clicrdv.privacy.confirmation"]._ask(file.company_id, kind, new, **asked)
        return kind

    @api.model
    def _person_stops(self, files):
        """No more messages, at once; saying so twice changes nothing."""
        case = self._of_person(files, states.OBJECTION, at_once=True)
        case.partner_ids = files  # those that his link opens now, and no other
        case._stop_messages()
        case._step(states.ANSWERED)
        files._note_interaction(fields.Datetime.now())

    @api.model
    def _person_withdraws(self, files, purpose):
        """Withdraw a consent as easily as it was given (art. 7(3))."""
        case = self._of_person(files, states.CONSENT, at_once=True)
        case.partner_ids = files  # see _person_stops
        case._withdraw_consent(purpose)
        case._step(states.ANSWERED)
        files._note_interaction(fields.Datetime.now())

    @api.model
    def _person_asks(self, files, right, details):
        """What needs a person of the staff: a case with its deadline.

        :param str right: see `logic.privacy_requests`
        :param str details: in his words
        """
        case = self._of_person(files, right)
        case.details = "\n\n".join(filter(None, [case.details, details]))
        case._write_person("receipt")
        files._note_interaction(fields.Datetime.now())
        return case

    @api.model
    def _person_erases(self, files):
        """Erase himself; where a claim protects the files, the staff answers within the month.

        :return: (whether it is done, last day on which the law keeps something or False)
        """
        case = self._of_person(files, states.ERASURE)
        case.partner_ids = files  # who shares the address, and was not chosen, stays
        try:
            with self.env.cr.savepoint():
                return True, case._erase_person()
        except OnLegalHold:
            self.env.invalidate_all()
            case._write_person("receipt")
            return False, False
