"""Bring the French translations up to date with the code.

. setup/env.sh && python setup/translate.py        (./setup/run or ./setup/test has installed everything once)

Installs the addons as they are now in a fresh database, writes each ``i18n/<addon>.pot`` from it, then gives each
``i18n/fr.po`` exactly those terms: translations are kept, new terms are empty, terms that are gone are dropped.
Lists what is left to translate in ``fr.po`` by hand, and fails while there is something;
``clicrdv_booking/tests/test_translations.py`` fails for the same terms. Nothing is fuzzy: a changed sentence is new.
"""

import pathlib
import subprocess
import sys

import addons
import databases
import polib

# they change with every run and say nothing
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def write_templates(names: list[str]) -> None:
    """Write the terms of some addons, as a new database has them, to their ``.pot`` files."""
    with databases.database_server(), databases.scratch(demo=False) as database:
        options = ["-c", databases.CONF, "-d", database, "--languages", "pot"]  # takes several: last
        subprocess.run([sys.executable, "-m", "odoo", "i18n", "export", *names, *options], check=True)


def merge(folder: pathlib.Path) -> list[str]:
    """Give the French file of an ``i18n`` folder the terms of its template, and return those without translation."""
    template_path, path = next(folder.glob("*.pot")), folder / "fr.po"
    template = polib.pofile(str(template_path))
    for date in DATES:
        template.metadata.pop(date, None)
    template.save(str(template_path))

    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
    template.metadata |= {"Language": "fr", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    template.header = template.header.replace("Translation of", "French translation of", 1)
    template.save(str(path))
    return [entry.msgid for entry in template if not entry.msgstr]


def main() -> int:
    write_templates(addons.names())
    status = 0
    for name in addons.names():
        for term in merge(addons.ROOT / name / "i18n"):
            print(f"{name}: {term!r}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
