import time
from contextlib import contextmanager

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED, TRANSACTION_STATUS_IDLE

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import SEND_LOCK
from ..gateways import Sms, open_gateway
from ..gateways.dispatch import Dispatcher
from ..logic import gateway_health
from ..logic import message_states as states

SMS_BATCH = 64  # what a crash may leave uncertain, for each gateway
EMAIL_BATCH = 200
SECONDS = 45  # of one call of the job, well within Odoo's own limit
POLL_SECONDS = 1.0


class ClicrdvMessage(models.Model):
    """Send what is due, once.

    A message is marked "being sent" and that is committed before a gateway hears of it. When the process dies, nobody
    knows which of these have left: the next run marks them "unknown", and no SMS is sent again by itself.
    """

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _cron_send(self):
        """Every minute, and at once after a booking: send what is due."""
        with self._alone() as messages:
            if messages is None:
                return
            messages._settle_uncertain()
            done = messages._send_due(time.monotonic() + SECONDS)
        remaining = self.search_count(self._due_domain(fields.Datetime.now()), limit=1) if done else 0
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @contextmanager
    def _alone(self):
        """This model on a connection of its own; None while another process sends.

        Two at once would take each other's messages for uncertain ones. Its transactions see at any time what bookings
        and reports have committed: they wait for these instead of starting again.
        """
        with self.env.registry.cursor() as cr:
            if cr.connection.info.transaction_status == TRANSACTION_STATUS_IDLE:  # not so in a test
                cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
            cr.execute("SELECT pg_try_advisory_lock(%s, 0)", [SEND_LOCK])
            [alone] = cr.fetchone()
            try:
                yield self.with_env(self.env(cr=cr)) if alone else None
            finally:
                if alone:
                    cr.rollback()  # what was done is committed; after an error nothing else can be asked
                    cr.execute("SELECT pg_advisory_unlock(%s, 0)", [SEND_LOCK])

    @api.model
    def _settle_uncertain(self):
        """What an earlier run left in the middle of being sent: nobody knows whether it left."""
        left = self.search([("state", "=", states.SENDING), ("channel", "=", "sms")])
        if left:
            left.write({"state": states.UNKNOWN})
            left._note("answer", "unknown", "interrupted")
        self._settle_uncertain_emails()
        self._commit()

    @api.model
    def _send_due(self, deadline):
        """Send until nothing is due or the time is over.

        :param float deadline: on the monotonic clock
        :return: number of messages that were looked at
        """
        done = 0
        with Dispatcher(open_gateway) as dispatcher:
            while True:
                claimed = self._claim(dispatcher) if time.monotonic() < deadline else 0
                done += claimed
                if dispatcher.pending():
                    self._store_answers(dispatcher.collect(0 if claimed else POLL_SECONDS))
                elif not claimed:
                    break
        self._wake_mail_queue()
        self.env["res.company"].search([("booking_sms_cap", ">", 0)])._warn_about_cap(fields.Datetime.now())
        self._commit()
        return done

    def _claim(self, dispatcher):
        """Take what is due by each way that has room, make it ready, and hand it over.

        :return: number of messages taken
        """
        now = fields.Datetime.now()
        taken = self._send_emails(now)
        for gateway, companies in self._ways(now).items():
            room = self._room(gateway, dispatcher, now)
            if not room and not dispatcher.pending(gateway.id):
                taken += self._give_up(companies, now)
            if room:
                batch = self._lock_due("sms", companies, room, now)
                ready = batch._prepare(now)
                self._commit()  # "being sent" is known before the first message leaves
                taken += len(batch)
                if ready:
                    dispatcher.submit(gateway.id, gateway._account(), [message._as_sms(gateway) for message in ready])
        return taken

    @api.model
    def _ways(self, now):
        """The gateways that have something to send.

        :return: {clicrdv.sms.gateway, empty where there is none: res.company records}
        """
        due = self._due_domain(now) & Domain("channel", "=", "sms")
        companies = self.env["res.company"].concat(*(company for (company,) in self._read_group(due, ["company_id"])))
        return companies.grouped(self.env["clicrdv.sms.gateway"]._of_company)

    def _room(self, gateway, dispatcher, now):
        """How many messages a gateway may be given now: none while it is paused, one to try whether it is back."""
        allowed = gateway_health.allowed(gateway._health(), now) if gateway else None
        if dispatcher.pending(gateway.id):
            return 0 if allowed is not None or dispatcher.pending(gateway.id) > SMS_BATCH // 2 else SMS_BATCH
        return SMS_BATCH if allowed is None else min(allowed, SMS_BATCH)

    @api.model
    def _due_domain(self, now):
        return Domain("state", "=", states.PLANNED) & Domain("try_at", "<=", now)

    @api.model
    def _lock_due(self, channel, companies, limit, now):
        """Due messages that nobody else works on; they stay locked until the transaction ends."""
        domain = self._due_domain(now) & Domain("channel", "=", channel)
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        return self.search(domain, order="try_at, id", limit=limit).try_lock_for_update()

    def _as_sms(self, gateway):
        """This message as a gateway takes it.

        :rtype: gateways.Sms
        """
        self.ensure_one()
        base = self.company_id.get_base_url()
        return Sms(
            uuid=self.uuid,
            number=self.recipient,
            text=self.body,
            encoding=self.encoding,
            parts=self.parts,
            sender=gateway._sender(),
            report_url=f"{base}/clicrdv/sms/report/{self.token}",
        )

    def _commit(self):
        """Keep what was done so far, and look at the database anew."""
        self.env.cr.commit()  # pylint: disable=invalid-commit  # the job's own connection: a crash must undo nothing
        self.env.invalidate_all()
