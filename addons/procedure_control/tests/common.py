"""What tests of the library and its evidence share: agencies, roles, drafts."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..engine.content import (
    ChangeItem,
    Component,
    Content,
    File,
    Form,
    Limit,
    Outcome,
    Phase,
    Record,
    Ref,
    Reference,
    Section,
    Step,
    Variant,
)

GROUPS = {
    "staff": "group_staff",
    "author": "group_author",
    "signer": "group_signer",
    "manager": "group_manager",
    "officer": "group_quality_officer",
    "quality": "group_quality_manager",
    "auditor": "group_auditor",
}
AT = datetime(2026, 10, 5, 2, 0)
LOGGERS = ("odoo.http", "odoo.sql_db", "odoo.service.model")


def decision_outside(env, company, at, number="QĐ 1/QĐ-TEST", **values):
    """A confirmed issuing decision, signed and in force on the day of `at`."""
    issuance = (
        env["procedure.issuance"]
        .with_company(company)
        .create(
            {
                "number": number,
                "date": at.date(),
                "authority": "Ủy ban nhân dân tỉnh",
                "company_id": company.id,
                **values,
            }
        )
    )
    issuance._confirm(at + timedelta(days=1))
    return issuance


class WithoutPaper(TransactionCase):
    """Renders no paper unless `with_paper`: what is signed is tested apart, with it."""

    with_paper = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.with_paper:
            return
        for model, name, nothing in (
            ("procedure.round", "_store_bodies", lambda rounds: None),
            ("procedure.revision", "_store_issued_copies", lambda revisions, at: {}),
        ):
            cls.startClassPatcher(patch.object(cls.registry[model], name, nothing))


class ProcedureCommon(WithoutPaper):
    """Two agencies; in the first one user of each role, named as the role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        companies = cls.env["res.company"].create(
            [
                {"name": "Sở Y tế", "procedure_code": "SYT-T"},
                {"name": "Sở Nội vụ", "procedure_code": "SNV-T"},
            ]
        )
        cls.company, cls.elsewhere = companies
        cls.env.user.company_ids |= companies
        cls.department = cls.env["hr.department"].create(
            {"name": "Phòng TCHC", "company_id": cls.company.id}
        )
        cls.other_department = cls.env["hr.department"].create(
            {"name": "Phòng khác", "company_id": cls.company.id}
        )
        for role in GROUPS:
            setattr(cls, role, cls.make_user(role, role))
        cls.signer2 = cls.make_user("signer2", "signer")
        cls.stranger = cls.make_user("stranger", "author", company=cls.elsewhere)
        cls.colleague = cls.make_user("colleague", "author")
        for user in (cls.author, cls.colleague):
            cls.employ(user, cls.department)
        cls.role = cls.env["procedure.role"].create(
            {"name": "Chuyên viên", "code": "t-specialist"}
        )
        cls.head_role = cls.env["procedure.role"].create(
            {"name": "Lãnh đạo phòng", "code": "t-head"}
        )
        cls.env["procedure.role.holder"].create(
            [
                {"role_id": role.id, "company_id": cls.company.id, "user_id": user.id}
                for role, user in ((cls.role, cls.staff), (cls.head_role, cls.manager))
            ]
        )
        cls.basis = cls.env["procedure.legal.basis"].create(
            {"code": "118/2025/NĐ-CP-T", "name": "Một cửa"}
        )
        cls.field = cls.env["procedure.field"].create(
            {"name": "Giám định", "code": "GĐT"}
        )
        cls.type = cls.env["procedure.type"].create(
            {
                "name": "Test type",
                "code": "QTT",
                "section_ids": [
                    (0, 0, {"number": "1", "name": "Mục đích", "required": False})
                ],
            }
        )

    @classmethod
    def make_user(cls, login, role, company=None, **values):
        """A user with one role; his password is his login."""
        company = company or cls.company
        login = f"{login}-procedure-test"
        return new_test_user(
            cls.env,
            login,
            groups=f"procedure_control.{GROUPS[role]}",
            password=login,
            name=login,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            **values,
        )

    @classmethod
    def employ(cls, user, department, **values):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": department.company_id.id,
                "department_id": department.id,
                **values,
            }
        )

    @classmethod
    def make_document(cls, **values):
        return cls.env["procedure.document"].create(
            {
                "title": "Miễn nhiệm giám định viên",
                "type_id": cls.type.id,
                "field_id": cls.field.id,
                "company_id": cls.company.id,
                "department_id": cls.department.id,
                "owner_id": cls.author.id,
                **values,
            }
        )

    @classmethod
    def make_content(cls, **values):
        """A content that uses every part of the tree and is ready to submit."""
        role, head = Ref("t-specialist", "Chuyên viên"), Ref("t-head", "Lãnh đạo phòng")
        return Content(
            **{
                "code": "",
                "title": "",
                "kind": "internal",
                "language": "vi",
                "issue_number": 1,
                "amendment_number": 0,
                "summary": "Ban hành lần đầu",
                "result": "Quyết định",
                "fee": "Không",
                "limit": Limit("2.5", "day"),
                "committed": Limit("2", "day"),
                "sections": (
                    Section("1", "Mục đích", "<p>Quy định</p>", True),
                    Section("2", "Hồ sơ", "", False, "components"),
                    Section("", "Trách nhiệm", "<p>Ai</p>", level="article"),
                    Section("", "", "<p>Trưởng phòng</p>", level="clause"),
                ),
                "phases": (Phase("p1", "I", "Tại Sở"),),
                "variants": (
                    Variant("v1", "Khẩn", True, Limit("2.5", "day")),
                    Variant("v2", "Thường"),
                ),
                "forms": (
                    Form("f1", "BM.GĐT.01.01", "Phiếu đề nghị", "phieu.docx"),
                    Form("f2", "BM.GĐT.01.02", "Tờ trình"),
                ),
                "components": (
                    Component("Đơn", 1, 2, True, "f1", ("v1",)),
                    Component("Bản sao", 0, 1, False),
                ),
                "steps": (
                    Step(
                        "s1",
                        "B1",
                        "Soạn",
                        phase="p1",
                        role=role,
                        duration=Limit("0.5", "day"),
                        checklist=("đủ", "đúng"),
                        statutory_forms=("receipt",),
                        forms=("f1", "f2"),
                        result="Dự thảo",
                        consulted=(head, role),
                        informed=(head,),
                        instruction="<p>Đọc kỹ</p>",
                    ),
                    Step(
                        "s2",
                        "B2",
                        "Ký",
                        role=head,
                        duration=Limit("2", "day"),
                        is_approval=True,
                        is_result=True,
                        accountable=head,
                        result="Quyết định",
                        outcomes=(
                            Outcome("Chuyển lại", "back", "s1", True),
                            Outcome("Từ chối", "end_refused", "", True),
                        ),
                    ),
                    Step(
                        "s3",
                        "B3",
                        "Trả kết quả",
                        owner_mode="chosen",
                        role=role,
                        chosen_by="s1",
                        duration=Limit("", "not_counted"),
                        counted=False,
                        needs_number=True,
                        result="Sổ",
                    ),
                ),
                "legal_bases": (Ref("118/2025/NĐ-CP-T", "Một cửa"),),
                "records": (Record("Sổ theo dõi", "Văn thư", "Tủ 1", "05 năm"),),
                "references": (Reference("TCVN ISO 9001:2015", "Các yêu cầu"),),
                "files": (File("a1", "Lưu đồ", "luu-do.pdf"),),
                "changes": (ChangeItem("Mục 2.5", "Rút ngắn thời hạn"),),
                "retention": 10,
                **values,
            }
        )

    @classmethod
    def make_draft(cls, document=None, content=None, author=None, **values):
        """A draft of `author`, filled and ready to submit."""
        document = document or cls.make_document(**values)
        author = author or cls.author
        return (
            document.with_user(author)
            ._new_draft("for a test", content=content or cls.make_content())
            .with_env(cls.env)
        )

    @classmethod
    def make_revision(cls, state="effective", **values):
        """A revision walked by the real methods into `state`."""
        revision = cls.make_draft(**values)
        if state == "draft":
            return revision
        by_author = revision.with_user(cls.author)
        by_author.action_submit(approver_id=cls.signer.id)
        if state == "in_review":
            return revision
        if state == "approved":
            revision.with_user(cls.officer).action_set_effective_date("2099-01-01")
        cls.approve(revision, cls.signer)
        cls.env.invalidate_all()
        return revision

    @classmethod
    def make_change(cls, document, requester=None, state="accepted", **values):
        """A change request of `requester` (the author), walked into `state`."""
        change = (
            cls.env["procedure.change"]
            .with_user(requester or cls.author)
            .create({"document_id": document.id, "reason": "rút ngắn", **values})
        )
        if state != "draft":
            change.action_submit()
        decider = change.with_user(cls.quality)
        if state == "refused":
            decider.action_refuse("không cần")
        elif state != "draft" and state != "submitted":
            decider.action_accept("ít ảnh hưởng", "notice")
        return change.with_env(cls.env)

    # What it takes to prove oneself is tested apart.

    @classmethod
    def approve(cls, revision, user, comment=None):
        """Sign as `user`, who need not type his password."""
        revision.with_user(user)._approve(fields.Datetime.now(), comment=comment)

    @classmethod
    def reject(cls, revision, user, reason):
        """Send back as `user`, who need not type his password."""
        revision.with_user(user)._reject(fields.Datetime.now(), reason)

    @classmethod
    def look(cls, revisions, user):
        """Note that `user` has opened what these revisions change, as a screen does."""
        revisions.with_user(user).sudo()._note_compared()

    @classmethod
    def credential(cls, user):
        """What proves `user` at signing: his login and his password."""
        return {"type": "password", "login": user.login, "password": user.login}


class ProcedureRpcCommon(ProcedureCommon, HttpCase):
    """Calls over HTTP as a client sends them."""

    def call(self, user, model, method, *args, **kwargs):
        """JSON-RPC as the web client; returns (result, None) or (None, error name).

        What the refusal said stays in `self.said`.
        """
        self.authenticate(user.login, user.login)
        # Refusals are what these tests ask for; the log is watched for surprises.
        with mute_logger(*LOGGERS):
            response = self.url_open(
                "/web/dataset/call_kw",
                json={
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    },
                },
            ).json()
        self.env.invalidate_all()
        self.said = ""
        if "error" in response:
            data = response["error"]["data"]
            self.said = data["message"]
            return None, data["name"].rsplit(".", 1)[-1]
        return response.get("result"), None

    def call_json2(self, user, model, method, **body):
        """JSON-2 with the user's API key; returns (status, body)."""
        # A key of the test's own user; users make theirs with their password.
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "test", None)
        )
        with mute_logger(*LOGGERS):
            response = self.url_open(
                f"/json/2/{model}/{method}",
                json=body,
                headers={"Authorization": f"bearer {key}"},
            )
        self.env.invalidate_all()
        return response.status_code, response.json()
