"""What the booking addon decides, in plain Python: no Odoo, no clock, no input or output."""
