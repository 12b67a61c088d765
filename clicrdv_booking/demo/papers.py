"""Small PDFs that stand for papers: nothing is printed by another program while the demo is installed."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

FICTION = "Document de démonstration : les sociétés et les personnes nommées sont fictives."


def paper(title, *paragraphs):
    """One page with a title.

    :return: the PDF
    :rtype: bytes
    """
    file, styles = io.BytesIO(), getSampleStyleSheet()
    flow = [Paragraph(title, styles["Title"]), Spacer(1, 18)]
    flow += [Paragraph(text, styles["BodyText"]) for text in (*paragraphs, FICTION)]
    SimpleDocTemplate(file, pagesize=A4, title=title, author="ClicRDV Démonstration", invariant=1).build(flow)
    return file.getvalue()
