import argparse
import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


class ClicrdvData(Command):
    """Export an establishment, or import its export into another database

    Examples:
        odoo --addons-path=… clicrdv_data -d here -c odoo.conf export "Optique Éléonore" export.zip
        odoo --addons-path=… clicrdv_data -d there -c odoo.conf import export.zip --sha256 0f…
    """

    name = "clicrdv_data"

    def run(self, args):
        """Run the command."""
        chosen = self._parsed(args)
        options = ["-d", chosen.database, "--no-http"] + (["-c", chosen.config] if chosen.config else [])
        config.parse_config(options, setup_logging=True)
        with Registry(chosen.database).cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {"lang": chosen.lang})
            try:
                self._export(env, chosen) if chosen.action == "export" else self._import(env, chosen)
            except UserError as error:
                cr.rollback()
                sys.exit(f"{self.name}: {error}")

    def _parsed(self, args):
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config")
        parser.add_argument("--lang", default="fr_FR", help="language of the description and of messages")
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="write an archive")
        export.add_argument("name", help="establishment, or network with --network")
        export.add_argument("file")
        export.add_argument("--network", action="store_true")
        read = actions.add_parser("import", help="read an archive into a new establishment")
        read.add_argument("file")
        read.add_argument("--sha256", help="as it was told with the delivery")
        return parser.parse_args(args)

    def _export(self, env, chosen):
        network = env["clicrdv.network"]
        if chosen.network:
            network = network.search([("name", "=", chosen.name)])
            companies = network.company_ids
        else:
            companies = env["res.company"].search([("name", "=", chosen.name)])
        if not companies:
            sys.exit(f"{self.name}: nothing is called “{chosen.name}” here")
        about = {"controller": chosen.name}
        sha256, rows = env["clicrdv.portability"]._export(companies, chosen.file, about, network or None)
        self._tell(f"{rows} records, SHA-256 {sha256}")

    def _import(self, env, chosen):
        companies = env["clicrdv.portability"]._import(chosen.file, chosen.sha256)
        self._tell("imported: " + ", ".join(companies.mapped("name")))

    def _tell(self, text):
        sys.stdout.write(f"{text}\n")
