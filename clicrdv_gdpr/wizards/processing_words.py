"""The words of the register of processings (sub-annex A): what each code of `logic.processing_register` is called."""

from odoo.tools.translate import LazyTranslate

from ..logic.personal_data import Category
from ..logic.privacy_roles import CONTROLLER, PROCESSOR

_lt = LazyTranslate(__name__)

ROLES = {PROCESSOR: _lt("Processor"), CONTROLLER: _lt("Controller")}

#: Columns of the table, in their order.
COLUMNS = {
    "controller": _lt("Controller"),
    "processor": _lt("Processor"),
    "dpo": _lt("Data protection contact"),
    "name": _lt("Processing"),
    "role": _lt("Part of the provider"),
    "purpose": _lt("Purpose"),
    "legal_basis": _lt("Legal basis"),
    "persons": _lt("Persons"),
    "data": _lt("Categories of data"),
    "tables": _lt("Held in"),
    "recipients": _lt("Recipients"),
    "transfers": _lt("Outside the EU"),
    "retention": _lt("Retention"),
    "measures": _lt("Security measures"),
}

CATEGORIES = {
    Category.IDENTITY: _lt("Identity: last name, first name"),
    Category.CONTACT: _lt("Contact: telephone, e-mail"),
    Category.APPOINTMENT: _lt("Appointment: date, time"),
    Category.FREE_TEXT: _lt("Free-text zones"),
    Category.TECHNICAL: _lt("Technical traces of the use of the service"),
}

PERSONS = {
    "controller_staff": _lt("Staff of the controller"),
    "final_clients": _lt("Clients of the controller"),
}

_CONTRACT = _lt("Contract with the person (GDPR art. 6(1)(b))")

#: Entry → name, purpose as sub-annex A words it, legal basis.
ENTRIES = {
    "appointments": (_lt("Appointments"), _lt("Online booking service"), _CONTRACT),
    "hosting": (
        _lt("Hosting"),
        _lt("Hosting of the database of clients"),
        _lt("Security of processing (GDPR art. 6(1)(c) and 32)"),
    ),
    "transactional_messages": (
        _lt("Messages about appointments"),
        _lt("SMS and e-mails: cancellation, no-show, notification (reminder and modification included), confirmation"),
        _CONTRACT,
    ),
    "marketing_messages": (
        _lt("Advertising by SMS"),
        _lt("Marketing SMS, where the establishment has chosen it"),
        _lt("Consent (GDPR art. 6(1)(a); CPCE art. L34-5)"),
    ),
    "professional_accounts": (
        _lt("Accounts of professionals"),
        _lt("Access of the controller's staff to the service: last name, first name, e-mail, telephone, entity"),
        _lt("Legitimate interest (GDPR art. 6(1)(f))"),
    ),
    "consumer_accounts": (
        _lt("Accounts of clients"),
        _lt("Identification and contact of clients who keep an account of their own"),
        _CONTRACT,
    ),
}
