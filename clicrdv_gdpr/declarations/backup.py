"""The record of backups holds nothing about clients: what is in a backup goes with its file."""

from ..logic.personal_data import Exemption

PROOF = "Proof of backups: dates, sizes, hashes, a folder, and words about what went wrong, without a name."

EXEMPTIONS = tuple(Exemption(table, ("*",), PROOF) for table in ("clicrdv_backup_record", "clicrdv_backup_event"))
