"""What tests of reading share: a procedure distributed to a department and a role."""

from .common import AT, ProcedureCommon


class ReadingCommon(ProcedureCommon):
    """Six readers of the department (author and colleague among them), one by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.procedure_calendar_id = cls._calendar()
        cls.readers = cls.env["res.users"]
        for number in range(4):
            user = cls.make_user(f"reader{number}", "staff")
            cls.employ(user, cls.department)
            cls.readers |= user
        cls.employ(cls.staff, cls.other_department)
        cls.acknowledgements = cls.env["procedure.acknowledgement"]

    @classmethod
    def _calendar(cls):
        hours = ((8, 12, "morning"), (13, 17, "afternoon"))
        return cls.env["resource.calendar"].create(
            {
                "name": "Giờ hành chính",
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "x",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": end,
                                "day_period": period,
                            },
                        )
                        for day in range(5)
                        for start, end, period in hours
                    ),
                ],
            }
        )

    @classmethod
    def distribute(cls, document, *targets, **values):
        """Lines to departments, roles and users, as quality enters them."""
        kinds = {
            "hr.department": "department",
            "procedure.role": "role",
            "res.users": "user",
        }
        return (
            cls.env["procedure.distribution"]
            .with_user(cls.officer)
            .create(
                [
                    {
                        "document_id": document.id,
                        "target": kinds[target._name],
                        f"{kinds[target._name]}_id": target.id,
                        **values,
                    }
                    for target in targets
                ]
            )
            .with_env(cls.env)
        )

    @classmethod
    def issue(cls, document, at=AT, put_into_force=True):
        """A next revision of the document, signed at `at`."""
        draft = cls.make_draft(document)
        draft.with_user(cls.author)._submit(at, approver_id=cls.signer.id)
        draft.with_user(cls.signer)._approve(at, put_into_force=put_into_force)
        cls.env.invalidate_all()
        return draft

    @classmethod
    def rows(cls, revision, **values):
        found = cls.acknowledgements.search(
            [("revision_id", "=", revision.id)], order="id"
        )
        return found.filtered_domain([(k, "=", v) for k, v in values.items()])

    @classmethod
    def of(cls, revision, user):
        return cls.rows(revision).filtered(
            lambda row: row.user_id == user and row.state != "released"
        )

    @classmethod
    def confirm(cls, revision, *users):
        """These users open the revision and confirm it."""
        for user in users:
            by_user = revision.with_user(user)
            by_user.note_opened()
            by_user.action_acknowledge()
        cls.env.invalidate_all()
