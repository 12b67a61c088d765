from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, ormcache

from ..logic import catalogue
from ..logic.hours import WeeklyHour, is_opening

ASKED = [("no", "Not asked"), ("optional", "Optional"), ("required", "Required")]

# What an establishment manager may change of his company: the rest is accounting's.
MANAGER_FIELDS = frozenset(
    {
        "agenda_user_scope",
        "activity_id",
        "city",
        "client_properties_definition",
        "country_id",
        "email",
        "logo",
        "mobile",
        "phone",
        "public_holiday_ids",
        "service_ids",
        "agenda_ids",
        "state_id",
        "street",
        "street2",
        "website",
        "zip",
    }
)


class ResCompany(models.Model):
    """The booking policy of an establishment, and the picture of its catalogue that slots are computed from."""

    _inherit = "res.company"

    # === FIELDS === #

    booking_step_minutes = fields.Integer("Grid step (minutes)", required=True, default=15)
    booking_notice_minutes = fields.Integer("Minimum notice (minutes)", required=True, default=60)
    booking_horizon_days = fields.Integer("Booking horizon (days)", required=True, default=60)
    booking_move_deadline_minutes = fields.Integer("Deadline to move (minutes before)", required=True, default=1440)
    booking_cancel_deadline_minutes = fields.Integer("Deadline to cancel (minutes before)", required=True, default=1440)
    booking_max_upcoming = fields.Integer(
        "Upcoming appointments per client", required=True, default=3, help="Zero: no limit."
    )
    booking_min_gap_minutes = fields.Integer("Gap between a client's appointments (minutes)", required=True, default=0)
    booking_max_services = fields.Integer("Services per visit", required=True, default=3)
    booking_any_agenda = fields.Boolean("Offer “no preference”", default=True)
    booking_first = fields.Selection(
        [("service", "Service first, then person"), ("agenda", "Person first, then service")],
        "Order of the journey",
        required=True,
        default="service",
    )
    booking_show_price = fields.Boolean("Show prices", default=True)
    booking_show_duration = fields.Boolean("Show durations", default=True)
    booking_needs_approval = fields.Boolean("Approve each request", help="Off: a booking is confirmed at once.")
    booking_hold_minutes = fields.Integer("Time to fill in the form (minutes)", required=True, default=10)
    booking_ask_email = fields.Selection(ASKED, "Ask for the e-mail", required=True, default="required")
    booking_ask_phone = fields.Selection(ASKED, "Ask for the phone", required=True, default="optional")
    booking_ask_comment = fields.Selection(ASKED, "Ask for a comment", required=True, default="optional")
    booking_ask_purpose = fields.Char(
        "Purpose of the further fields", translate=True, help="Clients read it beside the fields you add."
    )
    booking_question_ids = fields.One2many("clicrdv.question", "company_id", "Further questions")
    booking_information_notice = fields.Text("Information notice", translate=True, help="Shown under the form.")
    booking_frame_ancestors = fields.Char(
        "Sites that may embed the booking page", help="Addresses separated by spaces, such as https://www.example.com."
    )

    # === CONSTRAINTS AND INDEXES === #

    _booking_policy_in_bounds = models.Constraint(
        "CHECK (booking_step_minutes BETWEEN 1 AND 1440 AND booking_notice_minutes >= 0"
        " AND booking_horizon_days BETWEEN 1 AND 730 AND booking_move_deadline_minutes >= 0"
        " AND booking_cancel_deadline_minutes >= 0 AND booking_max_upcoming >= 0 AND booking_min_gap_minutes >= 0"
        " AND booking_max_services BETWEEN 1 AND 10 AND booking_hold_minutes BETWEEN 1 AND 60)",
        "One of the booking rules is out of bounds: the grid step is at least one minute, the horizon is 1 to 730 days, "
        "a visit has 1 to 10 services, a time is held 1 to 60 minutes, and nothing is negative.",
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("booking_ask_email", "booking_ask_phone")
    def _check_one_contact(self):
        """The form asks for one contact at least (BKG-16)."""
        for company in self:
            if "required" not in (company.booking_ask_email, company.booking_ask_phone):
                raise ValidationError(self.env._("Ask for the e-mail or the phone: one of them must be required."))

    @api.constrains("booking_frame_ancestors")
    def _check_frame_ancestors(self):
        for company in self:
            for origin in (company.booking_frame_ancestors or "").split():
                host = origin.removeprefix("https://")
                if host == origin or not host or set(host) & set("/;,'\"\\") or not host.isascii():
                    raise ValidationError(
                        self.env._("“%s” is not the address of a site: write https://www.example.com.", origin)
                    )

    # === BUSINESS METHODS === #

    def _check_manager_fields(self, vals):
        """Let establishment managers change the booking side of their company, and nothing else.

        :param dict vals: values for `write`
        :raises AccessError: a field that belongs to accounting or administration
        """
        if self.env.su or self.env.user.has_group("base.group_erp_manager"):
            return
        foreign = [name for name in vals if name not in MANAGER_FIELDS and not name.startswith("booking_")]
        if foreign:
            raise AccessError(
                self.env._("Only an administrator can change this of an establishment: %s.", ", ".join(foreign))
            )

    def _booking_catalogue(self):
        """The establishment's policy, services, agendas and rooms, as plain values.

        :rtype: logic.catalogue.Establishment
        """
        self.ensure_one()
        return self._booking_catalogue_of(self.id)

    @api.model
    @ormcache("company_id")
    def _booking_catalogue_of(self, company_id):
        # the picture is the same for every visitor: it holds no person's data
        company = self.sudo().with_context(lang=None, active_test=True).browse(company_id)
        hours = company._booking_hours_by_calendar()
        agendas = self.env["clicrdv.agenda"].sudo().search([("company_id", "=", company_id)])  # as above
        equipment = self.env["clicrdv.equipment"].sudo().search([("company_id", "=", company_id)])  # as above
        services = self.env["clicrdv.service"].sudo().search([("company_id", "=", company_id)])  # as above
        return catalogue.Establishment(
            company_id=company_id,
            zone_name=company.booking_tz,
            policy=company._booking_policy(),
            services={service.code: company._booking_service_value(service, agendas) for service in services},
            agendas=tuple(
                catalogue.Agenda(
                    id=agenda.id,
                    name=agenda.public_name or agenda.name,
                    resource_id=agenda.resource_id.id,
                    order=order,
                    hours=hours.get(agenda.resource_calendar_id.id, ()),
                    calendar_id=agenda.resource_calendar_id.id,
                    category_id=agenda.category_id.id or None,
                    online=agenda.is_online,
                )
                for order, agenda in enumerate(agendas)
            ),
            equipment=tuple(
                catalogue.Equipment(
                    id=item.id,
                    resource_id=item.resource_id.id,
                    kind_id=item.kind_id.id,
                    order=order,
                    hours=hours.get(item.resource_calendar_id.id, ()) if item.resource_calendar_id else None,
                )
                for order, item in enumerate(equipment)
            ),
        )

    def _booking_asked(self):
        """What the booking form asks for beside its questions.

        :return: {field: no, optional or required}
        """
        self.ensure_one()
        return {
            "lastname": "required",
            "firstname": "required",
            "email": self.booking_ask_email,
            "phone": self.booking_ask_phone,
            "comment": self.booking_ask_comment,
        }

    def _booking_questions(self):
        """The establishment's own questions that the booking form asks.

        :return: clicrdv.question records
        """
        return self.booking_question_ids

    def _booking_policy(self):
        """:rtype: logic.catalogue.Policy"""
        return catalogue.Policy(
            step_minutes=self.booking_step_minutes,
            notice_minutes=self.booking_notice_minutes,
            horizon_days=self.booking_horizon_days,
            move_deadline_minutes=self.booking_move_deadline_minutes,
            cancel_deadline_minutes=self.booking_cancel_deadline_minutes,
            max_upcoming=self.booking_max_upcoming,
            min_gap_minutes=self.booking_min_gap_minutes,
            max_services=self.booking_max_services,
            any_agenda=self.booking_any_agenda,
            agenda_first=self.booking_first == "agenda",
            show_price=self.booking_show_price,
            show_duration=self.booking_show_duration,
            needs_approval=self.booking_needs_approval,
            hold_minutes=self.booking_hold_minutes,
        )

    @api.model
    def _booking_service_value(self, service, agendas):
        """:rtype: logic.catalogue.Service"""
        return catalogue.Service(
            id=service.id,
            code=service.code,
            name=service.public_name or service.name,
            category_id=service.category_id.id or None,
            duration_minutes=service.duration_minutes,
            buffer_before_minutes=service.buffer_before_minutes,
            buffer_after_minutes=service.buffer_after_minutes,
            price_cents=round(service.price * 100) or None,
            capacity=service.capacity,
            skills={
                skill.agenda_id.id: skill.duration_minutes or service.duration_minutes
                for skill in service.skill_ids
                if skill.agenda_id in agendas
            },
            kinds=tuple(service.kind_ids.ids),
            notice_minutes=service.notice_minutes or None,
            horizon_days=service.horizon_days or None,
            online=service.is_online,
        )

    def _booking_hours_by_calendar(self):
        """Weekly hours of every calendar that the establishment's agendas and rooms use.

        :return: {calendar id: tuple of logic.hours.WeeklyHour}
        """
        self.env.flush_all()  # the query below is plain SQL
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.calendar_id, line.dayofweek, line.hour_from, line.hour_to,
                       CASE WHEN calendar.two_weeks_calendar THEN line.week_type END
                  FROM resource_calendar_attendance line
                  JOIN resource_calendar calendar ON calendar.id = line.calendar_id
                 WHERE line.display_type IS NULL AND coalesce(line.day_period, '') != 'lunch'
                   AND line.calendar_id IN (
                       SELECT resource_calendar_id FROM clicrdv_agenda WHERE company_id = %(company)s
                       UNION SELECT resource_calendar_id FROM clicrdv_equipment WHERE company_id = %(company)s)
                 ORDER BY line.calendar_id, line.dayofweek, line.hour_from
                """,
                company=self.id,
            )
        )
        hours = {}
        for calendar_id, weekday, hour_from, hour_to, week_type in rows:
            start, stop = round(hour_from * 60), round(hour_to * 60)
            if not is_opening(start, stop):
                continue  # a calendar may have had such a line before an agenda used it
            parity = int(week_type) if week_type is not None else None
            hours.setdefault(calendar_id, []).append(WeeklyHour(int(weekday), start, stop, parity))
        return {calendar_id: tuple(lines) for calendar_id, lines in hours.items()}
