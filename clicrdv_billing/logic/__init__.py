"""Plain rules of billing: no Odoo, no clock, no input or output; money in ``Decimal``."""
