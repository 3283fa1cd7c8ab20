from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_revision_prefetch import Shelf, read_lines, read_together


class ProcedureRoute(models.Model):
    """From the stages of a route to the persons asked, on the day of submission."""

    _inherit = "procedure.route"

    def _resolve(self, revisions, at, purpose="issue", approver=None):
        """{revision: (its route, rows of its stages)} as a round stores them.

        A row has `name`, `meaning`, `rule`, `needed`, `weight`, `due` ([value, unit] or
        None) and `signers` ([{id, name}]). Queries do not grow with the revisions.

        :param approver: res.users asked at the last stage whose signer is chosen
        :raises UserError: no route fits, or a stage has nobody who may sign
        """
        routes = self._for(revisions)
        self._read_stages(routes)
        # Who signs follows from the route, whatever the submitter may see.
        stages = {}
        for revision in revisions:
            stages[revision] = routes[revision].stage_ids
            if revision._is_minor(purpose):
                stages[revision] -= stages[revision].filtered("skip_when_minor")
        holders = self._stage_holders(stages, at)
        pool = _Pool(self.env)
        result = {}
        searches = [
            _SignerSearch(revision, stages[revision], holders, pool, approver)
            for revision in revisions
        ]
        # Their names are told in the rows: read together.
        people = self.env["res.users"].sudo()  # as in `_barred_users`
        people.union(*(s.people() for s in searches)).mapped("partner_id.name")
        for revision, search in zip(revisions, searches, strict=True):
            rows = search.rows(at)
            if not routes[revision].ends_outside:
                search.refuse_empty(rows)
            result[revision] = (routes[revision], rows)
        return result

    def _read_stages(self, routes):
        """The stages of these routes, a dict's values, and who signs: two queries."""
        taken = self.sudo().union(*routes.values())  # as in `_for`
        stages = read_lines(taken, "stage_ids")
        if "named" in stages.mapped("mode"):
            stages = stages.with_context(active_test=False)
            read_together([Shelf(stages, "id", ["user_ids", "role_ids"])])

    def _stage_holders(self, stages, at):
        """{(role id, company id): holders} of every role these stages name."""
        roles = self.env["procedure.role"].union(
            *(
                of_one.filtered(lambda s: s.mode == "named").role_ids.sudo(False)
                for of_one in stages.values()
            )
        )
        if not roles:
            return {}
        companies = self.env["res.company"].browse(
            {revision.sudo().company_id.id for revision in stages}
        )
        date = fields.Date.context_today(self, at)
        return roles._holders_at(companies, date)


class _Pool:
    """Signers to choose from, with what each has to sign already; read when needed."""

    def __init__(self, env):
        self.env = env
        self._users = None
        self.load = {}

    def users(self):
        if self._users is None:
            revisions = self.env["procedure.revision"]
            self._users = revisions._signers()
            self.load = revisions._open_request_counts(self._users)
        return self._users


class _SignerSearch:
    """Who signs at each stage of one revision."""

    def __init__(self, revision, stages, holders, pool, approver):
        self.asked = revision
        self.revision = revision.sudo()  # walls are tested, not read
        self.env = revision.env
        self.stages = stages
        self.holders = holders
        self.pool = pool
        self.approver = approver or self.revision.approver_id
        self.company = self.revision.company_id
        self.barred = revision._barred_users()
        self.taken = self.env["res.users"]

    def people(self):
        """Everybody of whom it is known already that he may be named."""
        stages = self.stages.with_context(active_test=False)  # all are read at once
        named = stages.filtered(lambda s: s.mode == "named").user_ids
        return (self.barred | self.approver | named).sudo()

    def rows(self, at):
        self.at = at
        chosen = self.stages.filtered(
            lambda s: s.mode == "chosen" and s.meaning != "prepare"
        )
        found = {
            stage: self._named(stage) for stage in self.stages if stage.mode == "named"
        }
        # The approver named in the draft signs last of those who are chosen.
        for stage in chosen[::-1]:
            found[stage] = self._chosen(stage, stage == chosen[-1:])
            self.taken |= found[stage]
        for stage in self.stages - chosen:
            if stage.mode == "chosen":
                found[stage] = self.env.user
        language = self._language()
        rows = [
            {
                "name": stage.with_context(lang=language).name,
                "meaning": stage.meaning,
                "rule": stage.rule,
                "needed": stage.needed,
                "weight": stage.weight,
                "due": list(stage._due() or ()) or None,
                "signers": [{"id": u.id, "name": u.sudo().name} for u in found[stage]],
            }
            for stage in self.stages
        ]
        return rows

    def _language(self):
        """The language of the document, as far as it is installed."""
        languages = dict(self.env["res.lang"].get_installed())
        wanted = self.revision.language
        return next((c for c in languages if c.startswith(wanted)), self.env.lang)

    def refuse_empty(self, rows):
        """Nothing is approved without one signature beside the preparation."""
        holding = [r for r in rows if r["weight"] == "required" and r["signers"]]
        if all(r["meaning"] == "prepare" for r in holding):
            raise UserError(
                self.env._(
                    "%(revision)s: its approval route has no required stage.",
                    revision=self.asked.display_name,
                )
            )

    # --- chosen -----------------------------------------------------------------------

    def _chosen(self, stage, is_last):
        if is_last and self.approver:
            self._refuse_chosen(self.approver)
            return self.approver
        able = self.pool.users().filtered(self._works_there)
        load = self.pool.load
        free = (able - self.barred - self.taken - self.approver).sorted(
            lambda user: (load.get(user.id, 0), user.id)
        )
        if not free:
            raise UserError(
                self.env._(
                    "%(revision)s: nobody may approve it. Make somebody a "
                    "signer in %(company)s who has not worked on this draft.",
                    revision=self.asked.display_name,
                    company=self.company.name,
                )
            )
        load[free[0].id] = load.get(free[0].id, 0) + 1
        return free[0]

    def _refuse_chosen(self, user):
        user = user.sudo()  # to name him in the message
        if (
            not user.active
            or not user.has_group("procedure_control.group_signer")
            or not self._works_there(user)
        ):
            raise UserError(
                self.env._(
                    "%(name)s is not a signer in %(company)s.",
                    name=user.name,
                    company=self.company.name,
                )
            )
        if user in self.barred and not self._excepted(user):
            raise UserError(
                self.env._(
                    "%(name)s has worked on this draft or submits it, and may not "
                    "approve it.",
                    name=user.name,
                )
            )

    def _excepted(self, user):
        return self.env["procedure.override"]._find(
            "four_eyes", user, self.asked.sudo().document_id.sudo(False), self.at
        )

    # --- named ------------------------------------------------------------------------

    def _named(self, stage):
        """Persons and holders of roles, without who may not sign this draft."""
        persons = stage.user_ids.filtered("active")
        named = persons
        for role in stage.role_ids:
            named |= self._holders_of(role)
        able = named.filtered(lambda user: self._may_sign(user, stage))
        self._refuse_unable(stage, persons - able, named - able)
        out = self.env["res.users"]
        if stage.meaning != "prepare":
            out = (able & self.barred).filtered(lambda user: not self._excepted(user))
        free = able - out
        if stage.weight == "required":
            self._refuse_barred(stage, persons & out, free)
        return free.sudo(False).with_env(self.env)

    def _holders_of(self, role):
        holders = self.holders.get((role.id, self.company.id))
        if not holders:
            return self.env["res.users"].sudo()
        field = self.revision.field_id.id
        lineage = role._field_lineage({field} if field else set()).get(field, ())
        here = role._most_specific(holders, lineage)
        users = self.env["res.users"].sudo()
        for holder in here:
            users |= (holder.user_id | holder.substitute_id).filtered("active")[:1]
        return users

    def _works_there(self, user):
        # Where somebody may work is asked of him, whatever the submitter may see.
        return self.company.id in user.sudo()._get_company_ids()

    def _may_sign(self, user, stage):
        return self._works_there(user) and self.asked._is_signer(user, stage.meaning)

    def _refuse_unable(self, stage, persons, everybody):
        if stage.weight != "required":
            return
        unable = persons or (everybody if stage.rule == "all" else persons)
        if unable:
            raise UserError(
                self.env._(
                    "%(stage)s: %(names)s cannot sign in %(company)s. Make them "
                    "signers there, or change the approval route.",
                    stage=stage.name,
                    names=", ".join(unable.mapped("name")),
                    company=self.company.name,
                )
            )

    def _refuse_barred(self, stage, persons, free):
        if stage.rule == "all" and persons:
            raise UserError(
                self.env._(
                    "%(name)s has worked on this draft or submits it, and may not "
                    "approve it.",
                    name=persons[0].name,
                )
            )
        if len(free) < (stage.needed if stage.rule == "n_of" else 1):
            raise UserError(
                self.env._(
                    "%(revision)s, %(stage)s: not enough persons are left who may sign "
                    "it and have not worked on it.",
                    revision=self.asked.display_name,
                    stage=stage.name,
                )
            )
