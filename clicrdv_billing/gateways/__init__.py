"""The ways out of billing to other servers; plain Python."""

from .yousign import (
    Account,
    BadEvent,
    Event,
    NotDone,
    Refused,
    RemoteRequest,
    Signer,
    Uncertain,
    Yousign,
    YousignError,
    read_event,
)
