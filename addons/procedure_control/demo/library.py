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
            draft = self._draft(row, self.contents.of(row))
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

    def _draft(self, row, content, reason=None):
        """A draft that its author has written."""
        author = self.org.users[row["author"]]
        # The author's name with every right: the demo writes what he would type.
        document = self.documents[row["ref"]].with_user(author).sudo()
        return document._new_draft(reason, content=content).with_env(self.env)

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

    def _replaced_revision(self):
        """QT.GĐ.01 as it was under the decision before."""
        row = self._row("P2-01")
        bases = [b for b in row["legal_bases"] if b != "3005/QĐ-UBND"]
        old = self.contents.of({**row, "legal_bases": [*bases, "1740/QĐ-UBND"]})
        draft = self._draft(row, with_time(old, "B4", "20", "25"))
        self._issue(draft, row, REPLACED)

    def _under_way(self):
        """One procedure being shortened in a draft, another waiting for its signer."""
        row = self._row("P2-01")
        shorter = with_time(self.contents.of(row), "B4", "11", "16")
        self._draft(
            row, shorter, "Rút ngắn thời hạn giải quyết từ 20 ngày còn 16 ngày."
        )
        row = self._row("N3")
        users = self.org.users
        shorter = with_time(self.contents.of(row), "1", "1", "4")
        draft = self._draft(row, shorter, "Rút ngắn thời gian soạn thảo văn bản.")
        draft.with_user(users[row["author"]])._submit(
            self.moment(timedelta(days=2), 10), approver_id=users[row["signer"]].id
        )
