"""Each refusal of the registers: a stable code and a sentence that says what to do."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class StateRefused(PrivacyRefused):
    code = "state_refused"
    sentence = _lt("“%(name)s” is %(current)s: it cannot become %(target)s.")


class StateByHand(PrivacyRefused):
    code = "state_by_hand"
    sentence = _lt("The state changes by the buttons of the form only: each change is a step that is checked.")


class WrittenByHand(PrivacyRefused):
    code = "written_by_hand"
    sentence = _lt("These are written by the steps of the form only, as they are proofs: %(fields)s.")


class InFuture(PrivacyRefused):
    code = "in_future"
    sentence = _lt("“%(field)s” is in the future: note it once it has happened.")


class RecordFrozen(PrivacyRefused):
    code = "record_frozen"
    sentence = _lt("“%(name)s” is a proof by now and cannot be changed or deleted: write a new record instead.")


class ControllerRefused(PrivacyRefused):
    code = "controller_refused"
    sentence = _lt(
        "Choose one controller: an establishment, or an integrated network, which answers for all of its own."
    )


class NotTheProcessor(PrivacyRefused):
    code = "not_the_processor"
    sentence = _lt(
        "“%(name)s” is an establishment, and handles nobody else's data: only the processor notes this for another one."
    )


class MailServerUnknown(PrivacyRefused):
    code = "mail_server_unknown"
    sentence = _lt(
        "Say who runs “%(name)s”: choose its sub-processor, or the country in the European Union of a server of your own."
    )


class AuthorMissing(PrivacyRefused):
    code = "author_missing"
    sentence = _lt("Say who gave the instruction for the controller, or which law imposes the processing.")


class FlowRefused(PrivacyRefused):
    code = "flow_refused"
    sentence = _lt("Nothing may be sent to “%(name)s”: %(reason)s.")


class DocumentMissing(PrivacyRefused):
    code = "document_missing"
    sentence = _lt("“%(name)s” is not published yet: attach its text and publish it first.")


class AgreementMissing(PrivacyRefused):
    code = "agreement_missing"
    sentence = _lt(
        "“%(name)s” cannot be online yet: its data-protection agreement is not signed. "
        "Accept it under Data protection, What to do. One that was signed on paper is recorded under Data protection, "
        "Registers, Signatures of the agreement."
    )


class ContractMissing(PrivacyRefused):
    code = "contract_missing"
    sentence = _lt(
        "“%(name)s” cannot be used yet: attach the signed contract with its date and tick each point of art. 28(4)."
    )


class NoticeMissing(PrivacyRefused):
    code = "notice_missing"
    sentence = _lt(
        "“%(name)s” cannot be used yet: controllers are told by a notice at least 20 working days ahead, "
        "and its day has to come."
    )


class NoticeTooShort(PrivacyRefused):
    code = "notice_too_short"
    sentence = _lt("A notice leaves at least 20 working days ahead: %(day)s is the first possible day.")


class ReplacedElsewhere(PrivacyRefused):
    code = "replaced_elsewhere"
    sentence = _lt("What is replaced is another record of the same company: choose one.")


class AnswerLate(PrivacyRefused):
    code = "answer_late"
    sentence = _lt("The period to object ended on %(day)s: “%(name)s” is deemed to have accepted.")


class ReasonMissing(PrivacyRefused):
    code = "reason_missing"
    sentence = _lt("Write down the reasons first: “%(name)s” has none.")


class TransferIncomplete(PrivacyRefused):
    code = "transfer_incomplete"
    sentence = _lt(
        "A transfer needs the signed clauses as a file, the day of their signature and a country outside the EU."
    )


class BreachIncomplete(PrivacyRefused):
    code = "breach_incomplete"
    sentence = _lt("A notification tells five things. Still missing: %(missing)s.")


class ClockMissing(PrivacyRefused):
    code = "clock_missing"
    sentence = _lt(
        "No clock of breaches is in force on %(day)s: add one under Data protection, Registers, Breach clocks."
    )


class ContactMissing(PrivacyRefused):
    code = "contact_missing"
    sentence = _lt("“%(name)s” has no contact for data protection: fill it in under Settings, Data protection.")


class NobodyConcerned(PrivacyRefused):
    code = "nobody_concerned"
    sentence = _lt("No controller is concerned: add at least one.")


class DecisionMissing(PrivacyRefused):
    code = "decision_missing"
    sentence = _lt("Choose what the controller has decided: only the controller decides whether the authority is told.")


class SecondAudit(PrivacyRefused):
    code = "second_audit"
    sentence = _lt("“%(name)s” has its audit of %(year)s already: one is due in a calendar year.")


class AuditTooEarly(PrivacyRefused):
    code = "audit_too_early"
    sentence = _lt("An audit is announced 20 working days ahead: %(day)s is the first possible day.")


class ProtocolMissing(PrivacyRefused):
    code = "protocol_missing"
    sentence = _lt("Attach the protocol of the audit, and note the day on which both agreed to it.")


class AuditorRefusalUnfounded(PrivacyRefused):
    code = "auditor_refusal_unfounded"
    sentence = _lt(
        "An auditor is refused for a conflict of interest or for competition only: choose one and explain it."
    )


class AuditorUnproved(PrivacyRefused):
    code = "auditor_unproved"
    sentence = _lt("“%(name)s” audits for somebody else: note the qualification, and tick that it is independent.")


class NdaMissing(PrivacyRefused):
    code = "nda_missing"
    sentence = _lt("The audit cannot start: attach the signed confidentiality undertaking of controller and auditor.")


class ActionsOpen(PrivacyRefused):
    code = "actions_open"
    sentence = _lt("The audit cannot be closed: its report is missing, or an action is still open.")


class SecrecyUnfounded(PrivacyRefused):
    code = "secrecy_unfounded"
    sentence = _lt("Name the text of law that forbids telling the controller.")


class TestMissing(PrivacyRefused):
    code = "test_missing"
    sentence = _lt("Note the day of the test of “%(name)s” and its result first.")


class ChangeNotTold(PrivacyRefused):
    code = "change_not_told"
    sentence = _lt(
        "Controllers are informed before a measure is replaced: send the information, and apply it on a later day."
    )


class NoticeLength(PrivacyRefused):
    code = "notice_length"
    sentence = _lt("The notice in the registered letter is of 15 to 30 calendar days.")


class CauseUnproved(PrivacyRefused):
    code = "cause_unproved"
    sentence = _lt("The cause is not proved: %(what)s.")


class RemedyRunning(PrivacyRefused):
    code = "remedy_running"
    sentence = _lt("The other side has until %(day)s to put things right: nothing ends before.")


class NoHealthHost(PrivacyRefused):
    code = "no_health_host"
    sentence = _lt(
        "“%(name)s” cannot handle health data here: no valid HDS certificate covers activities %(activities)s. "
        "Record it under Data protection, Registers, HDS certificates."
    )


class AddressNotSecure(PrivacyRefused):
    code = "address_not_secure"
    sentence = _lt(
        "“%(address)s” is not encrypted: data goes to TLS addresses only (https, sftp…), or stays on this machine."
    )
