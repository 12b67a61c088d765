from datetime import timedelta

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain

from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..logic import availability, bar_chart, business_hours, incidents, report_period, service_levels
from .clicrdv_incident import DUTIES, RESULTS, SEVERITIES
from .clicrdv_outage_exclusion import KINDS

PROMISED = float(service_levels.PROMISED_PERCENT)
#: Of its delay, in percent: beyond it, a bar of the chart is cut.
LONGEST_BAR = 150


class ClicrdvServiceReport(models.Model):
    """How a month is counted, and its pictures."""

    _inherit = "clicrdv.service.report"

    # === BUSINESS METHODS === #

    def _count(self, now):
        """The figures of the month.

        :param datetime now: naive UTC; what is not done by then and is due is missed
        :return: values of the fields `clicrdv_service_report.FIGURES`
        :rtype: dict
        """
        self.ensure_one()
        timeline, left_out = self._timeline(now)
        found = availability.judge(timeline.minutes())
        declared = self._incidents()
        lines = [self._incident_line(incident, now) for incident in declared]
        return {
            "total_minutes": found.minutes.total,
            "down_minutes": found.minutes.down,
            "unknown_minutes": found.minutes.unknown,
            "excluded_minutes": found.minutes.excluded,
            "allowed_minutes": float(found.allowed),
            "availability": float(found.percent),
            "availability_at_best": float(found.percent_at_best),
            "verdict": found.verdict,
            "incident_count": len(lines),
            "missed_count": sum(line[duty] == service_levels.MISSED for line in lines for duty in DUTIES),
            "figures": {
                "days": [self._day_line(day, timeline.minutes(*span)) for day, *span in report_period.days(self.month)],
                "incidents": lines,
                "severities": [self._severity_line(severity, lines) for severity in (*service_levels.SEVERITIES, "")],
                "exclusions": [
                    {"start": _clock(start), "stop": _clock(stop), "kind": kind, "reason": reason}
                    for start, stop, kind, reason in left_out
                ],
            },
        }

    def _timeline(self, now):
        """The minutes of the month, painted by probes, recorded outages and exclusions.

        :return: (logic.availability.Timeline, list of (start, stop, kind, reason) that are left out)
        """
        start, stop = report_period.bounds(self.month)
        timeline = availability.Timeline(start, stop)
        before = start - timedelta(minutes=availability.REACH_MINUTES)
        timeline.probes(self.env["clicrdv.probe"]._between(self.company_id, before, stop))
        down = self._concerned() & Domain("down_from", "<", stop)
        down &= Domain("down_until", "=", False) | Domain("down_until", ">", start)
        outages = self.env["clicrdv.incident"].search(down)
        timeline.outages((outage.down_from, outage.down_until or now) for outage in outages)
        left_out = self._left_out(start, stop)
        timeline.exclusions((begin, end) for begin, end, _kind, _reason in left_out)
        return timeline, left_out

    def _left_out(self, start, stop):
        """What is left out of the availability: what the operator has noted, and the contract's own force majeure (art. 16).

        :return: list of (start, stop, kind, reason), naive UTC, in order
        """
        exclusions = self.env["clicrdv.outage.exclusion"].search(
            [("company_id", "=", self.company_id.id), ("start", "<", stop), ("stop", ">", start)], order="start, id"
        )
        found = [(exclusion.start, exclusion.stop, exclusion.kind, exclusion.reason) for exclusion in exclusions]
        if self.contract_id:
            days = report_period.days(self.month)
            suspended = self.contract_id._force_majeure_days(days[0][0], days[-1][0])
            reason = self.env._("Force majeure under this contract.")
            for begin, end in report_period.spans(days, suspended):
                found.append((begin, end, "force_majeure", reason))
        return sorted(found)

    def _concerned(self):
        """Which incidents the report is about."""
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "!=", incidents.CANCELLED)
        if self.contract_id:
            domain &= Domain("contract_id", "=", self.contract_id.id) | Domain("is_general", "=", True)
        return domain

    def _incidents(self):
        """The incidents that were declared in the month."""
        start, stop = report_period.bounds(self.month)
        declared = Domain("declared_at", ">=", start) & Domain("declared_at", "<", stop)
        return self.env["clicrdv.incident"].search(self._concerned() & declared, order="declared_at, id")

    def _incident_line(self, incident, now):
        severity = incident.severity or ""
        hours = business_hours.BusinessHours(business_hours.CALENDARS[incident.calendar], is_working_day)
        begin = service_levels.clock_start(severity, incident.declared_at, is_working_day)
        spent = business_hours.time_between(hours, begin, incident.restored_at or now)
        allowed = business_hours.time_between(hours, begin, incident.restore_by)
        return {
            "name": incident.name,
            "severity": severity,
            "declared": _clock(incident.declared_at),
            "restored": incident.restored_at and _clock(incident.restored_at),
            "workaround": incident.restored_by == "workaround",
            "reduced": incident.is_reduced,
            "share": round(100 * (spent / allowed)),
            **{duty: incident._result(duty, now) for duty in DUTIES},
        }

    def _day_line(self, day, minutes):
        found = availability.judge(minutes)
        return {
            "day": day.isoformat(),
            "percent": float(found.percent),
            "down": minutes.down,
            "unknown": minutes.unknown,
            "excluded": minutes.excluded,
        }

    def _severity_line(self, severity, lines):
        ours = [line for line in lines if line["severity"] == severity]
        missed = {duty: sum(line[duty] == service_levels.MISSED for line in ours) for duty in DUTIES}
        return {"severity": severity, "count": len(ours), **missed}

    # pictures and words

    def _shown(self):
        """What the page, the paper and the customer's page show of the report.

        :rtype: dict
        """
        self.ensure_one()
        report = self.with_context(lang=self.service_lang)
        labels = {
            "severity_labels": {
                "": report.env._("Not judged yet"),
                **_labels(report.env["clicrdv.incident"], "severity", SEVERITIES),
            },
            "results": _labels(report.env["clicrdv.incident"], "restoration_result", RESULTS),
            "kinds": _labels(report.env["clicrdv.outage.exclusion"], "kind", KINDS),
        }
        return {
            **self.figures,
            **labels,
            "bad_days": [day for day in self.figures["days"] if day["down"] or day["unknown"] or day["excluded"]],
            "month": report._spoken_month(),
            "days_chart": report._days_chart(),
            "delays_chart": report._delays_chart(labels["results"]),
        }

    def _days_chart(self):
        """Availability by day, as a picture."""
        days = self.figures["days"]
        worst = min(days, key=lambda day: day["percent"])
        words = self.env._(
            "%(percent)s %% over the month, where 99.7 %% is promised. The worst day is %(day)s with %(worst)s %%.",
            percent=f"{self.availability:.3f}",
            day=worst["day"],
            worst=f"{worst['percent']:.3f}",
        )
        bars = [
            bar_chart.Bar(
                str(int(day["day"][-2:])),
                day["percent"],
                day["percent"] >= PROMISED,
                self.env._("%(day)s: %(percent)s %%", day=day["day"], percent=f"{day['percent']:.3f}"),
            )
            for day in days
        ]
        foot = max(0, min(99, int(worst["percent"]) - 1))
        name = f"days{self.id}"
        return Markup(bar_chart.draw(name, self.env._("Availability by day"), words, bars, foot, 100, PROMISED))  # noqa: S704

    def _delays_chart(self, results):
        """How much of its delay the restoration of each incident took, as a picture; none without incidents."""
        lines = self.figures["incidents"]
        if not lines:
            return ""
        missed = sum(line["restoration"] == service_levels.MISSED for line in lines)
        words = self.env._(
            "Time until restoration in percent of the delay that is promised, 100 %% is the limit. Incidents: %(count)s. "
            "Restored too late: %(missed)s.",
            count=len(lines),
            missed=missed,
        )
        bars = [
            bar_chart.Bar(
                line["name"],
                line["share"],
                line["restoration"] != service_levels.MISSED,
                f"{line['name']}: {line['share']} %, {results[line['restoration']]}",
            )
            for line in lines
        ]
        title = self.env._("Time until restoration, by incident")
        return Markup(bar_chart.draw(f"delays{self.id}", title, words, bars, 0, LONGEST_BAR, 100))  # noqa: S704


def _clock(moment):
    """A moment as the operator's wall clock shows it, in a form that reads the same in each language."""
    return f"{business_hours.local_of(moment):%Y-%m-%d %H:%M}"


def _labels(model, field, selection):
    """Words for the values of a field in the language of a model."""
    return dict(model._fields[field]._description_selection(model.env)) or dict(selection)
