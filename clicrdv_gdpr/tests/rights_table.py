"""Who may do what with the records of data protection, and what their rows hold in the tests of rights."""

SIDES = ("", "other ")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
OFFICER, BOOKING = "clicrdv_gdpr.group_privacy_officer", "clicrdv_booking.group_"
#: Role → its groups and the house that it works in. `processor` keeps the registers, and `shop` is served by it.
ROLES = {
    "public": ("", "shop"),
    "portal": ("base.group_portal", "shop"),
    "employee": ("base.group_user", "shop"),
    "agenda": (f"{BOOKING}agenda_user", "shop"),
    "billing": ("clicrdv_billing.group_billing_manager", "processor"),
    "manager": (f"{BOOKING}manager", "shop"),
    "network": (f"{BOOKING}network_manager", "head office"),
    "officer": (OFFICER, "shop"),
    "processor": (OFFICER, "processor"),
    "admin": (f"base.group_system,{OFFICER}", "processor"),
    "rival": (f"{OFFICER},{BOOKING}manager", "other shop"),
    "competitor": (OFFICER, "other processor"),
}
#: What somebody may do with the records of the own side / of the other one: r read, w write, c create, d delete, - nothing.
#: Roles without a column have nothing at all. `rival` and `competitor` belong to the other side, and find of the own one what
#: is shown to everybody: sub-processors in use with their transfers (GDP-13), the agreement that one signs, the clock of
#: the law. What the processor keeps is read by the controller whom it concerns, and written by the processor alone.
RIGHTS = """
kind                     agenda     manager    network    officer    processor  admin      rival      competitor
access                   -          -          -          r          -          -          -/r        -
access.alert             -          -          -          rw         -          -          -/rw       -
access.review            -          -          -          rw         -          -          -/rw       -
access.review.line       -          -          -          rw         -          -          -/rw       -
access.right             -          -          -          r          -          -          -/r        -
authority.request        -          -          -          -          rwc        rwc        -          -/rwc
backup.event             -          -          -          -          r          r          -          -/r
backup.record            -          -          -          -          r          r          -          -/r
breach                   -          -          -          -          rwc        rwc        -          -/rwc
breach.clock             -          -          -          r/r        r/r        rwcd/rwcd  r/r        r/r
breach.notice            -          r          -          r          rwcd       rwcd       -/r        -/rwcd
consent                  r          r          -          r          -          -          -/r        -
destruction.certificate  -          r          -          r          r          r          -/r        -/r
erasure.rest             -          -          -          r          -          -          -/r        -
hds.certificate          -          -          -          -          rwc        rwc        -          -/rwc
instruction              -          r          -          r          rwc        rwc        -/r        -/rwc
login.failure            -          -          -          -          -          rd/rd      -          -
portable.key             -          -          -          -          -          -          -          -
privacy.acceptance       -          r          -          r          rwcd       rwcd       -/r        -/rwcd
privacy.agreement        -          r/r        -          r/r        rwcd/r     rwcd/r     r/r        r/rwcd
privacy.audit            -          r          -          r          rwc        rwc        -/r        -/rwc
privacy.audit.action     -          r          -          r          rwcd       rwcd       -/r        -/rwcd
privacy.confirmation     -          -          -          r          -          -          -/r        -
privacy.document.request -          r          -          r          rwc        rwc        -/r        -/rwc
privacy.letter           -          r          -          r          r          r          -/r        -/r
privacy.notice           -          rwcd       r          rwcd       -          -          -/rwcd     -
privacy.request          -          rwc        -          rwc        -          -          -/rwc      -
privacy.request.event    -          r          -          r          -          -          -/r        -
privacy.termination      -          r          -          r          rwc        rwc        -/r        -/rwc
purge                    -          r          -          r          -          -          -/r        -
retention.count          -          r          -          r          -          -          -/r        -
retention.policy         -          r          -          rwcd       -          -          -/rwcd     -
retention.run            -          r          -          rw         -          -          -/rw       -
reversibility            -          r          -          r          rwcd       rwcd       -/r        -/rwcd
reversibility.download   -          r          -          r          r          r          -/r        -/r
reversibility.task       -          r          -          r          rw         rw         -/r        -/rw
security.measure         -          -          -          -          rwcd       rwcd       -          -/rwcd
security.measure.change  -          -          -          -          rwc        rwc        -          -/rwc
security.question        -          r          -          r          rwc        rwc        -/r        -/rwc
staff.evidence           -          -          -          rwcd       rwcd       rwcd       -/rwcd     -/rwcd
subprocessor             -          r/r        -          r/r        rwcd/r     rwcd/r     r/r        r/rwcd
subprocessor.answer      -          r          -          r          rw         rw         -/r        -/rw
subprocessor.notice      -          -          -          -          rwcd       rwcd       -          -/rwcd
transfer                 -          r/r        -          r/r        rwcd/r     rwcd/r     r/r        r/rwcd
"""
#: Columns that records need besides the required ones.
EXTRA = {
    "clicrdv.subprocessor": {"state": "in_use"},
    "clicrdv.privacy.agreement": {"state": "published"},
}
#: Kept by the processor, of whose registers `company_id` says the keeper; elsewhere it is the establishment.
PROCESSORS = {
    "clicrdv.subprocessor", "clicrdv.subprocessor.notice", "clicrdv.transfer", "clicrdv.breach", "clicrdv.security.measure",
    "clicrdv.security.measure.change", "clicrdv.hds.certificate", "clicrdv.privacy.agreement", "clicrdv.backup.record",
    "clicrdv.backup.event",
}  # fmt: skip
#: A value for a required column of each type.
VALUES = {
    "char": lambda field, side: f"{side}x",
    "text": lambda field, side: "x",
    "html": lambda field, side: "x",
    "selection": lambda field, side: field._selection and next(iter(field._selection)),
    "integer": lambda field, side: 1,
    "float": lambda field, side: 1.0,
    "boolean": lambda field, side: False,
    "date": lambda field, side: "2027-01-11" if side else "2027-01-12",
    "datetime": lambda field, side: "2027-01-11 08:00:00",
    "many2one_reference": lambda field, side: 1,
    "json": lambda field, side: "{}",
}
#: References that say nothing of whose a record is.
LOOSE = {"create_uid", "write_uid", "user_id"}


def table():
    """The table of rights: {kind: {role: (letters at home, letters at the others')}}."""
    head, *lines = filter(None, RIGHTS.splitlines())
    roles = head.split()[1:]
    found = {}
    for line in lines:
        kind, *cells = line.split()
        found[kind] = dict.fromkeys(ROLES, ("", ""))
        for role, cell in zip(roles, cells, strict=True):
            own, _slash, other = cell.partition("/")
            found[kind][role] = (own.strip("-"), other.strip("-"))
    return found
