"""The rights of billing as one table: each role, each kind of record, two operators, four operations."""

from odoo.fields import Command

from odoo.addons.clicrdv_booking.tests.rights_common import OPERATIONS

from .rights_common import PLACES, BillingRightsCase
from .rights_records import MODELS

OURS = "clicrdv_billing.group_"
BOOKING = "clicrdv_booking.group_"
#: Role → its groups. Unless `play` says otherwise they work at the own operator, which is no reason to see anything.
ROLES = {
    "public": (),
    "stranger": ("base.group_portal",),
    "shop": ("base.group_portal",),
    "head": ("base.group_portal",),
    "employee": ("base.group_user",),
    "agenda": (f"{BOOKING}agenda_user",),
    "manager": (f"{BOOKING}manager",),
    "network": (f"{BOOKING}network_manager",),
    "other": (f"{BOOKING}network_manager",),
    "billing": (f"{OURS}billing_manager",),
    "rival": (f"{OURS}billing_manager",),
    "privacy": ("clicrdv_gdpr.group_privacy_officer",),
    "admin": ("base.group_system",),
    "ethics": (f"{OURS}ethics",),
}
#: What each role may do at the own operator / at the foreign one: r read, w write, c create, d delete, - nothing.
#: `shop` and `head` are portal users of an establishment and of the head office of the own contract, `network` manages the
#: own network and `other` the foreign one, though he works at the own operator; `rival` bills for the foreign operator.
#: Customers have their own pages, and on these their own contracts, quotes, claims, papers and reports.
RIGHTS = """
kind                       public stranger shop head employee agenda manager network other billing rival   privacy admin ethics
contract                   -      -        -    -    -        -      -       r       -/r   rwcd    -/rwcd  -       r     rwcd
price                      -      -        -    -    -        -      -       r       -/r   r       -/r     -       -     r
subscription               -      -        -    -    -        -      -       r       -/r   rw      -/rw    -       -     rw
charge                     -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
run                        -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
line of a run              -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
usage                      -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
quote                      -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
line of a quote            -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
claim                      -      -        -    -    -        -      -       -       -     rwc     -/rwc   -       -     rwc
document request           -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
document reminder          -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
review                     -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
answer                     -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
question                   -      -        -    -    -        -      -       -       -     rwc/rwc rwc/rwc -       -     rwc/rwc
testimonial                -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
use of a logo              -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
audit day                  -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
interest rate              -      -        -    -    -        -      -       -       -     rwcd/rwcd rwcd/rwcd - -    rwcd/rwcd
policy                     -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
letter of a policy         -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
late customer              -      -        -    -    -        -      -       -       -     rw      -/rw    -       -     rw
dunning letter             -      -        -    -    -        -      -       -       -     rw      -/rw    -       -     rw
line of a letter           -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
invoice                    -      -        r    r    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
late charge                -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
closed page                -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
special terms              -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
days without penalty       -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
dispute                    -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
incident                   -      -        -    -    -        -      -       -       -     rwc     -/rwc   -       -     rwc
step of an incident        -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
exclusion                  -      -        -    -    -        -      -       -       -     rwc     -/rwc   -       -     rwc
probe                      -      -        -    -    -        -      -       -       -     r       -/r     -       -     r
service report             -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
published report           -      -        -    -    -        -      -       r       -/r   rcd     -/rcd   -       -     rcd
contract document          -      -        -    -    -        -      -       r       -/r   r       -/r     -       -     r
signature request          -      -        -    -    -        -      -       r       -/r   r       -/r     -       -     r
signature event            -      -        -    -    -        -      -       -       -     -       -       -       r     -
terms                      -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       -     rwcd
notice                     -      -        -    -    -        -      -       r       -/r   rc      -/rc    -       -     rc
change                     -      -        -    -    -        -      -       r       -/r   rwcd    -/rwcd  -       -     rwcd
line of a change           -      -        -    -    -        -      -       r       -/r   rwcd    -/rwcd  -       -     rwcd
force majeure              -      -        -    -    -        -      -       r       -/r   rwc     -/rwc   -       -     rwc
termination                -      -        -    -    -        -      -       -       -     rwcd    -/rwcd  -       r     rwcd
termination for corruption -      -        -    -    -        -      -       -       -     -       -       -       r     rwcd
"""
#: Where the rights on a record and what really happens differ: the model itself refuses.
SPECIAL = {("claim", "d"), ("published report", "w"), ("subscription", "c"), ("subscription", "d")}


class TestBillingRights(BillingRightsCase):
    def test_nobody_without_an_account_or_a_role_sees_anything(self):
        for role in ("public", "stranger", "employee", "agenda", "manager", "privacy"):
            self.check(role)

    def test_customers_read_their_invoices_and_have_their_pages_for_the_rest(self):
        self.check("shop")
        self.check("head")

    def test_a_network_manager_reads_what_concerns_his_networks_and_writes_nothing(self):
        self.check("network")
        self.check("other")

    def test_a_billing_manager_works_with_what_is_his_operators(self):
        self.check("billing")
        self.check("rival")

    def test_files_about_corruption_are_for_those_in_charge_of_ethics_and_the_administrator(self):
        self.check("ethics")
        self.check("admin")

    def test_who_bills_one_operator_and_manages_a_network_of_another_one_only_reads_there(self):
        user = self.user(*ROLES["billing"], *ROLES["network"])
        self.world["foreign"]["network"].manager_ids = user
        reads = {kind for kind, rights in table().items() if rights["network"][0] == "r"}
        for kind in reads:
            for letter in OPERATIONS:
                with self.subTest(kind=kind, operation=OPERATIONS[letter]):
                    self.assertEqual(self.attempt_one(user, kind, "foreign", letter) is None, letter == "r")

    def test_every_model_of_billing_is_in_the_table(self):
        models = [model for name, model in self.env.registry.items() if name.startswith("clicrdv.")]
        kept = {model._name for model in models if not model._abstract and not model._transient}
        ours = {name for name in kept if self.env[name]._original_module == "clicrdv_billing"}
        self.assertFalse(ours - set(MODELS.values()), "add the new model to RIGHTS, and decide who may do what with it")
        self.assertEqual(set(table()), set(MODELS))

    def check(self, role):
        """Try everything as one role, and compare with its column."""
        if role == "privacy" and "clicrdv_gdpr" not in self.env.registry._init_modules:
            return
        user = self.play(role)
        for kind, expected in table().items():
            for place, letters in zip(PLACES, expected[role], strict=True):
                for letter, operation in OPERATIONS.items():
                    with self.subTest(role=role, kind=kind, place=place, operation=operation):
                        self.check_one(user, kind, place, letter, letter in letters)

    def check_one(self, user, kind, place, letter, expected):
        refusal = self.attempt_one(user, kind, place, letter)
        self.assertEqual(refusal is None, expected, refusal)
        same = self.may(user, kind, place, letter) == expected
        self.assertTrue(same or (kind, letter) in SPECIAL, "the rights say what really happens")

    def play(self, role):
        """Somebody of this role."""
        own, foreign = self.world["own"], self.world["foreign"]
        if role == "public":
            return self.env.ref("base.public_user")
        companies = {"agenda": own["shop"], "manager": own["shop"], "rival": foreign["operator"]}
        user = self.user(*ROLES[role], company=companies.get(role))
        parents = {"shop": own["shop"].partner_id, "head": own["contract"].partner_id}
        if role in parents:
            user.partner_id.parent_id = parents[role]
        managed = {"network": own, "other": foreign}
        if role in managed:
            managed[role]["network"].manager_ids = [Command.set(user.ids)]
        return user


def table():
    """The table of rights: {kind: {role: letters at each operator}}."""
    head, *lines = filter(None, RIGHTS.splitlines())
    roles = head.split()[1:]
    found = {}
    for line in lines:
        cells = line[27:].split()
        found[line[:27].strip()] = {role: places(cell) for role, cell in zip(roles, cells, strict=True)}
    return found


def places(cell):
    """Letters at each operator: `r/rw` is `("r", "rw")`."""
    letters = ["" if part == "-" else part for part in cell.split("/")]
    return tuple(letters + [""] * (len(PLACES) - len(letters)))
