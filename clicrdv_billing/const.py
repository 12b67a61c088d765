"""Constants that more than one file needs, each with its reason."""

# First key of PostgreSQL's two-key advisory locks, beside those of clicrdv_booking.
RUN_LOCK = 19_011  # second key: id of the operator (res.company); one billing run at a time
SIGN_LOCK = 19_012  # second key: 0; one process speaks to the providers of signatures at a time

# General terms, art. 6: due thirty days after the date of the invoice.
PAYMENT_DAYS = 30
