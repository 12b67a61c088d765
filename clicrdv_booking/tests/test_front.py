"""What the page of free times shows of the establishment is kept in memory: a change is seen at once."""

from odoo.tests import tagged

from .common import make_service
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestFront(PublicCase):
    def shown(self, query="service=cut"):
        return self.open_page(f"/rdv/{self.slug}/creneaux?{query}").xpath("//main")[0].text_content()

    def test_the_page_follows_the_address_and_the_name_of_the_establishment(self):
        self.assertIn("1 rue des Essais", self.shown())
        self.salon.partner_id.write({"street": "2 rue Neuve", "phone": "+33 1 99 00 99 99"})
        self.salon.write({"name": "Salon Neuf", "city": "Pantin", "zip": "93500"})
        text = self.shown()
        for changed in ("2 rue Neuve", "+33 1 99 00 99 99", "Salon Neuf", "Pantin", "93500"):
            self.assertIn(changed, text)

    def test_the_page_follows_names_and_prices_of_services(self):
        self.cut.price = 1234.5
        self.assertIn("1,234.50", self.shown())
        self.cut.write({"price": 40, "public_name": "Short cut"})
        text = self.shown()
        self.assertIn("40.00", text)
        self.assertIn("Short cut", text)
        self.assertNotIn("1,234.50", text)
        self.salon.booking_show_price = False
        self.assertNotIn("40.00", self.shown())

    def test_the_page_names_and_adds_up_all_services_in_the_order_asked_for(self):
        make_service(self.env, self.ana, "Colour", 45, price=50)
        self.cut.price = 25
        text = self.shown("service=colour&service=cut")
        for shown in ("Colour, Cut", "1 h 15 min", "75.00"):
            self.assertIn(shown, text)

    def test_an_establishment_whose_service_ends_disappears_at_once(self):
        self.shown()
        self.salon.service_end_date = "2020-01-01"
        self.assertEqual(self.url_open(f"/rdv/{self.slug}/creneaux?service=cut").status_code, 404)
