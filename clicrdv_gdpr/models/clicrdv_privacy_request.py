from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..exceptions_rights import ReceivedInFuture, RequestIsProof, WrittenByCode, WrongController
from ..logic import privacy_requests as states
from ..logic.local_days import end_of_day, start_of_day

STATES = [
    (states.RECEIVED, "Received"),
    (states.IDENTITY, "Identity asked"),
    (states.IN_PROGRESS, "In progress"),
    (states.EXTENDED, "Extended"),
    (states.ANSWERED, "Answered"),
    (states.REFUSED, "Refused"),
    (states.FORWARDED, "Forwarded"),
    (states.WITHDRAWN, "Withdrawn"),
]
RIGHTS = [
    (states.ACCESS, "See the data"),
    (states.PORTABILITY, "Take the data along"),
    (states.RECTIFICATION, "Correct the data"),
    (states.OBJECTION, "Object, stop messages"),
    (states.CONSENT, "Withdraw consent"),
    (states.ERASURE, "Erase the data"),
    (states.RESTRICTION, "Restrict the processing"),
]
GROUNDS = [
    ("not_identified", "Who asks could not be identified"),
    ("unfounded", "Manifestly unfounded"),
    ("excessive", "Excessive, because of its repetition"),
    ("others", "The copy would harm the rights of others"),
    ("not_portable", "Not given by the person, or not on the basis of consent or a contract"),
    ("accurate", "The data are accurate"),
    ("compelling", "Compelling legitimate grounds"),
    ("claims", "Needed for legal claims"),
    ("law", "The law wants the data kept"),
    ("no_ground", "None of the conditions of the law is met"),
]
#: Written when the request is opened, and by nobody afterwards: the deadline hangs on them.
GIVEN_ONCE = frozenset({"company_id", "received_at", "channel"})


class ClicrdvPrivacyRequest(models.Model):
    """A request of a person about his data: one right, one controller, one month (GDPR art. 12 to 22; GDP-20, 21).

    The deadline counts from the receipt; asking for a proof of identity does not move it. Each step is in a log that
    nobody changes. Erasing the person leaves the number, the dates and the log.
    """

    _name = "clicrdv.privacy.request"
    _description = "Request of a person"
    _inherit = [
        "clicrdv.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.privacy.deadline.mixin",
        "clicrdv.privacy.letter.mixin",
    ]
    _order = "due_at, id"
    _steps = states
    _alarm_states = states.OPEN

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one(
        "res.company",
        "Controller",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "clicrdv_privacy_request_partner_rel",
        "request_id",
        "partner_id",
        "Client files",
        domain="[('is_client_file', '=', True), ('company_id', '=', company_id)]",
        # the rights of a person do not end where his file is archived
        context={"active_test": False},
    )
    claimant = fields.Char("Who asks", help="As the person wrote it.")
    address = fields.Char("Written from", help="E-mail address or number that the request came from.")
    right = fields.Selection(RIGHTS, required=True, default=states.ACCESS, tracking=True)
    channel = fields.Selection(
        [
            ("link", "Personal link"),
            ("form", "Form"),
            ("staff", "At the counter or by telephone"),
            ("post", "Post"),
            ("email", "E-mail"),
        ],
        "Came by",
        required=True,
        default="staff",
    )
    received_at = fields.Datetime("Received", required=True, default=fields.Datetime.now, index=True)
    details = fields.Text("What is asked", help="In the person's words.")
    note = fields.Text("Internal note", help="Is part of what the person may see.")
    state = fields.Selection(STATES, required=True, default=states.RECEIVED, readonly=True, copy=False, tracking=True)
    user_id = fields.Many2one(default=False)
    # identity (art. 12(6))
    identity_state = fields.Selection(
        [
            ("unproven", "Not proven"),
            ("link", "By the address on file"),
            ("known", "Known to the staff"),
            ("document", "By a document"),
        ],
        "Identity",
        required=True,
        default="unproven",
        readonly=True,
        copy=False,
    )
    identity_reason = fields.Text("Why there is a doubt", copy=False)
    identity_file = fields.Binary("Copy of the document", attachment=True, copy=False)
    identity_file_name = fields.Char(copy=False)
    # extension, answer, refusal
    extension_reason = fields.Text("Why more time is needed", copy=False)
    extended_at = fields.Datetime("Extended", readonly=True, copy=False)
    answer = fields.Text(copy=False, help="The person gets it as it stands.")
    refusal_ground = fields.Selection(GROUNDS, "Reason of the refusal", copy=False)
    refusal_text = fields.Text("Explanation", copy=False)
    closed_at = fields.Datetime("Closed", readonly=True, copy=False)
    # forwarding (GDP-21)
    forward_company_id = fields.Many2one("res.company", "Right controller", ondelete="restrict", copy=False)
    forward_name = fields.Char("Name of the right controller", copy=False)
    forward_email = fields.Char("E-mail of the right controller", copy=False)
    forwarded_from = fields.Char("Forwarded from", readonly=True, copy=False)
    event_ids = fields.One2many("clicrdv.privacy.request.event", "request_id", "Log", readonly=True)
    purge_ids = fields.Many2many("clicrdv.purge", string="Purge register", readonly=True, copy=False)
    day_number = fields.Integer("Day", compute="_compute_day_number", help="Since the receipt.")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (name)", "Another request has this number.")
    _open_index = models.Index(
        "(company_id, due_at) WHERE state IN ('received', 'identity', 'in_progress', 'extended')"
    )

    # === COMPUTE METHODS === #

    @api.depends("received_at", "extended_at", "company_id.booking_tz")
    def _compute_due_at(self):
        for request in self:
            if not request.received_at:
                request.due_at = request.alarm_at = False
                continue
            zone = ZoneInfo(request.company_id.sudo().booking_tz or "Europe/Paris")  # shown to whoever sees the case
            counted = request._received_on(), bool(request.extended_at), is_working_day
            request.due_at = end_of_day(states.answer_by(*counted), zone)
            request.alarm_at = start_of_day(states.alarm_on(*counted), zone)

    @api.depends("received_at", "closed_at")
    def _compute_day_number(self):
        for request in self:
            last = request.company_id._privacy_today(request.closed_at or fields.Datetime.now())
            request.day_number = (last - request._received_on()).days if request.received_at else 0

    # === CONSTRAINS METHODS === #

    @api.constrains("received_at")
    def _check_received(self):
        if any(request.received_at > fields.Datetime.now() for request in self):
            raise ReceivedInFuture(self.env)

    @api.constrains("partner_ids", "company_id")
    def _check_partners(self):
        for request in self.sudo():  # the files of an integrated network may be another establishment's
            own = request.company_id._privacy_controller_companies()
            if any(not file.is_client_file or file.company_id not in own for file in request.partner_ids):
                raise WrongController(self.env, name=request.company_id.name)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            kept = self._kept_fields()
            vals_list = [{name: value for name, value in vals.items() if name not in kept} for vals in vals_list]
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever opens the case
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.privacy.request")
        requests = super().create(vals_list)
        requests._log("received")
        return requests

    def write(self, vals):
        if not self.env.su and (typed := (self._kept_fields() | GIVEN_ONCE) & vals.keys()):
            raise WrittenByCode(self.env, fields=self._field_labels(typed))
        if not self.env.su and "right" in vals and any(request.state not in states.OPEN for request in self):
            raise RequestIsProof(self.env)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise RequestIsProof(self.env)

    # === BUSINESS METHODS === #

    def _received_on(self):
        """The local day of the receipt, which the deadline counts from."""
        return self.company_id._privacy_today(self.received_at)

    def _log(self, kind, content=None, **values):
        return self.env["clicrdv.privacy.request.event"]._note(self, kind, content, **values)

    def _step(self, target, kind=None, **values):
        """Bring requests to a state by the program, whoever pressed the button, and log it.

        :param str target: state
        :param str kind: of the log, by default the state's name
        :return: those that have moved
        """
        self.check_access("write")
        if target not in states.OPEN:
            values["closed_at"] = fields.Datetime.now()
        moved = self.sudo()._move_to(target, **values)  # rights are checked above: the fields are the program's
        moved._log(kind or target)
        if target not in states.OPEN:
            moved.activity_unlink(["mail.mail_activity_data_todo"])
        return self.browse(moved.ids)
