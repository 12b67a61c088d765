"""All declarations, parents first: whoever adds a table that leads to a client adds it here, or says why not."""

from . import access, account, appointment, chatter, client_file, exemptions, registers, requests, technical

DECLARATIONS = (
    *client_file.ALL,
    *account.ALL,
    *appointment.ALL,
    *requests.ALL,
    *chatter.ALL,
    *technical.ALL,
    *registers.ALL,
    *access.ALL,
)
EXEMPTIONS = (
    *exemptions.EXEMPTIONS,
    *requests.EXEMPTIONS,
    *registers.EXEMPTIONS,
    *access.EXEMPTIONS,
)
