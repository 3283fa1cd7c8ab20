from odoo import models


class PurchaseOrder(models.Model):
    """An order is not confirmed before the procedures it started have ended."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "procedure.startable.mixin"]

    _procedure_held_methods = ("button_confirm",)
    _procedure_held_values = {"state": ("purchase",)}

    def _procedure_values(self):
        return {"subject": f"Mua sắm theo {self.name}"}

    def _procedure_cases_ended(self):
        for order in self:
            order.message_post(body=self.env._("The procedures have ended."))
