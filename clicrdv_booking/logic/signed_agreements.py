"""A data-protection agreement that somebody has signed together with a contract, as addons tell each other of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SignedAgreement:
    """What was signed, for whom, when and by whom (general terms, art. 21; agreement 7.1); days are those of the operator."""

    #: res.company of the processor
    operator_id: int
    #: res.company of those whom it binds
    establishment_ids: tuple[int, ...]
    #: ir.attachment with the text as it was signed, and the hash of its bytes
    attachment_id: int
    sha256: str
    version: str
    published_on: date
    signed_on: date
    signer: str
    #: of the contract, as people call it
    reference: str
