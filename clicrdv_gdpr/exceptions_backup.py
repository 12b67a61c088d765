"""Refusals about backups and their record."""

from odoo.tools.translate import LazyTranslate

from .exceptions import PrivacyRefused

_lt = LazyTranslate(__name__)


class BackupIsRecorded(PrivacyRefused):
    code = "backup_is_recorded"
    sentence = _lt("The record of backups is a proof: nobody changes or deletes a line of it.")
