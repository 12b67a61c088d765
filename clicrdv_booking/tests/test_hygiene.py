"""What every model, job, action and table of our addons owes to whoever maintains them."""

import inspect
import re

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..logic import states

ADDONS = "clicrdv_"
#: What a call from outside can reach of our own code, besides the buttons (`action_…`) and what replaces core's methods.
#: Each checks the rights of whoever calls it.
REACHABLE = {
    "get_calendar_setup",  # what the agenda screen must know before it draws
    "get_closed_days",  # public holidays painted in the agenda
    "get_duplicate_defaults",  # values of a new entry like this one
}
#: Core's methods that we extend; core decides who may call them.
EXTENDED = {
    "button_cancel", "button_draft", "copy_data", "create", "default_get", "formatted_read_group",
    "formatted_read_grouping_sets", "get_values", "init", "message_new", "name_search", "onchange", "read_group", "set_values",
    "signup", "unlink", "write",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestHygiene(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = [cls.env[name] for name, model in cls.env.registry.items() if _is_ours(model._original_module)]
        cls.kept = [model for model in cls.models if not model._abstract]

    def own_records(self, model):
        """Records of a core model that our addons have loaded."""
        data = self.env["ir.model.data"].search([("module", "=like", f"{ADDONS}%"), ("model", "=", model)])
        self.assertTrue(data)
        return self.env[model].with_context(active_test=False).browse(data.mapped("res_id")).exists()

    # === MODELS === #

    def test_every_model_says_what_it_is(self):
        self.assertGreater(len(self.kept), 20)
        silent = [model._name for model in self.models if not model._description or model._description == model._name]
        self.assertFalse(silent)

    def test_every_model_has_a_line_of_access(self):
        lines = self.env["ir.model.access"].search([("model_id.model", "in", [model._name for model in self.kept])])
        self.assertFalse({model._name for model in self.kept} - set(lines.mapped("model_id.model")))

    def test_no_line_of_access_is_for_everybody(self):
        self.assertFalse(self.own_records("ir.model.access").filtered(lambda line: not line.group_id).mapped("name"))

    def test_every_model_of_an_establishment_has_a_rule_that_keeps_it_there(self):
        ruled = self.env["ir.rule"].search([("global", "=", True), ("perm_read", "=", True)]).mapped("model_id.model")
        open_ = [
            model._name
            for model in self.kept
            if not model._transient and "company_id" in model._fields and model._name not in ruled
        ]
        self.assertFalse(open_)

    def test_each_list_of_records_reads_an_index(self):
        slow = []
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.type != "one2many" or not _is_ours(field._module) or not field.store and field.compute:
                    continue
                inverse = self.env[field.comodel_name]._fields.get(field.inverse_name)
                if inverse and inverse.store and inverse.type == "many2one" and not self.has_index(inverse):
                    slow.append(f"{inverse} of {field}")
        self.assertFalse(slow)

    def has_index(self, field):
        """Whether a field has an index, or begins one of several columns."""
        tables = self.env[field.model_name]._table_objects.values()
        definitions = [item.get_definition(self.env.registry) for item in tables]
        return field.index or any(f"INDEX ({field.name}," in definition for definition in definitions)

    # === STATES === #

    def test_every_state_of_the_table_can_be_chosen_and_reached(self):
        selection = set(dict(self.env["calendar.event"]._fields["booking_state"].selection))
        in_table = {state for way in states.TRANSITIONS for state in way}
        self.assertEqual(in_table - {states.HELD}, selection, "a hold is a time, not yet an appointment")
        self.assertEqual(states.reachable(states.HELD), in_table)

    def test_no_state_is_a_dead_end_but_by_decision(self):
        left = {current for current, _target in states.TRANSITIONS}
        self.assertEqual(left, set(states.STATES), "a mistake can always be put right")

    # === JOBS AND SCREENS === #

    def test_every_job_calls_a_method_that_exists_and_is_private(self):
        for cron in self.own_records("ir.cron"):
            with self.subTest(cron.name):
                [method] = re.findall(r"^model\.(\w+)\(\)$", cron.code.strip())
                self.assertTrue(method.startswith("_cron_"))
                self.assertTrue(callable(getattr(self.env[cron.model_id.model], method)))

    def test_every_job_runs_and_runs_again(self):
        self.registry_enter_test_mode()  # else a job's own cursor leaves what it did to the tests that follow
        for cron in self.own_records("ir.cron"):
            with self.subTest(cron.name):
                cron.method_direct_trigger()
                cron.method_direct_trigger()

    def test_every_screen_opens(self):
        for action in self.own_records("ir.actions.act_window"):
            with self.subTest(action.name):
                model = self.env[action.res_model]
                context = safe_eval(action.context or "{}", {"uid": self.env.uid, "active_id": 1, "active_ids": [1]})
                views = [(view_id or False, mode) for view_id, mode in action.views]
                self.assertTrue(model.with_context(**context).get_views(views)["views"])
                domain = safe_eval(action.domain or "[]", {"uid": self.env.uid, "active_id": 1})
                model.with_context(**context).search(domain, limit=1)

    def test_every_menu_leads_somewhere(self):
        menus = self.own_records("ir.ui.menu")
        self.assertFalse(menus.filtered(lambda menu: not menu.action and not menu.child_id).mapped("complete_name"))

    # === TABLES === #

    def test_every_constraint_and_index_that_is_declared_exists(self):
        self.env.cr.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        present = {name for (name,) in self.env.cr.fetchall()}
        declared = {
            name
            for model in self.env.registry.values()
            for name, item in model._table_objects.items()
            if _is_ours(item._module)
        }
        self.assertGreater(len(declared), 15)
        self.assertFalse(declared - present)

    # === CALLS FROM OUTSIDE === #

    def test_only_known_methods_can_be_called_from_outside(self):
        found = {
            name
            for model in self.env.registry.values()
            for cls in model._model_classes__
            if cls.__module__.startswith(f"odoo.addons.{ADDONS}")
            for name, member in vars(cls).items()
            if inspect.isfunction(member) and not name.startswith("_") and not getattr(member, "_api_private", False)
        }
        self.assertTrue(found > REACHABLE, REACHABLE - found)
        self.assertFalse({name for name in found if not name.startswith("action_")} - REACHABLE - EXTENDED)


def _is_ours(module):
    return (module or "").startswith(ADDONS)
