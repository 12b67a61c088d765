"""The library factur-x, importable inside Odoo, and the one thing that PDF/A wants beside what it does.

Odoo's import hook (odoo/_monkeypatches/__init__.py) gives `stdnum` a loader that cannot find the library's data files,
which factur-x needs at import.
"""

import io
import logging
from importlib.machinery import SourceFileLoader

import stdnum
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from odoo.tools import file_open

if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = SourceFileLoader("stdnum", stdnum.__file__)

import facturx  # noqa: E402

__all__ = ["facturx", "with_colour_profile"]

# it writes six lines into the log for each invoice that is all right
logging.getLogger("factur-x").setLevel(logging.WARNING)


def with_colour_profile(pdf):
    """Say in a PDF which colours its numbers mean (sRGB): PDF/A-3 wants to know, and wkhtmltopdf does not say.

    :param bytes pdf: any PDF
    :return: the same pages, with one output intent and an identifier
    :rtype: bytes
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    with file_open("tools/data/files/sRGB2014.icc", mode="rb") as file:
        profile = StreamObject()
        profile.set_data(file.read())
    profile = profile.flate_encode()
    profile[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB"),
            NameObject("/DestOutputProfile"): writer._add_object(profile),
        }
    )
    writer._root_object[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])
    writer.generate_file_identifiers()
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()
