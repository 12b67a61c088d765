import hashlib
import json
import mimetypes
import zipfile
from collections import Counter
from datetime import timezone

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic import states as visit_states

from ..logic import person_export
from ..logic.personal_data import ROOT

#: What the page shows in full; the rest is shown as numbers, and is whole in the download.
IDENTITY = ("client_lastname", "client_firstname", "email", "phone", "street", "street2", "zip", "city")
CANCELLED = (visit_states.CANCELLED, visit_states.REFUSED)


class ClicrdvPersonData(models.AbstractModel):
    """What a person sees of his data and takes along, computed from the declarations."""

    _name = "clicrdv.person.data"
    _description = "Data of a person, for himself"

    # === BUSINESS METHODS - PAGE === #

    @api.model
    def _held(self, files):
        """What is held about a person, for his page.

        :param files: res.partner in superuser mode
        :return: dict of plain values
        """
        exported = self._export(files)
        counts = Counter()
        for data in exported.values():
            counts.update({key: len(rows) for key, rows in data.items() if key not in (ROOT, "appointment")})
        label = self.env["clicrdv.personal.data"]._label
        return {
            "files": [self._file(file, exported[file.id]) for file in files],
            "visits": self._visits(exported)[:100],
            "others": sorted((label(key), number) for key, number in counts.items()),
            "kept": self._kept(files),
        }

    def _file(self, file, data):
        """One client file: what is typed in it, with the names of its fields."""
        [root] = data[ROOT]
        names = [*IDENTITY, "client_comments"]
        labels = {name: file._fields[name]._description_string(self.env) for name in names}
        return {
            "id": file.id,
            "company": file.company_id.booking_title or file.company_id.name,
            "lines": [(labels[name], root[name]) for name in names if root.get(name)],
            "lastname": file.client_lastname or "",
            "firstname": file.client_firstname or "",
            "email": file.email or "",
            "phone": file.phone or "",
            "wants": file.client_consent_email or file.client_consent_sms,
        }

    @api.model
    def _kept(self, files):
        """Papers that the law keeps after an erasure.

        :return: list of (label, reason, last day)
        """
        data = self.env["clicrdv.personal.data"].sudo()  # papers are the accountant's; that there are some is told
        persons = data._persons(files, False)
        found = data._rows(persons, False)
        papers = []
        for declaration in data._declarations():
            rows = found.get(declaration.key)
            if declaration.kept and rows:
                until = data._law_until({declaration.key: rows})
                if until:
                    papers.append(
                        (self.env._(declaration.label), self.env._(declaration.kept.reason), max(until.values()))
                    )
        return papers

    @api.model
    def _shown(self, files):
        """Proof of what a page has shown.

        :return: values for the log of the request
        """
        content = json.dumps(self._export(files), ensure_ascii=False, sort_keys=True).encode()
        return {"content": content, "number": len(content)}

    # === BUSINESS METHODS - EXPORT === #

    @api.model
    def _export(self, files):
        # the person's own data are in tables that only the program reads
        return self.env["clicrdv.personal.data"].sudo()._export(files)

    def _visits(self, exported):
        """Appointments of an export, with the names of their services, in the order of time.

        :return: calendar.event in superuser mode
        """
        ids = {row["row"] for data in exported.values() for row in data.get("appointment", ())}
        # see _export
        events = self.env["calendar.event"].sudo().with_context(active_test=False).browse(ids).exists()
        return events.sorted("start", reverse=True)

    @api.model
    def _zip(self, files, out):
        """Write everything that is held about a person into a file: JSON, CSV and ICS, in a zip.

        :param files: res.partner, of one controller
        :param out: binary file open for writing and reading
        :return: values for the log of the request: digest and number of bytes
        """
        exported = self._export(files)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", json.dumps(self._document(files, exported), ensure_ascii=False, indent=1))
            for key, rows in self._tables(exported).items():
                archive.writestr(f"{key}.csv", person_export.table(rows))
            archive.writestr("appointments.ics", person_export.calendar(self._calendar(exported)))
            for name, content in self._files(exported):
                archive.writestr(name, content)
            archive.writestr("README.txt", self._readme(exported))
        digest, size = hashlib.sha256(), out.tell()
        out.seek(0)
        while chunk := out.read(1 << 20):
            digest.update(chunk)
        out.seek(0)
        return {"digest": digest.hexdigest(), "number": size}

    def _document(self, files, exported):
        company = files[:1].company_id
        return {
            "controller": company.booking_title or company.name,
            "exported_at": fields.Datetime.now().isoformat(timespec="seconds") + "Z",
            "files": [{"number": file.id, "data": exported[file.id]} for file in files],
        }

    def _tables(self, exported):
        """:return: {key of the declaration: rows of all files}"""
        tables = {}
        for number, data in exported.items():
            for key, rows in data.items():
                tables.setdefault(key, []).extend({"file": number, **row} for row in rows)
        return tables

    def _files(self, exported):
        """Files and pictures of an export, one after the other; small copies of a picture are left out.

        Their names in the archive are ours: theirs were typed by anybody, and are in the tables.

        :return: iterator of (name in the archive, bytes)
        """
        keys = ("file", "file_of_message")
        ids = {row["row"] for data in exported.values() for key in keys for row in data.get(key, ())}
        # see _export; core hides files of fields from searches that do not name them
        attachments = self.env["ir.attachment"].sudo()
        whole = [("res_field", "=", False), ("res_field", "=", "image_1920")]
        for file in attachments.search([("id", "in", sorted(ids)), "|", *whole], order="id"):
            if content := file.raw:
                yield f"files/{file.id}{mimetypes.guess_extension(file.mimetype or '') or ''}", content
            file.invalidate_recordset(["raw", "datas"])

    def _calendar(self, exported):
        for event in self._visits(exported):
            company = event.booking_company_id
            services = ", ".join(service.public_name or service.name for service in event.service_ids)
            yield person_export.Visit(
                uid=f"{event.booking_uid or event.id}@clicrdv",
                start=event.start.replace(tzinfo=timezone.utc),
                stop=event.stop.replace(tzinfo=timezone.utc),
                summary=" – ".join(filter(None, [services, company.booking_title or company.name])),
                location=", ".join(filter(None, [company.street, company.zip, company.city])),
                is_cancelled=event.booking_state in CANCELLED,
                stamp=(event.write_date or event.start).replace(tzinfo=timezone.utc),
            )

    def _readme(self, exported):
        """What each file of the zip holds, in the language of the reader, with the names of the columns."""
        lines = [
            self.env._("data.json: everything, for programs. Times are UTC."),
            self.env._("appointments.ics: your appointments, for a calendar."),
            self.env._("files/: documents and pictures, by the number that they have in the tables."),
            self.env._("*.csv: the same as tables. A cell that begins with = + - or @ has an apostrophe before it."),
            "",
        ]
        by_table = {model._table: model for model in self.env.registry.values() if not model._abstract}
        data = self.env["clicrdv.personal.data"]
        tables = self._tables(exported)
        for declaration in data._declarations():
            if declaration.key in tables:
                lines.append(f"{declaration.key}.csv: {self.env._(declaration.label)}")
                fields_of = by_table[declaration.table]._fields if declaration.table in by_table else {}
                names = dict.fromkeys(name for row in tables[declaration.key] for name in row)
                lines += [
                    f"    {name}: {fields_of[name]._description_string(self.env)}"
                    for name in names
                    if name in fields_of
                ]
        return "\r\n".join(lines)
