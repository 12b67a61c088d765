"""What the tests of rights try things with: a record of each kind at an operator, and a change of it.

The values are functions of the test case, which counts, and of the other records of an operator.
"""

from datetime import date, datetime, timedelta

from odoo.fields import Command

from .common import PDF

JULY = date(2026, 7, 1)


def _of_contract(**values):
    return lambda cls, place: {"contract_id": place["contract"].id, **values}


def _of_operator(**values):
    return lambda cls, place: {"company_id": place["operator"].id, **values}


def _of_customer(**values):
    return lambda cls, place: {"partner_id": place["contract"].partner_id.id, **_of_operator(**values)(cls, place)}


def _order(cls, place):
    return {"network_id": place["network"].id, **_of_customer()(cls, place)}


def _charge(cls, place):
    days = {"period_start": JULY, "period_end": date(2026, 7, 31)}
    amounts = {"quantity": 1, "unit_price": 10, "amount": 10}
    what = {"kind": "subscription", "name": "July", "product_id": place["product"].id}
    return {**_of_contract(establishment_id=place["shop"].id)(cls, place), **what, **days, **amounts}


def _in_run(cls, place):
    run = cls.env["clicrdv.billing.run"].create(VALUES["run"](cls, place))
    return {"run_id": run.id, **_of_contract(establishment_id=place["shop"].id)(cls, place)}


def _answer(cls, place):
    question = cls.env["clicrdv.integrity.question"].create({"name": "Anything else?"})
    return {"review_id": place["review"].id, "question_id": question.id}


def _case(cls, place):
    customer = cls.env["res.partner"].create({"name": "Another customer"})
    return {"partner_id": customer.id, "opened_on": JULY, **_of_operator()(cls, place)}


def _letter(cls, place):
    case = cls.env["clicrdv.dunning.case"].create(_case(cls, place))
    days = {"date": date(2027, 1, 11), "kind": "reminder", "channel": "email"}
    return {"case_id": case.id, "level_id": place["level"].id, **days}


def _letter_line(cls, place):
    letter = cls.env["clicrdv.dunning.letter"].create(_letter(cls, place))
    return {"letter_id": letter.id, "move_id": place["invoice"].id}


def _suspension(cls, place):
    letter = cls.env["clicrdv.dunning.letter"].create(_letter(cls, place))
    page = {"establishment_id": place["shop"].id, "closed_at": datetime(2027, 1, 11)}
    return {"case_id": letter.case_id.id, "letter_id": letter.id, **page}


def _late_charge(cls, place):
    line = place["invoice"].line_ids[0]
    return {
        "kind": "penalty",
        "move_id": place["invoice"].id,
        "until": cls._day(),
        "amount": 1,
        "note_line_id": line.id,
    }


def _document(cls, place):
    file = cls.env["ir.attachment"].create({"name": "paper.pdf", "raw": b"%PDF-1.4 paper"})
    return _of_contract(kind="other", name=f"Paper {cls._number()}", attachment_id=file.id)(cls, place)


def _change_line(cls, place):
    change = cls.env["clicrdv.contract.change"].create(_of_contract()(cls, place))
    return {"change_id": change.id, "product_id": place["product"].id, "unit_price": 12}


def _invoice(cls, place):
    taxes = [Command.set(place["operator"].billing_tax_metropole_id.ids)]
    line = {"name": "Subscriptions", "price_unit": 100, "tax_ids": taxes}
    return {
        "move_type": "out_invoice",
        "partner_id": place["shop"].partner_id.id,
        "company_id": place["operator"].id,
        "invoice_date": JULY,
        "billing_contract_id": place["contract"].id,
        "invoice_line_ids": [Command.create(line)],
    }


def _exclusion(cls, place):
    start = datetime(2027, 1, 9)
    kind = {"kind": "security", "reason": "Update"}
    return _of_operator(start=start, stop=start + timedelta(hours=1), **kind)(cls, place)


def _event(cls, place):
    names = {"event_id": f"e{cls._number()}", "event_name": "signature_request.done", "remote_id": "r"}
    return _of_operator(event_at=datetime(2027, 1, 9), **names)(cls, place)


#: Kind of record → values for a further one, each after those it needs.
VALUES = {
    "contract": _order,
    "price": lambda cls, place: _of_contract(product_id=place["product"].id, date_from=cls._day(), unit_price=1)(
        cls, place
    ),
    "subscription": lambda cls, place: _of_contract(
        establishment_id=place["shop"].id, activity_id=place["shop"].activity_id.id
    )(cls, place),
    "run": lambda cls, place: _of_operator(month=cls._month())(cls, place),
    "charge": _charge,
    "line of a run": _in_run,
    "usage": lambda cls, place: {"charge_id": place["charge"].id},
    "quote": _of_contract(),
    "line of a quote": lambda cls, place: {
        "quote_id": place["quote"].id,
        "establishment_id": place["shop"].id,
        "product_id": place["product"].id,
        "unit_price": 1,
    },
    "claim": _of_contract(breach_date=date(2027, 1, 1), received_on=date(2027, 1, 11), description="Down"),
    "document request": _of_contract(name="Mandate", due_on=date(2027, 2, 1)),
    "document reminder": lambda cls, place: {
        "request_id": place["document request"].id,
        "day": cls._day(),
        "email": "a@example.com",
    },
    "review": _of_contract(),
    "answer": _answer,
    "question": lambda cls, place: {"name": "Is it?"},
    "testimonial": _of_contract(author_name="Jeanne", text="Good"),
    "use of a logo": _of_contract(place="Page"),
    "audit day": _of_contract(audit_ref="A", hours=1, description="Tour"),
    "interest rate": lambda cls, place: {
        "date_start": date(2030 + cls._number(), 1, 1),
        "rate_business": 2,
        "source": "Test",
    },
    "policy": _of_operator(name="Policy"),
    "letter of a policy": lambda cls, place: {
        "policy_id": cls.env["clicrdv.dunning.policy"].create(_of_operator(name="Other")(cls, place)).id,
        "name": "Reminder",
        "body": "Pay.",
    },
    "invoice": _invoice,
    "late customer": _case,
    "dunning letter": _letter,
    "line of a letter": _letter_line,
    "late charge": _late_charge,
    "closed page": _suspension,
    "special terms": _of_customer(kind="prepayment", reason="Late"),
    "days without penalty": _of_operator(date_from=JULY, reason="Flood"),
    "dispute": _of_customer(name="Price", letter_date=JULY),
    "incident": _of_operator(subject="Down"),
    "step of an incident": lambda cls, place: {"incident_id": place["incident"].id, "name": "Restart"},
    "exclusion": _exclusion,
    "probe": lambda cls, place: _of_operator(
        at=datetime(2020, 1, 1) + timedelta(minutes=cls._number()), source="inside", ok=True
    )(cls, place),
    "service report": lambda cls, place: _of_operator(month=cls._month())(cls, place),
    "published report": lambda cls, place: _of_contract(month=cls._month(), **_of_operator()(cls, place))(cls, place),
    "contract document": _document,
    "signature request": _of_contract(
        document_sha256="0", level="electronic_signature", authentication="no_otp", state="canceled"
    ),
    "signature event": _event,
    "terms": lambda cls, place: _of_operator(kind="cgv", version=f"draft-{cls._number()}", file=PDF)(cls, place),
    "notice": _of_contract(),
    "change": _of_contract(explanation="New prices"),
    "line of a change": _change_line,
    "force majeure": _of_contract(reason="Flood", date_start=JULY),
    "termination": _of_contract(cause="fault", letter_sent_on=JULY),
    "termination for corruption": _of_contract(cause="corruption", letter_sent_on=JULY),
}
#: Kind of record → what is changed of one; its name when nothing is said here.
CHANGES = {
    "contract": {"invoice_to": "head_office"},
    "price": {"unit_price": 1},
    "subscription": {"declared_by": "Somebody"},
    "run": {"invoice_date": JULY},
    "charge": {"amount": 1},
    "line of a run": {"warning": "Changed"},
    "usage": {"charge_id": 1},
    "quote": {"reason": "Changed"},
    "claim": {"description": "Changed"},
    "document reminder": {"email": "b@example.com"},
    "review": {"statement": "Changed"},
    "answer": {"comment": "Changed"},
    "testimonial": {"text": "Changed"},
    "use of a logo": {"place": "Changed"},
    "audit day": {"description": "Changed"},
    "interest rate": {"source": "Changed"},
    "late customer": {"pause_reason": "Changed"},
    "dunning letter": {"tracking_number": "Changed"},
    "line of a letter": {"days_late": 1},
    "invoice": {"ref": "Changed"},
    "late charge": {"amount": 2},
    "closed page": {"problem": "Changed"},
    "special terms": {"reason": "Changed"},
    "days without penalty": {"reason": "Changed"},
    "incident": {"subject": "Changed"},
    "exclusion": {"reason": "Changed"},
    "probe": {"ok": False},
    "service report": {"month": date(2001, 1, 1)},
    "published report": {"sent_at": datetime(2027, 1, 1)},
    "signature request": {"state": "filed"},
    "signature event": {"processed": True},
    "terms": {"version": "changed"},
    "notice": {"proof_name": "Changed"},
    "change": {"explanation": "Changed"},
    "line of a change": {"unit_price": 1},
    "force majeure": {"reason": "Changed"},
    "termination": {"description": "Changed"},
    "termination for corruption": {"description": "Changed"},
}
#: Kind of record → its model.
MODELS = {
    "contract": "clicrdv.contract",
    "price": "clicrdv.contract.price",
    "subscription": "clicrdv.subscription",
    "charge": "clicrdv.charge",
    "run": "clicrdv.billing.run",
    "line of a run": "clicrdv.billing.line",
    "usage": "clicrdv.usage",
    "quote": "clicrdv.quote",
    "line of a quote": "clicrdv.quote.line",
    "claim": "clicrdv.claim",
    "document request": "clicrdv.document.request",
    "document reminder": "clicrdv.document.reminder",
    "review": "clicrdv.integrity.review",
    "answer": "clicrdv.integrity.answer",
    "question": "clicrdv.integrity.question",
    "testimonial": "clicrdv.testimonial",
    "use of a logo": "clicrdv.logo.use",
    "audit day": "clicrdv.audit.day",
    "interest rate": "clicrdv.interest.rate",
    "policy": "clicrdv.dunning.policy",
    "letter of a policy": "clicrdv.dunning.level",
    "late customer": "clicrdv.dunning.case",
    "dunning letter": "clicrdv.dunning.letter",
    "line of a letter": "clicrdv.dunning.letter.line",
    "invoice": "account.move",
    "late charge": "clicrdv.late.charge",
    "closed page": "clicrdv.page.suspension",
    "special terms": "clicrdv.payment.special",
    "days without penalty": "clicrdv.penalty.suspension",
    "dispute": "clicrdv.dispute",
    "incident": "clicrdv.incident",
    "step of an incident": "clicrdv.incident.step",
    "exclusion": "clicrdv.outage.exclusion",
    "probe": "clicrdv.probe",
    "service report": "clicrdv.service.report",
    "published report": "clicrdv.service.report",
    "contract document": "clicrdv.contract.document",
    "signature request": "clicrdv.signature.request",
    "signature event": "clicrdv.signature.event",
    "terms": "clicrdv.terms",
    "notice": "clicrdv.notice",
    "change": "clicrdv.contract.change",
    "line of a change": "clicrdv.contract.change.line",
    "force majeure": "clicrdv.force.majeure",
    "termination": "clicrdv.termination",
    "termination for corruption": "clicrdv.termination",
}
