"""What tests of the page “My data” do often."""

import io
import zipfile
from datetime import timedelta

from odoo.addons.clicrdv_booking.tests.common import TODAY
from odoo.addons.clicrdv_booking.tests.public_common import PublicCase

from ..models.clicrdv_rate_limit_rights import LIMITS
from .privacy_common import EMAIL
from .rights_common import RightsOfPersonsCase

#: Seconds: an erasure reads whole tables, and the machine may have others to serve.
SLOW = 120


class MyDataCase(PublicCase, RightsOfPersonsCase):
    TABLES = (
        *PublicCase.TABLES,
        "clicrdv_privacy_request",
        "clicrdv_privacy_confirmation",
        "clicrdv_purge",
        "clicrdv_optout",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_limits(dict.fromkeys(LIMITS, 0))

    def setUp(self):
        super().setUp()
        self.event = self.visit(10, day=TODAY + timedelta(days=2))
        self.env.flush_all()

    def grant(self, files=None, address=EMAIL):
        self.env.flush_all()
        return self.env["clicrdv.person.access"]._grant(self.zelie if files is None else files, address)

    def path(self, *args, **values):
        return f"/rdv/my/{self.grant(*args, **values)}"

    def get(self, path, **options):
        return super().get(path, **{"timeout": SLOW, **options})

    def post(self, path, data=None, **options):
        return super().post(path, data, **{"timeout": SLOW, **options})

    def submit(self, path, action, **values):
        """Fill in a form of a page and send it."""
        page = self.open_page(path)
        sent = self.fields_of(page, f"//form[contains(@action, '{action}')]") | values
        path = page.xpath(f"//form[contains(@action, '{action}')]")[0].get("action")
        answer = self.post(path, sent)
        self.env.invalidate_all()
        return answer

    def case(self, right):
        own = [("right", "=", right), ("company_id", "=", self.salon.id)]
        return self.env["clicrdv.privacy.request"].search(own, order="id desc", limit=1)

    def text(self, page):
        return " ".join(page.xpath("//*[@id='wrap']")[0].text_content().split())

    def zip(self, answer):
        self.assertEqual(
            (answer.status_code, answer.headers["Content-Type"]), (200, "application/zip"), answer.text[:300]
        )
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertIsNone(archive.testzip())
        return archive


class Counted:
    """Counts statements of a block."""

    def __init__(self, cr):
        self.cr = cr

    def __enter__(self):
        self.before = self.cr.sql_log_count
        return lambda: self.after - self.before

    def __exit__(self, *_error):
        self.after = self.cr.sql_log_count
