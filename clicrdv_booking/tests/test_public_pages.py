import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from .common import NOW, TODAY, form, make_agenda, make_establishment, make_service
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestPublicPages(PublicCase):
    # === FIND === #

    def test_an_establishment_is_found_by_name_activity_and_place(self):
        lyon3 = make_establishment(self.env, "Optique Trois", zip="69003", city="Lyon")
        lyon6 = make_establishment(self.env, "Optique Six", zip="69006", city="Lyon")
        activity = lyon3.activity_id.id
        for query, found, missing in (
            ("name=optique&place=Lyon+3", lyon3, lyon6),
            ("name=optique&place=Lyon+6e", lyon6, lyon3),
            ("name=six", lyon6, lyon3),
            (f"activity={activity}&place=69003", lyon3, self.salon),
            ("place=69", lyon3, self.salon),
        ):
            with self.subTest(query=query):
                links = self.open_page(f"/rdv?{query}").xpath("//main//h3/a/@href")
                self.assertIn(f"/rdv/{found.booking_slug}", links)
                self.assertNotIn(f"/rdv/{missing.booking_slug}", links)

    def test_a_search_without_result_says_what_to_try(self):
        page = self.open_page("/rdv?name=zzzzzz")
        self.assertIn("No establishment found", page.text_content())
        self.assertFalse(page.xpath("//article"))

    def test_the_channel_follows_the_visitor_from_the_search_on(self):
        links = self.open_page("/rdv?name=salon&c=pj").xpath("//h3/a/@href")
        self.assertIn(f"/rdv/{self.slug}?c=pj", links)
        page = self.open_page(f"/rdv/{self.slug}?c=pj")
        self.assertEqual(page.xpath("//input[@name='c']/@value"), ["pj"])
        self.assertFalse(self.open_page(f"/rdv/{self.slug}?c=%3Cb%3E").xpath("//input[@name='c']"))

    # === ESTABLISHMENT === #

    def test_the_landing_page_shows_address_phone_hours_and_services(self):
        self.cut.price = 25
        text = self.open_page(f"/rdv/{self.slug}").text_content()
        for shown in ("1 rue des Essais", "75003", "+33 1 99 00 12 34", "Cut", "30 min", "25.00", "Next free time"):
            self.assertIn(shown, text)

    def test_prices_and_durations_are_shown_by_policy(self):
        self.cut.price = 25
        self.salon.write({"booking_show_price": False, "booking_show_duration": False})
        text = self.open_page(f"/rdv/{self.slug}").xpath("//form")[0].text_content()
        self.assertNotIn("25", text)
        self.assertNotIn("30 min", text)

    def test_a_service_is_hidden_by_its_own_or_its_category_s_blank_public_name(self):
        category = self.env["clicrdv.service.category"].create({"name": "Internal", "company_id": self.salon.id})
        make_service(self.env, self.ana, "Secret", category_id=category.id)
        make_service(self.env, self.ana, "Hidden", public_name=False)
        values = self.open_page(f"/rdv/{self.slug}").xpath("//input[@name='service']/@value")
        self.assertEqual(values, ["cut"])

    def test_without_any_service_the_page_gives_the_phone(self):
        self.cut.public_name = False
        page = self.open_page(f"/rdv/{self.slug}")
        self.assertIn("No service can be booked online", page.text_content())
        self.assertTrue(page.xpath("//a[@href='tel:+33199001234']"))

    def test_person_first_asks_for_the_person_on_the_landing_page(self):
        self.assertFalse(self.open_page(f"/rdv/{self.slug}").xpath("//input[@name='agenda']"))
        self.salon.booking_first = "agenda"
        values = self.open_page(f"/rdv/{self.slug}").xpath("//input[@name='agenda']/@value")
        self.assertEqual(values, ["", str(self.ana.id)])

    def test_search_engines_read_who_where_when_and_how_to_book(self):
        page = self.open_page(f"/rdv/{self.slug}")
        data = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
        self.assertEqual(data["@type"], "LocalBusiness")
        self.assertEqual(data["address"]["postalCode"], "75003")
        self.assertEqual(data["potentialAction"]["@type"], "ReserveAction")
        self.assertTrue(data["url"].endswith(f"/rdv/{self.slug}"))
        self.assertEqual(len(data["openingHoursSpecification"]), 7)

    def test_structured_data_cannot_be_broken_out_of(self):
        self.salon.booking_title = "</script><script>alert(1)</script>"
        answer = self.get(f"/rdv/{self.slug}")
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_the_sitemap_lists_published_establishments_only(self):
        hidden = make_establishment(self.env, "Hidden", booking_offer="simple", booking_slug="hidden")
        locations = self.get("/sitemap.xml").text
        self.assertIn(f"/rdv/{self.slug}</loc>", locations)
        self.assertNotIn(hidden.booking_slug, locations)
        self.assertNotIn("creneaux", locations)

    def test_robots_are_told_to_stay_out_of_times_forms_and_tokens(self):
        rules = self.get("/robots.txt").text
        for path in ("/rdv/api/", "/rdv/a/", "/rdv/*/creneaux", "/rdv/*/coordonnees"):
            self.assertIn(f"Disallow: {path}\n", rules)
        self.assertNotIn("Disallow: /\n", rules)

    # === TIMES === #

    def test_a_week_of_times_is_one_form_of_buttons(self):
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut")
        starts = page.xpath("//form[@method='post']//button[@name='start']/@value")
        self.assertEqual((len(starts), starts[0]), (77, self.start_at(9)))
        opened = page.xpath("//details[@open]//time/@datetime")
        self.assertEqual(opened, [str(TODAY)], "the first day with times is open without scripts")

    def test_weeks_follow_each_other_up_to_the_horizon(self):
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut&c=site")
        links = page.xpath("//a[@data-week]/@href")
        self.assertEqual(len(links), 1, "no earlier week than this one")
        query = parse_qs(urlsplit(links[0]).query)
        self.assertEqual(query, {"service": ["cut"], "c": ["site"], "from": [str(TODAY + timedelta(days=7))]})
        last = TODAY + timedelta(days=60)
        links = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut&from={last}").xpath("//a[@data-week]/@href")
        self.assertTrue(all(str(last + timedelta(days=7)) not in link for link in links))

    def test_weeks_beyond_the_horizon_are_the_one_after_it(self):
        moving = urlsplit(self.book_json()["manage_url"]).path + "/deplacer?"
        last = TODAY + timedelta(days=60)
        for address in (f"/rdv/{self.slug}/creneaux?service=cut&", moving):
            for day in ("9999-12-31", "9999-12-25", str(last + timedelta(days=20))):
                with self.subTest(address=address, day=day):
                    page = self.open_page(f"{address}from={day}")
                    self.assertFalse(page.xpath("//button[@name='start']"))
                    weeks = [parse_qs(urlsplit(link).query)["from"] for link in page.xpath("//a[@data-week]/@href")]
                    self.assertEqual(weeks, [[str(last - timedelta(days=6))], [str(TODAY)]])

    def test_weeks_end_with_the_horizon_of_the_service(self):
        self.cut.horizon_days = 10
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut&from={TODAY + timedelta(days=7)}")
        weeks = [parse_qs(urlsplit(link).query)["from"] for link in page.xpath("//a[@data-week]/@href")]
        self.assertNotIn([str(TODAY + timedelta(days=14))], weeks)

    def test_who_names_no_week_gets_the_first_one_with_times(self):
        self.salon.booking_notice_minutes = 20 * 24 * 60
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut")
        self.assertTrue(page.xpath("//button[@name='start']"))

    def test_a_week_without_times_leads_to_the_first_free_one(self):
        self.salon.booking_notice_minutes = 20 * 24 * 60
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut&from={TODAY}")
        self.assertIn("No free time this week", page.text_content())
        link = page.xpath("//a[contains(text(), 'Go to the first free time')]/@href")[0]
        self.assertTrue(self.open_page(link).xpath("//button[@name='start']"))

    def test_without_any_time_the_page_gives_the_phone(self):
        self.salon.write({"booking_notice_minutes": 10 * 24 * 60, "booking_horizon_days": 2})
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut")
        self.assertIn("No free time can be booked online", page.text_content())
        self.assertTrue(page.xpath("//a[@href='tel:+33199001234']"))

    def test_without_a_service_the_visitor_goes_back_to_choose_one(self):
        answer = self.get(f"/rdv/{self.slug}/creneaux?c=site")
        self.assertEqual(answer.status_code, 303)
        page = self.open_page(urlsplit(answer.headers["Location"]).path + "?choose=1")
        self.assertIn("Choose at least one service", page.text_content())

    def test_a_person_is_chosen_among_those_who_can_do_the_visit(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        make_agenda(self.env, self.salon, "Carl")
        self.cut.skill_ids.create({"agenda_id": bob.id, "service_id": self.cut.id})
        path = f"/rdv/{self.slug}/creneaux?service=cut"
        options = self.open_page(path).xpath("//select[@name='agenda']/option/@value")
        self.assertEqual(options, ["", str(self.ana.id), str(bob.id)])
        self.salon.booking_any_agenda = False
        page = self.open_page(path)
        self.assertIn("Choose a person", page.text_content())
        self.assertFalse(page.xpath("//button[@name='start']"))
        self.assertTrue(self.open_page(f"{path}&agenda={bob.id}").xpath("//button[@name='start']"))

    def test_the_time_zone_is_told_where_it_is_not_that_of_paris(self):
        island = make_establishment(self.env, "Island", booking_tz="America/Martinique")
        make_service(self.env, make_agenda(self.env, island, "Joël"), "Cut")
        note = self.open_page(f"/rdv/{island.booking_slug}/creneaux?service=cut").xpath("//*[@hidden]//text()")
        self.assertNotIn("Times are those", "".join(note))
        paris = self.open_page(f"/rdv/{self.slug}/creneaux?service=cut")
        self.assertTrue(paris.xpath("//p[contains(@class, 'o_clicrdv_zone')][@hidden]"))

    def test_places_left_are_shown_for_group_sessions(self):
        make_service(self.env, self.ana, "Class", 60, capacity=4)
        page = self.open_page(f"/rdv/{self.slug}/creneaux?service=class")
        self.assertIn("4 places left", page.text_content())

    def test_a_full_week_of_times_is_a_small_page(self):
        self.ana.resource_calendar_id.attendance_ids.write({"hour_from": 9, "hour_to": 19})
        self.salon.booking_step_minutes = 10
        answer = self.get(f"/rdv/{self.slug}/creneaux?service=cut")
        self.assertGreater(answer.text.count("<button name"), 390)
        self.assertLessEqual(len(answer.content), 60 * 1024)

    # === HEADERS === #

    def test_pages_are_framed_by_allowed_sites_only_and_set_no_cookie(self):
        self.salon.booking_frame_ancestors = "https://www.example.com https://shop.example.com"
        hold = self.hold_json().json()["hold"]
        for path in ("", "/creneaux?service=cut", f"/coordonnees?hold={hold}"):
            with self.subTest(path=path):
                headers = self.get(f"/rdv/{self.slug}{path}").headers
                self.assertEqual(
                    headers["Content-Security-Policy"],
                    "frame-ancestors 'self' https://www.example.com https://shop.example.com",
                )
                self.assertNotIn("Set-Cookie", headers)
        headers = self.get("/rdv").headers
        self.assertEqual(headers["Content-Security-Policy"], "frame-ancestors 'self'")

    def test_what_is_one_visitor_s_is_neither_indexed_nor_kept_nor_told_to_other_sites(self):
        hold = self.hold(hour=9).token
        token = self.book(hour=11).booking_token
        for path in (
            f"/rdv/{self.slug}/creneaux?service=cut",
            f"/rdv/{self.slug}/coordonnees?hold={hold}",
            f"/rdv/a/{token}",
        ):
            with self.subTest(path=path):
                headers = self.get(path).headers
                self.assertEqual(headers["X-Robots-Tag"], "noindex")
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("X-Robots-Tag", self.get(f"/rdv/{self.slug}").headers)

    def test_looking_never_changes_anything(self):
        self.salon.booking_move_deadline_minutes = 0
        hold = self.hold(hour=9).token
        token = self.book(hour=11, form=form(email="ana@example.com")).booking_token
        before = self.everything()
        for path in (
            "/rdv",
            f"/rdv/{self.slug}",
            f"/rdv/{self.slug}/creneaux?service=cut&start={self.start}",
            f"/rdv/{self.slug}/coordonnees?hold={hold}&lastname=X&firstname=Y&email=z@example.com",
            f"/rdv/a/{token}?cancelled=1",
            f"/rdv/a/{token}/deplacer?start={self.start}",
            f"/rdv/a/{token}/rdv.ics",
        ):
            with self.subTest(path=path):
                self.assertEqual(self.get(path).status_code, 200)
        for path in (f"/rdv/a/{token}/annuler", f"/rdv/{self.slug}/coordonnees/prolonger"):
            with self.subTest(path=path):
                self.assertEqual(self.get(path).status_code, 405)
        self.assertEqual(self.everything(), before)

    def test_unknown_and_closed_establishments_are_not_found(self):
        simple = make_establishment(self.env, "Simple", booking_offer="simple", booking_slug="simple")
        ended = make_establishment(self.env, "Ended", service_end_date=NOW.date())
        for slug in ("nobody", simple.booking_slug, ended.booking_slug, "%00", "%C3%A9", "a" * 300, "..%2f.."):
            for path in ("", "/creneaux?service=cut", "/coordonnees?hold=x"):
                with self.subTest(slug=slug[:12], path=path):
                    self.assertEqual(self.get(f"/rdv/{slug}{path}").status_code, 404)
