"""All declarations, parents first: whoever adds a table that leads to a client adds it here, or says why not."""

from . import account, appointment, chatter, client_file, exemptions, technical

DECLARATIONS = (*client_file.ALL, *account.ALL, *appointment.ALL, *chatter.ALL, *technical.ALL)
EXEMPTIONS = exemptions.EXEMPTIONS
