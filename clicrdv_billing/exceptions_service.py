"""Refusals about service levels: incidents, exclusions, probes and reports."""

from odoo.tools.translate import LazyTranslate

from .exceptions import BillingRefused

_lt = LazyTranslate(__name__)


class Severity2Unfounded(BillingRefused):
    code = "severity_2_unfounded"
    sentence = _lt(
        "Severity 2 needs a workaround, or a note that says how the service is degraded but acceptable. Fill in one of "
        "them, or choose severity 1."
    )


class Severity3Unfounded(BillingRefused):
    code = "severity_3_unfounded"
    sentence = _lt("Severity 3 is for a defect that can be reproduced: say how to reproduce it.")


class WorkaroundMissing(BillingRefused):
    code = "workaround_missing"
    sentence = _lt("Describe the workaround first: it is what restores the service for the users.")


class FixOpen(BillingRefused):
    code = "fix_open"
    sentence = _lt(
        "“%(name)s” was restored by a workaround: it is closed once its definitive fix is done. Note the fix, then close."
    )


class MomentRefused(BillingRefused):
    code = "moment_in_the_future"
    sentence = _lt("“%(field)s” is in the future: note it once it has happened.")


class MaintenanceInBusinessHours(BillingRefused):
    code = "maintenance_in_business_hours"
    sentence = _lt(
        "Planned maintenance is left out of the availability only outside of business time (Monday to Friday 8:30–18:00, "
        "public holidays excepted, Paris time): %(hours)s of it would be inside. Change its times."
    )


class ReasonMissing(BillingRefused):
    code = "reason_missing"
    sentence = _lt("Each minute that is left out of the availability needs a reason: write it down.")


class MonthNotOver(BillingRefused):
    code = "month_not_over"
    sentence = _lt("%(month)s is not over yet: its report is made once it is.")


class ReportSent(BillingRefused):
    code = "report_sent"
    sentence = _lt("This report has been published: its figures stay as they are.")


class ReportWithoutAddress(BillingRefused):
    code = "report_without_address"
    sentence = _lt("“%(name)s” has no e-mail address: fill it in, then send the report.")


class ProbeAddressRefused(BillingRefused):
    code = "probe_address_refused"
    sentence = _lt("“%(url)s” is no address of a page: it begins with https:// and names a host, without a password.")


class NoOperator(BillingRefused):
    code = "no_operator"
    sentence = _lt(
        "%(name)s has no contract in force here, so nobody is known who would receive the report: call your provider."
    )


#: What an incident lacks for its severity (`logic.incidents.lacks`) → its refusal.
SEVERITY_REFUSALS = {refusal.code: refusal for refusal in (Severity2Unfounded, Severity3Unfounded)}
