from datetime import timedelta

from odoo import api, models

from ..logic import booking_rules, hours, intervals, minutes
from ..logic.explain import Layer, explain_day
from ..logic.slots import Window


class ClicrdvAvailability(models.AbstractModel):
    """Why is this day empty? What removed each candidate of a day."""

    _inherit = "clicrdv.availability"

    # === BUSINESS METHODS === #

    @api.model
    def _explain(self, company, codes, day, now):
        """Say of each agenda what became of each start of a day.

        :param company: establishment in superuser mode
        :param list[str] codes: codes of the services, in their order
        :param date day: local day
        :param datetime now: current time, naive UTC
        :return: list of {"agenda_id", "agenda", "rows": [(local time, code of the layer or None, sentence)]}
        :raises UnknownService, TooManyServices, GroupAlone:
        """
        establishment = company._booking_catalogue()
        visit = self._visit(establishment, codes, None)
        zone = establishment.zone
        first, last = hours.day_span(day, zone)
        earliest, latest = booking_rules.bounds(minutes.from_utc(now), establishment.policy, visit.services, zone)
        scene = self._scene(establishment, visit, (first, last), now)
        found = explain_day(
            visit,
            scene.timelines,
            scene.free_equipment(),
            Window(first, last, earliest, latest),
            self._holiday_spans(company, day, zone),
        )
        names = {agenda.id: agenda.name for agenda in establishment.agendas}
        labels = self._layer_labels()
        return [
            {
                "agenda_id": one.agenda_id,
                "agenda": names[one.agenda_id],
                "rows": [
                    (
                        hours.minute_to_local(candidate.start, zone).strftime("%H:%M"),
                        candidate.layer and candidate.layer.value,
                        labels[candidate.layer],
                    )
                    for candidate in one.candidates
                ],
            }
            for one in found
        ]

    @api.model
    def _holiday_spans(self, company, day, zone):
        """Public holidays that a visit of this day may meet, as spans.

        :return: normalised list of (first minute, last minute)
        """
        closed = self.env["clicrdv.public.holiday"].search(
            [
                ("company_id", "=", company.id),
                ("is_open", "=", False),
                ("day", ">=", day - timedelta(days=1)),
                ("day", "<=", day + timedelta(days=2)),
            ]
        )
        return intervals.normalise(hours.day_span(holiday.day, zone) for holiday in closed)

    @api.model
    def _layer_labels(self):
        """A plain sentence for each reason why a time is not offered; None is a time that is."""
        return {
            None: self.env._("Offered to clients"),
            Layer.outside_hours: self.env._("Outside the weekly hours"),
            Layer.public_holiday: self.env._("Public holiday"),
            Layer.leave: self.env._("Leave or closing"),
            Layer.no_room_for_duration: self.env._("Not enough time left before closing"),
            Layer.too_soon: self.env._("Too soon: past, or within the minimum notice"),
            Layer.too_far: self.env._("Too far: beyond the booking horizon"),
            Layer.busy: self.env._("Already taken"),
            Layer.no_colleague: self.env._("Nobody is free for the next service"),
            Layer.no_equipment: self.env._("No free room or equipment"),
        }

    @api.model
    def _explain_runs(self, rows):
        """Put neighbouring starts that have the same reason together.

        :param rows: as of `_explain`
        :return: list of {"first", "last", "count", "layer", "label", "starts"}, in order of time
        """
        runs = []
        for start, layer, label in rows:
            if not runs or runs[-1]["layer"] != layer:
                runs.append({"layer": layer, "label": label, "starts": []})
            runs[-1]["starts"].append(start)
        return [
            {**run, "first": run["starts"][0], "last": run["starts"][-1], "count": len(run["starts"])} for run in runs
        ]
