"""Nothing is revised or repealed past its change request; over RPC."""

from odoo.tests import tagged

from ..models.procedure_change import SERVER_FIELDS
from .common import ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError"}
FORGED = {
    "state": "accepted",
    "name": "YC-9999-9999",
    "submitted_at": "2026-01-01 00:00:00",
    "decided_at": "2026-01-01 00:00:00",
    "decision_reason": "forged",
    "effect_judgement": "forged",
    "effect": {"cases": {"count": 0, "names": []}},
    "open_case_count": 99,
    "training": "none",
    "check_weeks": 99,
    "check_due": "2099-01-01",
    "check_result": "worked",
    "applied_at": "2026-01-01 00:00:00",
}


@tagged("post_install", "-at_install")
class TestAttacksChange(ProcedureRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.document = cls.revision.document_id

    def refused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")

    # --- the gate ---------------------------------------------------------------------
    def test_no_second_revision_without_a_request(self):
        accepted = self.make_change(self.document)
        vals = {"document_id": self.document.id, "change_id": accepted.id}
        line = [[0, 0, {"language": "vi"}]]
        for user in (self.author, self.officer, self.quality):
            with self.subTest(user=user.login):
                self.refused(user, "procedure.revision", "create", [vals])
                self.refused(
                    user,
                    "procedure.revision",
                    "create",
                    [{}],
                    context={
                        "default_document_id": self.document.id,
                        "default_change_id": accepted.id,
                    },
                )
                self.refused(
                    user,
                    "procedure.revision",
                    "web_save",
                    [],
                    vals,
                    specification={},
                )
                self.refused(
                    user,
                    "procedure.document",
                    "write",
                    self.document.ids,
                    {"revision_ids": line},
                )
                self.refused(
                    user, "procedure.document", "action_new_revision", self.document.ids
                )
                status, _body = self.call_json2(
                    user, "procedure.revision", "create", vals_list=[vals]
                )
                self.assertNotEqual(status, 200)
                self.call(
                    user,
                    "procedure.revision",
                    "load",
                    ["document_id/.id"],
                    [[str(self.document.id)]],
                )
                self.call(
                    user,
                    "ir.default",
                    "set",
                    "procedure.revision",
                    "document_id",
                    self.document.id,
                    True,
                )
                self.refused(user, "procedure.revision", "create", [{}])
        self.assertEqual(self.document.revision_ids, self.revision)
        self.assertEqual(accepted.state, "accepted")

    def test_a_request_in_another_state_opens_nothing(self):
        for state in ("draft", "submitted", "refused"):
            change = self.make_change(self.document, state=state)
            self.refused(
                self.author,
                "procedure.document",
                "action_new_revision",
                self.document.ids,
                change_id=change.id,
            )
            self.refused(
                self.author, "procedure.change", "action_start_revision", change.ids
            )
        self.assertEqual(self.document.revision_ids, self.revision)

    def test_the_private_doors_are_closed(self):
        change = self.make_change(self.document, state="submitted")
        for model, ids, method, args in (
            ("procedure.document", self.document.ids, "_new_draft", ["x"]),
            ("procedure.revision", [], "_birth", [[{"document_id": 1}]]),
            ("procedure.change", change.ids, "_note", [{"state": "accepted"}]),
            ("procedure.change", change.ids, "_move", ["accepted"]),
            ("procedure.legal.basis.effect", [], "_make", [[{}]]),
        ):
            _result, error = self.call(self.quality, model, method, ids, *args)
            self.assertTrue(error, method)
        self.assertEqual(change.state, "submitted")

    def test_no_repeal_without_a_request(self):
        for user in (self.officer, self.quality, self.author):
            self.refused(
                user, "procedure.revision", "action_repeal", self.revision.ids, "thừa"
            )
        revise = self.make_change(self.document)
        self.refused(self.officer, "procedure.change", "action_repeal", revise.ids)
        self.assertFalse(self.revision._open_rounds())

    # --- the request itself -----------------------------------------------------------
    def test_what_the_server_says_is_not_written(self):
        change = self.make_change(self.document, state="draft")
        forged = {
            **FORGED,
            "requested_by_id": self.staff.id,
            "decided_by_id": self.author.id,
            "checked_by_id": self.author.id,
            "revision_id": self.revision.id,
            "company_id": self.elsewhere.id,
        }
        for user in (self.author, self.officer, self.quality):
            for name, value in forged.items():
                with self.subTest(name, user=user.login):
                    for method, more in (
                        ("write", {}),
                        ("web_save", {"specification": {}}),
                    ):
                        self.refused(
                            user,
                            "procedure.change",
                            method,
                            change.ids,
                            {name: value},
                            **more,
                        )
        status, _body = self.call_json2(
            self.author,
            "procedure.change",
            "write",
            ids=change.ids,
            vals={"state": "accepted"},
        )
        self.assertNotEqual(status, 200)
        self.assertEqual(change.state, "draft")

    def assertBorn(self, change):
        self.assertEqual(change.state, "draft")
        self.assertEqual(change.requested_by_id, self.author)
        self.assertEqual(change.company_id, self.company)
        self.assertRegex(change.name, r"^YC-20\d\d-\d{4}$")
        for name in set(SERVER_FIELDS) - {
            *("state", "requested_by_id", "name", "effect", "effect_at"),
            *("step_count", "people_count", "form_count"),
        }:
            self.assertFalse(change[name], name)

    def test_it_is_born_as_a_draft_of_who_asks(self):
        forged = {
            **FORGED,
            "requested_by_id": self.staff.id,
            "decided_by_id": self.quality.id,
            "revision_id": self.revision.id,
        }
        plain = {"document_id": self.document.id, "reason": "x"}
        for vals, context in (
            ({**plain, **forged}, {}),
            (plain, {f"default_{name}": value for name, value in forged.items()}),
        ):
            result, error = self.call(
                self.author, "procedure.change", "create", [vals], context=context
            )
            self.assertFalse(error)
            self.assertBorn(self.env["procedure.change"].browse(result))
        for name in ("state", "decided_at", "check_weeks"):
            self.call(
                self.author,
                "ir.default",
                "set",
                "procedure.change",
                name,
                FORGED[name],
                True,
            )
        result, error = self.call(
            self.author,
            "procedure.change",
            "load",
            ["document_id/.id", "reason", "state", "decided_by_id/.id"],
            [[str(self.document.id), "x", "Accepted", str(self.quality.id)]],
        )
        self.assertFalse(error)
        for change in self.env["procedure.change"].browse(result["ids"] or []):
            self.assertBorn(change)

    def test_a_copy_is_a_new_draft(self):
        accepted = self.make_change(self.document)
        result, error = self.call(
            self.author,
            "procedure.change",
            "copy",
            accepted.ids,
            {"state": "accepted", "decided_by_id": self.quality.id},
        )
        self.assertFalse(error)
        self.assertBorn(
            self.env["procedure.change"].browse(
                result if isinstance(result, int) else result[0]
            )
        )

    def test_through_the_procedure(self):
        accepted = self.make_change(self.document)
        for command in (
            [1, accepted.id, {"reason": "khác"}],
            [1, accepted.id, {"state": "draft"}],
            [2, accepted.id, 0],
        ):
            for user in (self.author, self.officer, self.quality):
                self.refused(
                    user,
                    "procedure.document",
                    "write",
                    self.document.ids,
                    {"change_ids": [command]},
                )
        draft = self.make_document()
        self.refused(
            self.author,
            "procedure.revision",
            "create",
            [{"document_id": draft.id, "change_ids": [[4, accepted.id, 0]]}],
        )
        self.assertEqual(accepted.reason, "rút ngắn")
        self.assertFalse(accepted.revision_id)

    def test_nothing_is_edited_once_it_is_submitted(self):
        for state in ("submitted", "accepted", "refused"):
            change = self.make_change(self.document, state=state)
            for user in (self.author, self.officer, self.quality):
                for vals in (
                    {"reason": "khác"},
                    {"urgent": True},
                    {"scale": "major"},
                    {"act": "repeal"},
                    {"document_id": self.make_document().id},
                ):
                    self.refused(user, "procedure.change", "write", change.ids, vals)
                self.refused(user, "procedure.change", "unlink", change.ids)
            self.assertEqual(change.reason, "rút ngắn")

    def test_another_ones_draft_is_not_touched(self):
        change = self.make_change(self.document, state="draft")
        for user in (self.colleague, self.staff, self.officer, self.quality):
            self.refused(
                user, "procedure.change", "write", change.ids, {"reason": "khác"}
            )
            self.refused(user, "procedure.change", "action_submit", change.ids)
            self.refused(user, "procedure.change", "unlink", change.ids)

    # --- decisions --------------------------------------------------------------------
    def test_only_quality_decides_and_nobody_his_own(self):
        change = self.make_change(self.document, state="submitted")
        own = self.make_change(self.document, requester=self.quality, state="submitted")
        accept = {"effect_judgement": "x", "training": "none"}
        for user, request in (
            (self.author, change),
            (self.staff, change),
            (self.signer, change),
            (self.manager, change),
            (self.auditor, change),
            (self.stranger, change),
            (self.quality, own),
        ):
            with self.subTest(user=user.login):
                self.refused(
                    user, "procedure.change", "action_accept", request.ids, **accept
                )
                self.refused(
                    user, "procedure.change", "action_refuse", request.ids, "không"
                )
                status, _body = self.call_json2(
                    user, "procedure.change", "action_accept", ids=request.ids, **accept
                )
                self.assertNotEqual(status, 200)
        self.refused(
            self.quality,
            "procedure.change",
            "action_accept",
            (change | own).ids,
            **accept,
        )
        self.assertEqual(set((change | own).mapped("state")), {"submitted"})

    def test_an_urgent_one_is_not_slipped_past_the_manager(self):
        change = self.make_change(self.document, state="submitted", urgent=True)
        dialog = {
            "act": "accept",
            "change_ids": [[6, 0, change.ids]],
            "effect_judgement": "x",
        }
        self.refused(
            self.officer,
            "procedure.change",
            "action_accept",
            change.ids,
            "x",
            "none",
        )
        made, _error = self.call(
            self.officer, "procedure.change.act", "create", [dialog]
        )
        self.refused(self.officer, "procedure.change.act", "action_confirm", made)
        self.assertEqual(change.state, "submitted")

    def test_the_activity_is_not_ticked_away(self):
        change = self.make_change(self.document, state="submitted")
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "procedure.change"), ("res_id", "=", change.id)]
        )
        for method, args in (
            ("action_done", []),
            ("action_feedback", []),
            ("action_cancel", []),
            ("unlink", []),
            ("write", [{"active": False}]),
            ("write", [{"user_id": self.author.id}]),
        ):
            self.refused(activity.user_id, "mail.activity", method, activity.ids, *args)
        self.assertTrue(activity.active)

    # --- legal bases ------------------------------------------------------------------
    def test_the_list_of_the_affected_is_the_servers(self):
        successor = self.env["procedure.legal.basis"].create(
            {"code": "NEW-T", "name": "x"}
        )
        self.basis.write(
            {"replaced_by_id": successor.id, "replaced_from": "2099-01-05"}
        )
        effect = self.basis.effect_ids
        for user in (self.author, self.officer, self.quality, self.auditor):
            for method, args in (
                ("write", [effect.ids, {"state": "done"}]),
                ("unlink", [effect.ids]),
                ("copy", [effect.ids]),
                ("create", [[{"basis_id": self.basis.id}]]),
            ):
                self.refused(user, "procedure.legal.basis.effect", method, *args)
            self.refused(
                user,
                "procedure.legal.basis",
                "write",
                self.basis.ids,
                {"effect_ids": [[1, effect.id, {"state": "done"}]]},
            )
        for user in (self.staff, self.signer, self.manager, self.stranger):
            self.refused(
                user,
                "procedure.legal.basis.effect",
                "action_not_needed",
                effect.ids,
                "vì",
            )
        self.assertEqual(effect.state, "to_do")

    def test_the_dialog_shows_no_others_revision(self):
        """A client could name any two revisions as base and draft."""
        secret = self.make_revision(confidentiality="restricted")
        draft = self.make_draft(document=self.document)
        made, error = self.call(
            self.author,
            "procedure.revision.act",
            "create",
            [
                {
                    "act": "rebase",
                    "revision_id": draft.id,
                    "base_id": secret.id,
                }
            ],
        )
        if error:
            return
        shown, _error = self.call(
            self.author,
            "procedure.revision.act",
            "read",
            made,
            ["differences", "base_differences"],
        )
        self.assertFalse(shown[0]["differences"])
        self.assertFalse(shown[0]["base_differences"])
