"""What a run has billed, as one row: two runs that come to the same have the same row."""

import databases

TOTALS = """
    SELECT (SELECT count(*) FROM account_move WHERE state = 'posted' AND billing_run_id IS NOT NULL),
           (SELECT sum(amount_untaxed)::text FROM account_move WHERE billing_run_id IS NOT NULL),
           (SELECT sum(amount_total)::text FROM account_move WHERE billing_run_id IS NOT NULL),
           (SELECT sum(amount)::text FROM clicrdv_charge),
           (SELECT count(*) FROM clicrdv_usage),
           (SELECT sum(quantity)::text FROM clicrdv_charge WHERE kind = 'sms'),
           (SELECT md5(string_agg(establishment_id || ':' || total, ',' ORDER BY establishment_id))
              FROM (SELECT establishment_id, sum(amount) AS total FROM clicrdv_charge GROUP BY 1) AS sums),
           (SELECT count(*) FROM clicrdv_charge WHERE move_line_id IS NULL)
"""
FIELDS = ("invoices", "untaxed", "total", "charges", "linked", "parts", "by establishment", "without invoice")


def totals(database: str) -> dict:
    """What was billed, in all and by establishment, and how many messages are linked."""
    [row] = databases.query(TOTALS, (), database)
    return dict(zip(FIELDS, row, strict=True))
