import hashlib

from odoo import api, fields, models

from ..exceptions_rights import RequestIsProof

IMMUTABLE = """
    CREATE OR REPLACE FUNCTION clicrdv_privacy_request_event_is_proof() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION 'clicrdv_privacy_request_event %: the log of a request is neither changed nor deleted', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_privacy_request_event_is_proof';
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_privacy_request_event_is_proof ON clicrdv_privacy_request_event;
    CREATE TRIGGER clicrdv_privacy_request_event_is_proof BEFORE UPDATE OR DELETE ON clicrdv_privacy_request_event
        FOR EACH ROW EXECUTE FUNCTION clicrdv_privacy_request_event_is_proof();
"""

KINDS = [
    ("received", "Received"),
    ("confirmed", "Confirmed by a link sent to the address on file"),
    ("identity_asked", "Proof of identity asked"),
    ("identity_proven", "Identity proven"),
    ("proof_destroyed", "Copy of the document destroyed"),
    ("started", "In progress"),
    ("alarm", "Alarm"),
    ("extended", "Extension told"),
    ("exported", "Data handed over"),
    ("link_sent", "Link to the data sent"),
    ("corrected", "Data corrected"),
    ("stopped", "Messages stopped"),
    ("consent_withdrawn", "Consent withdrawn"),
    ("cancelled", "Coming appointments cancelled"),
    ("restricted", "Processing restricted"),
    ("erased", "Data erased"),
    ("letter", "Letter sent by e-mail"),
    ("letter_printed", "Letter to be printed"),
    ("answered", "Answered"),
    ("refused", "Refused"),
    ("forwarded", "Forwarded to the right controller"),
    ("withdrawn", "Withdrawn by the person"),
]


class ClicrdvPrivacyRequestEvent(models.Model):
    """One thing that happened to a request of a person: when, by whom, a number, the hash of what was handed over.

    Nothing in it leads to the person, so it stays when he is erased; PostgreSQL refuses to change it.
    """

    _name = "clicrdv.privacy.request.event"
    _description = "Log of a request of a person"
    _order = "at, id"
    _rec_name = "kind"
    _log_access = False

    # === FIELDS === #

    request_id = fields.Many2one(
        "clicrdv.privacy.request", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    number = fields.Integer(readonly=True, help="Of appointments, rows or bytes.")
    digest = fields.Char("SHA-256 of what was handed over", readonly=True)
    detail = fields.Char(readonly=True, help="A code, never a name.")

    def init(self):
        """Have PostgreSQL refuse to change or delete a line, whoever asks."""
        self.env.cr.execute(IMMUTABLE)

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super  # nobody changes the log
        raise RequestIsProof(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise RequestIsProof(self.env)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, requests, kind, content=None, **values):
        """Add a line to the log of requests.

        :param requests: clicrdv.privacy.request
        :param str kind: one of KINDS
        :param content: bytes or text that was handed over, of which the hash is kept
        :param values: number, detail, digest
        """
        if content is not None:
            content = content.encode() if isinstance(content, str) else bytes(content)
            values["digest"] = hashlib.sha256(content).hexdigest()
        now = fields.Datetime.now()
        log = self.sudo()  # the program writes the log, never a person
        return log.create(
            [
                {
                    "request_id": request.id,
                    "company_id": request.company_id.id,
                    "at": now,
                    "user_id": self.env.uid,
                    "kind": kind,
                    **values,
                }
                for request in requests
            ]
        )
