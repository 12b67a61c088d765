import logging
import time
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import SIGN_LOCK
from ..gateways import Account, NotDone, Refused, Signer, Yousign, YousignError
from ..gateways.yousign import SANDBOX
from ..logic import contract_states
from ..logic import signature_states as states

_logger = logging.getLogger(__name__)

SECONDS = 60  # of one run; what is left is for the next one
#: What stops an order that is on its way out: only a person can repair it.
_FOR_A_PERSON = ("configuration", "missing", "refused")


class ClicrdvSignatureRequest(models.Model):
    """Make the calls, each one written down and committed before it leaves, and its reply right after."""

    _inherit = "clicrdv.signature.request"

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _cron_advance(self):
        """Every few minutes, and at once after a sending or an event: bring the requests on."""
        deadline = time.monotonic() + SECONDS
        with self._alone() as requests:
            if requests is None:
                return
            requests.env["clicrdv.signature.event"]._take(fields.Datetime.now())
            requests._commit()
            due = requests.search(requests._due_domain(fields.Datetime.now()), order="try_at, id")
            done = 0
            for request in due:
                if time.monotonic() > deadline:
                    break
                request._advance()
                done += 1
        self.env["ir.cron"]._commit_progress(done, remaining=len(due) - done)

    @contextmanager
    def _alone(self):
        """This model on a connection of its own; None while another process works here."""
        with self.env.registry.cursor() as cr:
            cr.execute("SELECT pg_try_advisory_lock(%s, 0)", [SIGN_LOCK])
            [alone] = cr.fetchone()
            try:
                yield self.with_env(self.env(cr=cr)) if alone else None
            finally:
                if alone:
                    cr.rollback()  # what was done is committed; after an error nothing else can be asked
                    cr.execute("SELECT pg_advisory_unlock(%s, 0)", [SIGN_LOCK])

    @api.model
    def _due_domain(self, now):
        open_ = Domain("state", "in", tuple(states.OPEN)) | Domain("wanted", "!=", False)
        return open_ & Domain("try_at", "<=", now)

    def _advance(self):
        """Bring one request on as far as it goes now; whatever goes wrong stays with this one."""
        self.ensure_one()
        try:
            self._go_on(self._client())
        except YousignError as error:
            self._note_failure(error.code, error.status, error.retry_after_seconds)
        except Exception:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.exception("Signature request %s", self.id)
            self._note_failure("not_opened")
        self._commit()

    def _go_on(self, client):
        self._recover(client)
        if self.wanted == "cancel":
            self._call_back(client)
        elif self.state == states.PREPARING:
            self._send_out(client)
        elif self.wanted == "reactivate" and self.state == states.EXPIRED:
            with self._calling("reactivate"):
                self._take_over(client.reactivate(self.remote_id))
        elif self.state == states.ONGOING:
            self._take_over(client.look(self.remote_id))
        if self.state == states.SIGNED and not self._fetch(client):
            return self._note_failure("not_ready")
        wanted = self.wanted if self.state in states.LIVE - {states.SIGNED, states.ONGOING} else False
        self.write(
            {
                "wanted": wanted,
                "failures": 0,
                "error_code": False,
                "error_status": 0,
                "try_at": fields.Datetime.now() + states.LOOK_EVERY,
            }
        )
        return None

    # === BUSINESS METHODS - OUT === #

    def _send_out(self, client):
        """Make the calls that are still missing until the order is with its signer."""
        for _call in states.CALLS:
            held = states.Held("draft", bool(self.remote_document_id), bool(self.remote_signer_id))
            call = states.next_call(held if self.remote_id else None)
            with self._calling(call):
                self._call(call, client)
            if self.state != states.PREPARING:
                return

    def _call(self, call, client):
        if call == states.CREATE:
            self._take_over(client.begin(self.contract_id.name, self.uuid))
        elif call == states.UPLOAD:
            document = self.document_id
            self.remote_document_id = client.upload(self.remote_id, document.name, document._content())
        elif call == states.ADD_SIGNER:
            page = self.contract_id._pages(self.document_id._content())
            self.remote_signer_id = client.add_signer(self.remote_id, self.remote_document_id, page, self._signer())
        else:
            self._take_over(client.activate(self.remote_id))

    @contextmanager
    def _calling(self, call):
        """Write down a call before it leaves. Unless it surely was not carried out, the next run looks first."""
        self.calling = call
        self._commit()
        try:
            yield
        except (NotDone, Refused):
            self.calling = False
            raise
        self.calling = False
        self._commit()

    def _recover(self, client):
        """After a call whose reply was lost: take over what the provider holds."""
        if self.calling:
            remote = client.look(self.remote_id) if self.remote_id else client.find(self.uuid)
            if remote:
                self._take_over(remote)
            self.calling = False
            self._commit()

    def _take_over(self, remote):
        """Write down what the provider holds."""
        values = {"remote_id": remote.id}
        if remote.document_ids:
            values["remote_document_id"] = remote.document_ids[0]
        if remote.signer_ids:
            values["remote_signer_id"] = remote.signer_ids[0]
        self.write(values)
        self._reach(states.after_look(self.state, remote.status))

    def _reach(self, target):
        """Move on, and tell the contract; being there already changes nothing."""
        if target == self.state:
            return
        self.state = target
        label = dict(self._fields["state"]._description_selection(self.env))[target]
        self.contract_id._message_log(body=self.env._("Yousign: %s", label))
        if target == states.CANCELED and self.wanted and self.contract_id.state == contract_states.TO_SIGN:
            self.contract_id._back_to_draft()

    # === BUSINESS METHODS - BACK === #

    def _call_back(self, client):
        """Take an order back, unless its signer was faster."""
        if self.remote_id and self.state != states.SIGNED:
            self._take_over(client.look(self.remote_id))
        if self.state == states.ONGOING:
            with self._calling("cancel"):
                client.cancel(self.remote_id)
            self._take_over(client.look(self.remote_id))
        elif self.state in (states.PREPARING, states.FAILED, states.EXPIRED):
            if self.remote_id:
                with self._calling("delete"):
                    client.delete(self.remote_id)
            self._reach(states.CANCELED)

    def _fetch(self, client):
        """Begin the contract and file what was signed.

        :return: whether both files are here
        """
        self._commit()  # that it is signed is known from here on, whatever becomes of the contract
        contract = self.contract_id
        if contract.state not in contract_states.SIGNED:
            contract.signed_by = contract.signer_name
            contract._signed(self._signed_on(client), f"yousign_{self.level}")
            self._commit()
        fetched = contract.document_ids.mapped("kind")
        ways = {
            "signed_order": (client.download_signed, self.env._("%s, signed.pdf", contract.name)),
            "audit_trail": (client.download_audit_trail, self.env._("%s, audit trail.pdf", contract.name)),
        }
        for kind, (download, name) in ways.items():
            content = download(self.remote_id) if kind not in fetched else None
            if content:
                contract._file_document(kind, name, content, "application/pdf")
                self._commit()
        if not {"signed_order", "audit_trail"} <= set(contract.document_ids.mapped("kind")):
            return False
        self._reach(states.FILED)
        return True

    def _signed_on(self, client):
        """The day of the signature, where the operator is: by the audit trail, else by the event, else today.

        :rtype: date
        """
        try:
            moment = client.signed_at(self.remote_id, self.remote_signer_id or "-")
        except Refused:
            moment = None
        if not moment:
            domain = [("request_id", "=", self.id), ("event_name", "=", "signature_request.done")]
            event = self.env["clicrdv.signature.event"].search(domain, limit=1)
            moment = event.event_at or fields.Datetime.now()
        if not moment.tzinfo:
            moment = moment.replace(tzinfo=ZoneInfo("UTC"))
        return moment.astimezone(ZoneInfo(self.company_id.booking_tz or "Europe/Paris")).date()

    # === BUSINESS METHODS - SMALL === #

    def _client(self):
        # the key is read by the job that sends, and by nobody else
        company = self.company_id.sudo()
        return Yousign(Account(company.yousign_base_url or SANDBOX, company.yousign_key or ""))

    def _signer(self):
        contract = self.contract_id
        return Signer(
            contract.signer_firstname,
            contract.signer_lastname,
            contract.signer_email,
            contract.signer_phone or "",
            self.level,
            self.authentication,
        )

    def _note_failure(self, code, status=0, retry_after_seconds=0):
        """Write down what went wrong, and when it is tried again."""
        failures = self.failures + 1
        values = {
            "failures": failures,
            "error_code": code,
            "error_status": status,
            "try_at": fields.Datetime.now() + states.wait(failures, retry_after_seconds),
        }
        gives_up = code in _FOR_A_PERSON or failures >= states.MOST_FAILURES
        if gives_up and self.state == states.PREPARING and not self.wanted:
            values["state"] = states.FAILED
        self.write(values)

    def _commit(self):
        """Keep what was done so far, and look at the database anew."""
        self.env.cr.commit()  # pylint: disable=invalid-commit  # the job's own connection: a crash must undo nothing
        self.env.invalidate_all()
