"""All declarations, parents first: whoever adds a table that leads to a client adds it here, or says why not."""

from . import (
    access,
    account,
    appointment,
    backup,
    chatter,
    client_file,
    consent,
    ending,
    exemptions,
    registers,
    requests,
    technical,
)

DECLARATIONS = (
    *client_file.ALL,
    *account.ALL,
    *appointment.ALL,
    *consent.ALL,
    *requests.ALL,
    *chatter.ALL,
    *technical.ALL,
    *registers.ALL,
    *access.ALL,
    *ending.ALL,
)
EXEMPTIONS = (
    *exemptions.EXEMPTIONS,
    *consent.EXEMPTIONS,
    *requests.EXEMPTIONS,
    *registers.EXEMPTIONS,
    *access.EXEMPTIONS,
    *ending.EXEMPTIONS,
    *backup.EXEMPTIONS,
)
