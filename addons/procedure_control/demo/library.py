"""Legal bases, procedures and their revisions, issued through the real methods."""

from datetime import timedelta

from .contents import Contents, with_time

#: Before the day of installation.
EFFECTIVE = timedelta(days=456)
REPLACED = timedelta(days=760)


class Library:
    """Creates the procedures of the data file; keeps documents by their reference."""

    def __init__(self, env, data, organisation, moment):
        """``moment``: (days before the day of installation, hour) → naive UTC."""
        self.env = env
        self.rows = [row for row in data["procedures"] if not row["test_only"]]
        self.data = data
        self.org = organisation
        self.moment = moment
        self.contents = Contents(data)
        self.documents = {}

    def build(self):
        self._legal_bases()
        self._types()
        for row in self.rows:
            self._document(row)
        self._replaced_revision()
        for row in self.rows:
            change = self._change_before(row)
            draft = self._draft(row, self.contents.of(row), change=change)
            if row["ref"] != "P8":
                self._issue(draft, row, EFFECTIVE)
        self._under_way()
        return self

    def _legal_bases(self):
        model = self.env["procedure.legal.basis"]
        known = {basis.code: basis for basis in model.search([])}
        for row in self.data["legal_bases"]:
            if row["code"] not in known:
                known[row["code"]] = model.create(
                    {
                        name: row[name]
                        for name in ("code", "name", "issuer", "date_from", "date_to")
                    }
                )
        for row in self.data["legal_bases"]:
            if row["replaced_by"]:
                known[row["code"]].replaced_by_id = known[row["replaced_by"]]

    def _types(self):
        model = self.env["procedure.type"]
        self.types = {type_.code: type_ for type_ in model.search([])}

    def _document(self, row):
        users, agencies = self.org.users, self.org.agencies
        values = {
            "code": row["code"],
            "title": row["title"],
            "kind": row["kind"],
            "type_id": self.types[row["type"]].id,
            "field_id": self.org.fields[row["field"]].id,
            "national_code": row["national_code"],
            "company_id": agencies[row["agency"]].id,
            "applying_company_ids": [agencies[c].id for c in row["applying_agencies"]],
            "department_id": self.org.departments[row["department"]].id
            if row["department"]
            else self.org.employees[row["owner"]].department_id.id,
            "owner_id": users[row["owner"]].id,
            "confidentiality": "public" if row["kind"] == "tthc" else "internal",
        }
        author = self.env["procedure.document"].with_user(users[row["author"]])
        self.documents[row["ref"]] = author.sudo().create(values).with_env(self.env)

    def _draft(self, row, content, reason=None, change=None):
        """A draft that its author has written."""
        author = self.org.users[row["author"]]
        # The author's name with every right: the demo writes what he would type.
        document = self.documents[row["ref"]].with_user(author).sudo()
        draft = document._new_draft(reason, content=content, change=change)
        return draft.with_env(self.env)

    def _issue(self, draft, row, before):
        users = self.org.users
        draft._issue(
            users[row["author"]],
            users[row["signer"]],
            self.moment(before + timedelta(days=7), 9),
            self.moment(before + timedelta(days=3), 15),
            self.moment(before, 0),
        )

    def _row(self, ref):
        return next(row for row in self.rows if row["ref"] == ref)

    def request(self, ref, login, asked, hour=9, **values):
        """A change request that somebody submitted ``asked`` days before today."""
        change = (
            self.env["procedure.change"]
            .with_user(self.org.users[login])
            .sudo()  # in his name, with every right: the demo writes for him
            .create({"document_id": self.documents[ref].id, **values})
        )
        change._submit(self.moment(timedelta(days=asked), hour))
        return change.with_env(self.env)

    def accept(self, change, decided, judgement, training="notice", **values):
        """The quality manager accepts it ``decided`` days before today."""
        decider = change.with_user(self.org.users["quyen"]).sudo()  # as in `request`
        at = self.moment(timedelta(days=decided), 14)
        decider._accept(at, judgement, training, **values)
        return change

    def _replaced_revision(self):
        """QT.GĐ.01 and QTNB-02 as they were before."""
        row = self._row("P2-01")
        bases = [b for b in row["legal_bases"] if b != "3005/QĐ-UBND"]
        old = self.contents.of({**row, "legal_bases": [*bases, "1740/QĐ-UBND"]})
        draft = self._draft(row, with_time(old, "B4", "20", "25"))
        self._issue(draft, row, REPLACED)
        row = self._row("N2")
        self._issue(self._draft(row, self.contents.of(row)), row, REPLACED)

    def _change_before(self, row):
        """The accepted request for what replaces an older revision, else none."""
        if row["ref"] == "P2-01":
            change = self.request(
                "P2-01",
                "ngan",
                500,
                source="law",
                legal_basis_id=self._basis("3005/QĐ-UBND").id,
                scale="minor",
                reason="Quyết định 3005/QĐ-UBND thay Quyết định 1740/QĐ-UBND: thời "
                "hạn giải quyết còn 20 ngày.",
            )
            judgement = "Bước B4 rút còn 15 ngày; ba biểu mẫu giữ nguyên."
            return self.accept(change, 496, judgement, "training")
        if row["ref"] == "N2":
            change = self.request(
                "N2",
                "huy",
                490,
                source="obstacle",
                reason="Nhiều phiếu đề nghị thiếu chữ ký của trưởng phòng, phải trả "
                "lại.",
            )
            judgement = "Chỉ sửa hướng dẫn của bước 1; không đổi thời hạn."
            return self.accept(change, 485, judgement, check_weeks=66)
        return None

    def _basis(self, code):
        return self.env["procedure.legal.basis"].search([("code", "=", code)])

    def _under_way(self):
        """One procedure being shortened in a draft, another waiting for its signer."""
        row = self._row("P2-01")
        shorter = with_time(self.contents.of(row), "B4", "11", "16")
        change = self.request(
            "P2-01",
            "ngan",
            20,
            source="simplification",
            reason="Rút ngắn thời hạn giải quyết từ 20 ngày còn 16 ngày.",
        )
        judgement = "Hồ sơ đang giải quyết giữ thời hạn 20 ngày; in lại ba biểu mẫu."
        self._draft(row, shorter, change=self.accept(change, 17, judgement))
        row = self._row("N3")
        users = self.org.users
        shorter = with_time(self.contents.of(row), "1", "1", "4")
        change = self.request(
            "N3",
            row["author"],
            15,
            source="review",
            reason="Rút ngắn thời gian soạn thảo văn bản.",
        )
        judgement = "Chỉ bước 1 thay đổi; nhắc các phòng bằng thông báo."
        draft = self._draft(row, shorter, change=self.accept(change, 12, judgement))
        draft.with_user(users[row["author"]])._submit(
            self.moment(timedelta(days=2), 10), approver_id=users[row["signer"]].id
        )
