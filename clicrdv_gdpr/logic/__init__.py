"""Plain rules of data protection: no Odoo, no clock, no input or output."""
