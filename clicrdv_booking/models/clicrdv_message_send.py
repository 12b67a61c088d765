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

# Of one run of the job. What is left is for the next one: core runs a job that says so again at once, ten times, and its
# watchdog kills a worker that works on one job for two minutes. E-mails wait while we work, too.
SECONDS = 20
LOOK_SECONDS = 1.0  # how often is looked what else is due
GRACE_SECONDS = 20  # a gateway has 5 s to be reached and 10 s to answer


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
            deadline = time.monotonic() + SECONDS
            done = messages._send_due(deadline)
        if time.monotonic() >= deadline:
            self.env.ref("clicrdv_booking.ir_cron_send_messages")._trigger()
        self.env["ir.cron"]._commit_progress(done)

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
        began, done = fields.Datetime.now(), 0
        self._plan_fallbacks()
        self._give_up_tried(began)
        with Dispatcher(open_gateway) as dispatcher:
            try:
                while time.monotonic() < deadline:
                    now = fields.Datetime.now()
                    taken = self._send_emails(now) + self._send_sms(self._ways(now), dispatcher)
                    done += taken
                    if not taken and not dispatcher.pending():
                        break
            finally:
                self._wait_for_answers(dispatcher)
        self._wake_mail_queue()
        self._warn_about_caps(began)
        self._commit()
        return done

    def _wait_for_answers(self, dispatcher):
        """Write down what is still on its way, also after an error; not longer than a gateway is given to answer."""
        until = time.monotonic() + GRACE_SECONDS
        while dispatcher.pending() and time.monotonic() < until:
            self._store_answers(dispatcher.collect(LOOK_SECONDS))
        self._store_answers(dispatcher.abandon())

    def _warn_about_caps(self, began):
        """Warn the establishments that have come near their limit of SMS since this run began."""
        limited = self.env["res.company"].search([("booking_sms_cap", ">", 0)])
        sent = Domain("company_id", "in", limited.ids) & Domain("channel", "=", "sms") & Domain("sent_at", ">=", began)
        companies = limited.concat(*(company for (company,) in self._read_group(sent, ["company_id"])))
        companies._warn_about_cap(fields.Datetime.now())

    def _send_sms(self, ways, dispatcher):
        """Keep gateways busy for a moment.

        :param dict ways: as of `_ways`
        :return: number of messages that were looked at
        """
        done, until = 0, time.monotonic() + LOOK_SECONDS
        while time.monotonic() < until:
            taken = sum(self._claim(*way, dispatcher, fields.Datetime.now()) for way in ways.items())
            done += taken
            if not taken and not dispatcher.pending():
                break
            self._store_answers(dispatcher.collect(LOOK_SECONDS))
        return done

    def _claim(self, gateway, companies, dispatcher, now):
        """Take what is due by one gateway, as much as it has room for, make it ready, and hand it over.

        :return: number of messages taken
        """
        room = dispatcher.room(gateway.id)
        room = room and self._allowed(gateway, room, dispatcher.pending(gateway.id), now)
        if not room:
            paused = Domain("company_id", "in", companies.ids)
            return 0 if dispatcher.pending(gateway.id) else self._give_up(paused, now)
        batch = self._lock_due("sms", companies, room, now)
        ready = batch._make_ready(now)
        self._commit()  # "being sent" is known before the first message leaves
        if ready:
            dispatcher.submit(gateway.id, gateway._account(), [message._as_sms(gateway) for message in ready])
        return len(batch)

    @api.model
    def _ways(self, now):
        """The gateways that have something to send.

        :return: {clicrdv.sms.gateway, empty where there is none: res.company records}
        """
        due = self._due_domain(now) & Domain("channel", "=", "sms")
        companies = self.env["res.company"].concat(*(company for (company,) in self._read_group(due, ["company_id"])))
        return companies.grouped(self.env["clicrdv.sms.gateway"]._of_company)

    @api.model
    def _allowed(self, gateway, room, pending, now):
        """How many messages a gateway may be given now: none while it is paused, one to try whether it is back.

        :param int room: how many it takes
        :param int pending: how many are on their way to it
        """
        allowed = gateway_health.allowed(gateway._health(), now) if gateway else None
        if allowed is None:
            return room
        return 0 if pending else min(allowed, room)

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
