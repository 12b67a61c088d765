"""Odoo's command as a program of its own: ``python -m odoo`` cannot start its worker for the bus, which it runs by name."""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
