"""The rights of DESIGN § 8 as one table: each role, each kind of record, three establishments, four operations."""

from odoo.fields import Command

from .rights_common import OPERATIONS, PLACES, RightsCase
from .rights_records import MODELS

OURS = "clicrdv_booking.group_"
#: Role → its groups. `own` and `all`: agenda users of an establishment that shows them their own agendas, or all.
ROLES = {
    "public": (),
    "portal": ("base.group_portal",),
    "employee": ("base.group_user",),
    "own": (f"{OURS}agenda_user",),
    "all": (f"{OURS}agenda_user",),
    "manager": (f"{OURS}manager",),
    "network": (f"{OURS}network_manager",),
    "entrusted": (f"{OURS}network_manager",),
    "billing": ("clicrdv_billing.group_billing_manager",),
    "privacy": ("clicrdv_gdpr.group_privacy_officer",),
    "admin": ("base.group_system", f"{OURS}manager"),
}
#: What each role may do in its own establishment / in a sister of the same network / in a foreign one:
#: r read, w write, c create, d delete, - nothing. Places that are not given: nothing. Network managers work in none
#: of the three. Clients and appointments are never deleted; portal users see theirs on their own pages only.
#: Core's own behaviour stays for ordinary events, and for contacts and hours within the establishment. Whoever bills reads
#: all establishments of networks, and writes what their SMS cost.
RIGHTS = """
kind                        public portal employee own    all    manager network   entrusted billing privacy admin
activity                    -      -      -        r/r/r  r/r/r  r/r/r   r/r/r     r/r/r     r/r/r     -       rwcd/rwcd/rwcd
network                     -      -      -        r/r    r/r    r/r     rw/rw     rw/rw     r/r/r     r/r     rwcd/rwcd/rwcd
company                     -      r      r        r      r      rw      r/r       r/r       r/r/r     r       rwcd/rwcd/rwcd
agenda category             -      -      -        r      r      rwcd    r/r       r/r       -       -       rwcd
agenda                      -      -      -        r      r      rwcd    r/r       r/r       -       -       rwcd
equipment kind              -      -      -        r      r      rwcd    r/r       r/r       -       -       rwcd
equipment                   -      -      -        r      r      rwcd    -         -         -       -       rwcd
service category            -      -      -        r      r      rwcd    rwcd/rwcd rwcd/rwcd -       -       rwcd
service                     -      -      -        r      r      rwcd    rwcd/rwcd rwcd/rwcd -       -       rwcd
skill                       -      -      -        r      r      rwcd    rwcd/rwcd rwcd/rwcd -       -       rwcd
opening                     -      -      -        rwcd   rwcd   rwcd    -         -         -       -       rwcd
opening of a colleague      -      -      -        r      rwcd   rwcd    -         -         -       -       rwcd
public holiday              -      -      -        r      r      rwcd    -         -         -       -       rwcd
question                    -      -      -        r      r      rwcd    -         -         -       -       rwcd
hours                       -      -      r        r      r      rwcd    r/r       r/r       r       r       rwcd/rwcd/rwcd
hours line                  -      -      r        r      r      rwcd    r/r       r/r       r       r       rwcd/rwcd/rwcd
resource                    -      -      r        r      r      rwc     -         -         r       r       rwc
leave                       -      -      rwcd     rwcd   rwcd   rwcd    -         -         rwcd    rwcd    rwcd
leave of a colleague        -      -      -        -      -      rwcd    -         -         -       -       rwcd
leave of a room             -      -      r        r      r      rwcd    -         -         r       r       rwcd
closure                     -      -      r        r      r      rwcd    -         -         r       r       rwcd
client                      -      -      r        rwc    rwc    rwc     -         -         r       r       rwcd
client of a colleague       -      -      r        c      rwc    rwc     -         -         r       r       rwcd
appointment                 -      -      -        rwc    rwc    rwc     -         r/r       -       -       rwc
appointment of a colleague  -      -      -        -      rwc    rwc     -         r/r       -       -       rwc
block                       -      -      -        rwcd   rwcd   rwcd    -         r/r       -       -       rwcd
block of a colleague        -      -      -        -      rwcd   rwcd    -         r/r       -       -       rwcd
occupancy                   -      -      -        -      -      -       -         -         -       -       r/r/r
hold                        -      -      -        -      -      -       -         -         -       -       r
trace                       -      -      -        r      r      r       -         -         -       -       r
trace of a colleague        -      -      -        -      r      r       -         -         -       -       r
counter                     -      -      -        -      -      -       -         -         -       -       r/r/r
notification rule           -      -      -        r      r      rwcd    r/r       r/r       -       -       rwcd
message                     -      -      -        r      r      r       -         -         -       -       r
message of a colleague      -      -      -        -      r      r       -         -         -       -       r
message event               -      -      -        r      r      r       -         -         -       -       r
event at a colleague        -      -      -        -      r      r       -         -         -       -       r
sms gateway                 -      -      -        r      r      r       -         -         -       -       rwcd/rwcd/rwcd
sms price                   -      -      -        r/r    r/r    r/r     r/r       r/r       rwcd/rwcd -       rwcd/rwcd/rwcd
refusal                     -      -      -        r      r      rcd     -         -         -       -       rcd
message figure              -      -      -        -      -      r       r/r       r/r       -       -       r
attendance figure           -      -      -        -      -      r       r/r       r/r       -       -       r
tick of somebody else       -      -      -        -      -      -       -         -         -       -       -
"""
#: Where the rights on a record and what really happens differ: the model itself refuses to delete an appointment,
#: and a file that an agenda user makes is his own.
SPECIAL = {("appointment", "d"), ("appointment of a colleague", "d"), ("client of a colleague", "c")}


class TestRights(RightsCase):
    def test_nobody_without_an_account_or_a_role_sees_anything(self):
        for role in ("public", "portal", "employee"):
            self.check(role)

    def test_an_agenda_user_has_his_agendas_or_those_of_the_establishment(self):
        self.check("own")
        self.check("all")

    def test_a_manager_has_everything_of_his_establishment(self):
        self.check("manager")

    def test_a_network_manager_has_the_catalogue_and_clients_only_where_entrusted(self):
        self.check("network")
        self.check("entrusted")

    def test_billing_and_privacy_give_no_right_on_appointments(self):
        for role, module in (("billing", "clicrdv_billing"), ("privacy", "clicrdv_gdpr")):
            if module in self.env.registry._init_modules:
                self.check(role)

    def test_an_administrator_works_in_the_establishments_he_has_chosen(self):
        self.check("admin")

    def test_every_model_of_ours_is_in_the_table(self):
        known = set(MODELS.values())
        models = [model for name, model in self.env.registry.items() if name.startswith("clicrdv.")]
        kept = {model._name for model in models if not model._abstract and not model._transient}
        booking = {name for name in kept if self.env[name]._original_module == "clicrdv_booking"}
        self.assertFalse(booking - known, "add the new model to RIGHTS, and decide who may do what with it")

    def test_each_kind_of_record_has_its_line_in_the_table(self):
        self.assertEqual(set(table()), set(MODELS) - {"ordinary event"})

    def test_ordinary_events_of_core_stay_everybodys(self):
        for groups in (ROLES["employee"], ROLES["own"], ROLES["network"]):
            user = self.user(*groups)
            for letter in OPERATIONS:
                self.assertIsNone(self.attempt_one(user, "ordinary event", "foreign", letter), letter)

    def check(self, role):
        """Try everything as one role, and compare with its column."""
        user = self.play(role)
        for kind, expected in table().items():
            for place, letters in zip(PLACES, expected[role], strict=True):
                for letter, operation in OPERATIONS.items():
                    with self.subTest(role=role, kind=kind, place=place, operation=operation):
                        self.check_one(user, kind, place, letter, letter in letters)

    def check_one(self, user, kind, place, letter, expected):
        refusal = self.attempt_one(user, kind, place, letter)
        self.assertEqual(refusal is None, expected, refusal)
        record = self.world[place][kind].with_env(self.env_of(user))
        granted = bool(record._filtered_access(OPERATIONS[letter]))
        self.assertTrue(granted == expected or (kind, letter) in SPECIAL, "the rights say what really happens")

    def play(self, role):
        """Somebody of this role, and the establishments set up as the role needs them."""
        user = self.env.ref("base.public_user") if role == "public" else self.user(*ROLES[role])
        own, network = self.companies["own"], self.companies["own"].network_id
        own.agenda_user_scope = "own" if role == "own" else "establishment"
        manages = role in ("network", "entrusted")
        if manages:
            head_office = self.env.ref("base.main_company")
            user.write({"company_id": head_office.id, "company_ids": [Command.set(head_office.ids)]})
        network.manager_ids = user if manages else False
        network.company_ids.booking_share_clients = role == "entrusted"
        self.has_agenda(user if user._is_internal() else self.person)
        return user


def table():
    """The table of rights: {kind: {role: letters in each place}}."""
    head, *lines = filter(None, RIGHTS.splitlines())
    roles = head.split()[1:]
    found = {}
    for line in lines:
        cells = line[28:].split()
        found[line[:28].strip()] = {role: places(cell) for role, cell in zip(roles, cells, strict=True)}
    return found


def places(cell):
    """Letters in each place: `rw/r` is `("rw", "r", "")`."""
    letters = ["" if part == "-" else part for part in cell.split("/")]
    return tuple(letters + [""] * (len(PLACES) - len(letters)))
