from datetime import date, timedelta

from odoo.tests import tagged

from .common import NOW, TODAY, form, make_agenda, make_establishment, make_service
from .public_common import NASTY, PublicCase


@tagged("post_install", "-at_install")
class TestPublicApi(PublicCase):
    # === FREE TIMES === #

    def test_slots_say_when_with_whom_and_how_many(self):
        answer = self.get(f"{self.api}/slots?service=cut&from={TODAY}&days=1")
        self.assertEqual(answer.status_code, 200)
        body = answer.json()
        self.assertEqual(set(body), {"establishment", "timezone", "first_slot", "slots"})
        self.assertEqual(body["establishment"], self.slug)
        self.assertEqual(body["timezone"], "Europe/Paris")
        self.assertEqual(body["first_slot"], self.start_at(9))
        self.assertEqual(body["slots"][0], {"start": self.start_at(9), "agendas": [self.ana.id], "capacity": 1})
        self.assertEqual(len(body["slots"]), 11)

    def test_slots_are_kept_by_nobody_and_set_no_cookie(self):
        answer = self.get(f"{self.api}/slots?service=cut")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_slots_take_several_services_in_any_number_of_days_up_to_62(self):
        make_service(self.env, self.ana, "Colour", 60)
        body = self.get(f"{self.api}/slots?service=cut&service=colour&days=62").json()
        self.assertEqual(len({slot["start"][:10] for slot in body["slots"]}), 61)
        self.assertEqual(body["slots"][-1]["start"][11:16], "10:30")

    def test_slots_of_the_past_begin_today_and_unknown_parameters_are_ignored(self):
        body = self.get(f"{self.api}/slots?service=cut&from=1999-01-01&days=1&utm_source=x&self=1&cls=2").json()
        self.assertEqual(body["slots"][0]["start"], self.start_at(9))

    def test_slots_after_the_horizon_are_none_but_the_first_one_is_told(self):
        body = self.get(f"{self.api}/slots?service=cut&from=9999-12-31&days=62").json()
        self.assertEqual((body["slots"], body["first_slot"]), ([], self.start_at(9)))

    def test_slots_of_one_agenda(self):
        other = make_agenda(self.env, self.salon, "Bob")
        self.cut.skill_ids.create({"agenda_id": other.id, "service_id": self.cut.id})
        body = self.get(f"{self.api}/slots?service=cut&agenda={other.id}&days=1").json()
        self.assertEqual(body["slots"][0]["agendas"], [other.id])

    def test_slots_with_bad_parameters_are_refused(self):
        stranger = make_establishment(self.env, "Other")
        foreign = make_agenda(self.env, stranger, "Foreign")
        make_service(self.env, foreign, "Foreign cut")
        cases = [
            ("", 422, "unknown_service"),
            ("service=", 422, "unknown_service"),
            ("service=foreign-cut", 422, "unknown_service"),
            ("service=cut&service=nothing", 422, "unknown_service"),
            ("&".join(f"service=a{n}" for n in range(30)), 400, "invalid_parameter"),
            (f"service=cut&agenda={foreign.id}", 422, "unknown_agenda"),
            ("service=cut&agenda=0", 422, "unknown_agenda"),
            ("service=cut&agenda=99999999999", 422, "unknown_agenda"),
            ("service=cut&agenda=-1", 400, "invalid_parameter"),
            ("service=cut&agenda=ana", 400, "invalid_parameter"),
            ("service=cut&agenda=1e3", 400, "invalid_parameter"),
            ("service=cut&agenda=%s" % ("9" * 5000), 400, "invalid_parameter"),
            ("service=cut&from=tomorrow", 400, "invalid_parameter"),
            ("service=cut&from=2027-02-30", 400, "invalid_parameter"),
            ("service=cut&from=0000-01-01", 400, "invalid_parameter"),
            ("service=cut&from=20270111", 400, "invalid_parameter"),
            ("service=cut&from=%s" % ("1" * 5000), 400, "invalid_parameter"),
            ("service=cut&days=0", 400, "invalid_parameter"),
            ("service=cut&days=63", 400, "invalid_parameter"),
            ("service=cut&days=-1", 400, "invalid_parameter"),
            ("service=cut&days=seven", 400, "invalid_parameter"),
            ("service=cut&days=7.5", 400, "invalid_parameter"),
        ]
        for query, status, code in cases:
            with self.subTest(query=query[:60]):
                self.assert_refused(self.get(f"{self.api}/slots?{query}"), status, code)

    def test_slots_survive_nasty_texts_in_each_parameter(self):
        for name in ("service", "agenda", "from", "days"):
            for text in NASTY:
                with self.subTest(name=name, text=text[:20]):
                    params = {"service": "cut", name: text}
                    self.assert_clear_refusal(self.url_open(f"{self.api}/slots", params=params, method="GET"))

    def test_edges_of_the_calendar_are_answered(self):
        for day in ("0001-01-01", "9999-12-31", "9999-12-30"):
            with self.subTest(day=day):
                answer = self.get(f"{self.api}/slots?service=cut&from={day}&days=62")
                self.assertEqual(answer.status_code, 200, answer.text[:200])

    def test_an_establishment_without_a_public_page_is_not_found(self):
        simple = make_establishment(self.env, "Simple", booking_offer="simple", booking_slug="simple")
        ended = make_establishment(self.env, "Ended", service_end_date=TODAY - timedelta(days=1))
        for slug in ("nobody", simple.booking_slug, ended.booking_slug, "UPPER", "a_b", "x" * 500):
            with self.subTest(slug=slug[:20]):
                self.assert_refused(self.get(f"/rdv/api/{slug}/slots?service=cut"), 404, "not_found")
                self.assert_refused(self.post_json(f"/rdv/api/{slug}/hold", {}), 404, "not_found")

    # === HOLD === #

    def test_a_hold_keeps_the_time_for_some_minutes(self):
        answer = self.hold_json()
        self.assertEqual(answer.status_code, 201)
        body = answer.json()
        self.assertEqual(set(body), {"hold", "expires_at", "start", "agenda"})
        self.assertEqual(body["start"], self.start)
        self.assertEqual(body["expires_at"], f"{(NOW + timedelta(minutes=10)).isoformat()}Z")
        starts = [slot["start"] for slot in self.get(f"{self.api}/slots?service=cut&days=1").json()["slots"]]
        self.assertNotIn(self.start, starts)

    def test_a_taken_time_is_refused_with_the_nearest_free_ones(self):
        self.assertEqual(self.hold_json().status_code, 201)
        error = self.assert_refused(self.hold_json(), 409, "slot_taken")
        self.assertIn(self.start_at(9, 30), error["alternatives"])
        again = self.hold_json(error["alternatives"][0])
        self.assertEqual(again.status_code, 201, "an alternative can be booked")

    def test_a_new_hold_gives_back_the_one_it_replaces(self):
        first = self.hold_json().json()["hold"]
        second = self.hold_json(self.start_at(11), replaces=first).json()["hold"]
        self.assertFalse(self.env["clicrdv.hold"]._by_token(first))
        self.assertTrue(self.env["clicrdv.hold"]._by_token(second))

    def test_a_hold_is_extended_once(self):
        hold = self.hold_json().json()["hold"]
        answer = self.post_json(f"{self.api}/hold/extend", {"hold": hold})
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assert_refused(self.post_json(f"{self.api}/hold/extend", {"hold": hold}), 409, "already_extended")

    def test_the_start_is_refused_with_its_reason(self):
        self.salon.booking_notice_minutes = 240
        for start, code in (
            (self.start_at(9), "too_soon"),
            ("1999-01-01T09:00:00Z", "too_soon"),
            ("0001-01-01T00:00:00+14:00", "too_soon"),
            ("9999-12-31T23:59:00-14:00", "too_far"),
            (self.start_at(20), "closed"),
            (self.start_at(11, 7, TODAY + timedelta(days=1)), "closed"),
        ):
            with self.subTest(start=start):
                self.assert_refused(self.hold_json(start), 422, code)

    def test_holds_with_bad_members_change_nothing(self):
        before = self.everything()
        cases = [
            {"services": "cut"},
            {"services": None},
            {"services": {}},
            {"services": [1]},
            {"services": [["cut"]]},
            {"services": ["cut"] * 50},
            {"services": []},
            {"agenda": "ana"},
            {"agenda": [1]},
            {"agenda": True},
            {"agenda": 1.5},
            {"agenda": -5},
            {"agenda": 2**70},
            {"start": None},
            {"start": 1_800_000_000},
            {"start": "soon"},
            {"start": "2027-01-11"},
            {"start": "2027-01-11T10:00:00"},
            {"start": "2027-01-11T10:00:30+01:00"},
            {"start": "2027-13-40T10:00:00+01:00"},
            {"start": "2027-01-11T10:00:00+99:00"},
            *({"start": text} for text in NASTY),
            *({"services": [text]} for text in NASTY),
        ]
        for members in cases:
            with self.subTest(members=str(members)[:60]):
                self.assert_clear_refusal(self.hold_json(**members))
        self.assertEqual(self.everything(), before)

    def test_bodies_that_are_no_json_object_are_refused(self):
        before = self.everything()
        bodies = [
            "",
            "{",
            "[]",
            "null",
            '"text"',
            "12",
            "{'a': 1}",
            "[" * 60_000,
            '{"a": NaN}',
            b"\xff\xfe",
            "1" * 60_000,
        ]
        for path in (f"{self.api}/hold", f"{self.api}/hold/extend", f"{self.api}/appointments"):
            for body in bodies:
                with self.subTest(path=path, body=body[:12]):
                    self.assert_refused(self.post_json(path, body), 400, "invalid_parameter")
            for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
                with self.subTest(path=path, kind=kind):
                    answer = self.post_json(path, "{}", headers={"Content-Type": kind})
                    self.assert_refused(answer, 400, "invalid_parameter")
            with self.subTest(path=path, body="too big"):
                answer = self.post_json(path, {"a": "x" * 70_000})
                self.assert_refused(answer, 413, "too_large")
        self.assertEqual(self.everything(), before)

    def test_a_wrong_method_is_told_in_json(self):
        self.assert_refused(self.get(f"{self.api}/hold"), 405, "method_not_allowed")
        self.assert_refused(self.post_json(f"{self.api}/slots", {}), 405, "method_not_allowed")

    # === APPOINTMENT === #

    def test_a_hold_becomes_an_appointment_once(self):
        hold = self.hold_json().json()["hold"]
        body = {"hold": hold, **form(), "answers": {}, "consents": {"email": True}}
        first = self.post_json(f"{self.api}/appointments", body)
        self.assertEqual(first.status_code, 201, first.text)
        self.assertGreaterEqual(set(first.json()), {"reference", "state", "start", "end", "manage_url", "ics_url"})
        self.assertEqual((first.json()["start"], first.json()["end"]), (self.start, self.start_at(10, 30)))
        second = self.post_json(f"{self.api}/appointments", body)
        self.assertEqual(second.json(), first.json())
        self.assertEqual(self.env["calendar.event"].search_count([("agenda_id", "=", self.ana.id)]), 1)

    def test_the_channel_is_kept_and_a_strange_one_dropped(self):
        for channel, kept in (("site", "site"), ("<b>", False), ("x" * 40, False), (7, False)):
            with self.subTest(channel=channel):
                token = self.hold_json(channel=channel).json()["hold"]
                hold = self.env["clicrdv.hold"]._by_token(token)
                self.assertEqual(hold.channel or False, kept)
                hold._release()

    def test_wrong_fields_are_named_with_a_code(self):
        hold = self.hold_json().json()["hold"]
        typed = {"hold": hold, "lastname": "", "firstname": "Zoé", "email": "zoe@", "phone": "12"}
        error = self.assert_refused(self.post_json(f"{self.api}/appointments", typed), 422, "missing_field")
        codes = {name: field["code"] for name, field in error["fields"].items()}
        self.assertEqual(codes, {"lastname": "missing_field", "email": "invalid_email", "phone": "invalid_phone"})

    def test_a_hold_that_is_not_one_is_refused(self):
        other = make_establishment(self.env, "Other")
        foreign = self.hold(hour=11).token
        for token in (None, "", 7, [], "x", "x" * 32, "x" * 4000, "../..", "' OR 1=1 --"):
            with self.subTest(token=str(token)[:20]):
                answer = self.post_json(f"{self.api}/appointments", {**form(), "hold": token})
                self.assert_refused(answer, 410, "hold_expired")
        answer = self.post_json(f"/rdv/api/{other.booking_slug}/appointments", {**form(), "hold": foreign})
        self.assert_refused(answer, 410, "hold_expired")

    def test_bad_contact_details_change_nothing(self):
        hold = self.hold_json().json()["hold"]
        before = self.everything()
        texts = ("lastname", "firstname", "email", "phone", "comment")
        cases = [{name: value} for name in texts for value in (7, {"a": 1}, ["x"], True, NASTY[0], "\x00", "\ud800")]
        cases += [{"email": text} for text in NASTY] + [{"phone": text} for text in NASTY]
        cases += [{"answers": ["x"]}, {"answers": {"x": []}}, {"answers": {f"a{n}": "x" for n in range(99)}}]
        cases += [{"answers": {"x" * 500: "x"}}, {"consents": "yes"}, {"consents": ["email"]}, {"fax_number": "1"}]
        for members in cases:
            with self.subTest(members=str(members)[:60]):
                answer = self.post_json(f"{self.api}/appointments", {"hold": hold, **form(), **members})
                self.assert_clear_refusal(answer)
        self.assertEqual(self.everything(), before)

    def test_texts_of_all_kinds_are_stored_as_they_were_typed(self):
        for hour, text in ((9, NASTY[1]), (10, NASTY[2]), (11, NASTY[7])):
            with self.subTest(text=text):
                booked = self.book_json(self.start_at(hour, 0, TODAY + timedelta(days=hour)), comment=text)
                event = self.env["calendar.event"].search([("booking_reference", "=", booked["reference"])])
                self.assertEqual(event.booking_comment, text)

    def test_the_appointment_is_read_moved_and_cancelled_by_its_token(self):
        token = self.book_json()["manage_url"].rpartition("/")[2]
        path = f"/rdv/api/appointments/{token}"
        self.assertEqual(self.get(path).json()["state"], "booked")
        moved = self.post_json(f"{path}/move", {"start": self.start_at(11)})
        self.assertEqual((moved.status_code, moved.json()["start"]), (200, self.start_at(11)))
        self.assert_refused(self.post_json(f"{path}/move", {"start": self.start_at(20)}), 422, "closed")
        cancelled = self.post_json(f"{path}/cancel", {})
        self.assertEqual((cancelled.status_code, cancelled.json()["state"]), (200, "cancelled"))
        self.assert_refused(self.post_json(f"{path}/move", {"start": self.start_at(9)}), 409, "transition_refused")

    def test_a_forged_appointment_token_is_not_found(self):
        for token in ("x" * 32, "x", "%00", "a" * 3000, "' OR 1=1"):
            with self.subTest(token=token[:20]):
                self.assert_refused(self.get(f"/rdv/api/appointments/{token}"), 404, "not_found")
                self.assert_refused(self.post_json(f"/rdv/api/appointments/{token}/cancel", {}), 404, "not_found")

    def test_slots_follow_the_clock_of_the_establishment(self):
        island = make_establishment(self.env, "Island", booking_tz="America/Martinique")
        make_service(self.env, make_agenda(self.env, island, "Joël"), "Cut")
        body = self.get(f"/rdv/api/{island.booking_slug}/slots?service=cut&days=1").json()
        self.assertEqual(body["timezone"], "America/Martinique")
        self.assertEqual(body["slots"][0]["start"], f"{date(2027, 1, 11)}T09:00:00-04:00")
