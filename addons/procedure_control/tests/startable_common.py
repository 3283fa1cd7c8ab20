"""What tests of starts from other records share: a setting, and a model that waits."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry

from .case_common import CaseRpcCommon

ORDER = "test.procedure.order"


class Order(models.Model):
    """A record of an invented application whose confirmation waits for procedures."""

    _name = ORDER
    _description = "Order"
    _inherit = ["procedure.startable.mixin"]
    # Of no addon: it is in the registry of this class of tests alone.
    _module = None

    _procedure_held_methods = ("confirm",)
    _procedure_held_values = {"state": ("confirmed",)}

    name = fields.Char()
    state = fields.Char(default="draft")
    buyer_id = fields.Many2one("res.users")
    told = fields.Integer(default=0)
    is_stubborn = fields.Boolean()

    def confirm(self):
        # pylint: disable-next=super-method-mismatch
        return super().write({"state": "confirmed"})

    def _procedure_values(self):
        return {"requester_user_id": self.buyer_id.id}

    def _procedure_holds(self, document):
        return super()._procedure_holds(document) and document.code != "QT.FREE"

    def _procedure_cases_ended(self):
        for order in self:
            order.told += 1
            if order.is_stubborn:
                order.write({"state": "impossible"})
                order._refuse()

    def _refuse(self):
        raise UserError("no")  # pylint: disable=translation-required


class StartCommon(CaseRpcCommon):
    """A worker who receives, a quality manager, a procedure of two steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("start-worker")
        cls.other = cls._user("start-other")
        cls.manager = cls._user("start-manager", "procedure_control.group_manager")
        cls.quality = cls._user("start-qm", "procedure_control.group_quality_manager")
        cls.auditor = cls._user("start-auditor", "procedure_control.group_auditor")
        cls.clerk = cls._user("start-clerk", "base.group_user")
        cls._hold("worker", cls.worker)
        cls.document = cls._two_steps("QT.START")
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Nhà cung cấp {n}", "city": f"Phường {n}"} for n in range(3)]
        )

    @classmethod
    def _two_steps(cls, code):
        return cls._procedure(
            code,
            [cls._step(1, "B1", "worker", "1"), cls._step(2, "B2", "worker", "1")],
            limit=("2", "day"),
        )

    @classmethod
    def _setting(cls, model="res.partner", **values):
        return cls.env["procedure.start.setting"].create({"model": model, **values})

    def _rows(self, records, document=None, **values):
        document = document or self.document
        return [
            {
                "origin_id": record.id,
                "document_id": document.id,
                "company_id": self.agency.id,
                **values,
            }
            for record in records
        ]

    def _start(self, user, records, document=None, **values):
        """Cases started by `user` from these records."""
        cases = self.env["procedure.case"].with_user(user).with_company(self.agency)
        ids = cases.action_start_from(
            records._name, self._rows(records, document, **values)
        )
        return self.env["procedure.case"].browse(ids)

    def _end(self, case):
        """Complete what is left of a case."""
        for label in ("B1", "B2"):
            if label in self._ready(case):
                self._finish(case, label)
        self.assertEqual(case.state, "closed")

    @classmethod
    def _add_order(cls):
        """The model that waits, for this class of tests only."""
        # pylint: disable=protected-access
        add_to_registry(cls.registry, Order)
        cls.registry._setup_models__(cls.env.cr, [ORDER])
        cls.registry.init_models(cls.env.cr, [ORDER], {"models_to_check": True})

        def remove():
            del cls.registry[ORDER]
            cls.registry._setup_models__(cls.env.cr)

        cls.addClassCleanup(remove)
        cls.env[ORDER]._register_hook()
        cls.env["ir.model.access"].create(
            {
                "name": "orders",
                "model_id": cls.env["ir.model"]._get_id(ORDER),
                "group_id": cls.env.ref("procedure_control.group_staff").id,
                **dict.fromkeys(
                    ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                ),
            }
        )
