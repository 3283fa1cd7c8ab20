"""Which role may do what with which model: the role table, as data.

One letter an operation: r(ead), w(rite), c(reate), d(elete); `-` is none. What a
record's state, class, department and agency take away again is the record rules' part.
"""

ROLES = (
    "staff",
    "author",
    "signer",
    "manager",
    "officer",
    "quality",
    "auditor",
    "portal",
    "public",
)
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

# The columns are ROLES.
_RULES = {
    # What a document says: drafted by authors and quality, read by all.
    "content": "r rwcd r r rwcd rwcd r - -",
    # A document lasts: it is repealed, never deleted.
    "document": "r rwc r r rwc rwc r - -",
    # What the house sets up: by the quality manager alone.
    "configuration": "r r r r r rwcd r - -",
    # What happened: written by the server alone.
    "evidence": "r r r r r r r - -",
    # What quality and auditors look at; written by the server alone.
    "trail": "- - - - r r r - -",
    # What quality and auditors look at, and who approved a revision.
    "trail of signers": "- - r - r r r - -",
    # Filled in by quality while it is prepared; made and moved by the server.
    "plan": "- - r - rw rw r - -",
    # Asked for by anybody who works here; frozen once submitted.
    "request": "rwcd rwcd rwcd rwcd rwcd rwcd r - -",
    # Made by who is absent, or for him; revoked, never changed.
    "delegation": "rc rc rc rc rc rc r - -",
    # What moved by itself, or is worked out: the manager reads his departments.
    "moved": "- - - r r r r - -",
    # A permitted exception: made and revoked by the quality manager.
    "exception": "r r r r r rwc r - -",
    # When an auditor reads: given and revoked by the quality manager.
    "audit access": "- - - - r rwc r - -",
    # What is not to be disposed of; lifted by the quality manager.
    "hold": "- - - - rc rwc r - -",
    # Registers that quality keeps.
    "copy": "r r r r rc rc r - -",
    "external": "r r r r rwc rwc r - -",
    "issuance": "r r r r rwcd rwcd r - -",
    # Dialogs.
    "work": "rwcd rwcd rwcd rwcd rwcd rwcd - - -",
    "work kept": "rwc rwc rwc rwc rwc rwc - - -",
    "papers": "rwcd rwcd rwcd rwcd rwcd rwcd rwcd - -",
    "quality": "- - - - rwcd rwcd - - -",
    "signature": "- - rwcd - rwcd rwcd - - -",
    "quality manager": "- - - - - rwcd - - -",
    "report": "- - - - rwcd rwcd rwcd - -",
    "compliance": "- - - rwcd rwcd rwcd rwcd - -",
    "reading": "- rwcd - rwcd rwcd rwcd rwcd - -",
    "holders": "- - - rwcd rwcd rwcd - - -",
    # Read and written by a job alone.
    "job": "- - - - - - - - -",
}
_MODELS = {
    "content": (
        "procedure.change.item",
        "procedure.distribution",
        "procedure.dossier.component",
        "procedure.file",
        "procedure.form",
        "procedure.outcome",
        "procedure.phase",
        "procedure.record",
        "procedure.reference",
        "procedure.revision",
        "procedure.section",
        "procedure.step",
        "procedure.variant",
    ),
    "document": ("procedure.document",),
    "configuration": (
        "procedure.agency.level",
        "procedure.check",
        "procedure.escalation.level",
        "procedure.escalation.policy",
        "procedure.field",
        "procedure.indicator",
        "procedure.legal.basis",
        "procedure.role",
        "procedure.role.holder",
        "procedure.route",
        "procedure.route.stage",
        "procedure.cause",
        "procedure.return.reason",
        "procedure.schedule",
        "procedure.start.setting",
        "procedure.statutory.form",
        "procedure.type",
        "procedure.type.section",
        "procedure.working.day",
    ),
    "evidence": (
        "procedure.acknowledgement",
        "procedure.case",
        "procedure.case.batch",
        "procedure.case.batch.line",
        "procedure.case.component",
        "procedure.consultation",
        "procedure.decision",
        "procedure.due",
        "procedure.escalation",
        "procedure.event",
        "procedure.event.payload",
        "procedure.explanation",
        "procedure.external.edition",
        "procedure.handover",
        "procedure.handover.line",
        "procedure.job",
        "procedure.apology",
        "procedure.late.entry",
        "procedure.legal.basis.effect",
        "procedure.obstacle",
        "procedure.pause",
        "procedure.review",
        "procedure.round",
        "procedure.signature.request",
        "procedure.signing.failure",
        "procedure.task",
    ),
    "trail": (
        "procedure.disposal",
        "procedure.disposal.line",
        "procedure.effect.case",
        "procedure.effect.decision",
        "procedure.loosening",
        "procedure.sample",
        "procedure.sample.line",
        "procedure.schedule.run",
        "procedure.seal",
        "procedure.seal.head",
        "procedure.verification",
        "procedure.verification.finding",
    ),
    "request": ("procedure.change",),
    "delegation": ("procedure.delegation",),
    "moved": (
        "procedure.compliance.sheet",
        "procedure.filing",
        "procedure.filing.change",
        "procedure.filing.check",
        "procedure.correction.figure",
        "procedure.export",
        "procedure.assignment.line",
        "procedure.people.change",
    ),
    "exception": ("procedure.indicator.value", "procedure.override"),
    "audit access": ("procedure.audit.access",),
    "hold": ("procedure.hold",),
    "copy": ("procedure.copy",),
    "external": ("procedure.external",),
    "issuance": ("procedure.issuance",),
    "work": (
        "procedure.case.act",
        "procedure.case.batch.start",
        "procedure.case.batch.start.line",
        "procedure.case.correction",
        "procedure.case.intake",
        "procedure.case.intake.component",
        "procedure.case.papers",
        "procedure.external.check",
        "procedure.late.entry.act",
        "procedure.explanation.act",
        "procedure.my.figures",
        "procedure.obstacle.act",
        "procedure.obstacle.raise",
        "procedure.handover.refusal",
        "procedure.handover.send",
        "procedure.handover.send.line",
        "procedure.review.act",
        "procedure.revision.act",
        "procedure.start",
        "procedure.start.line",
        "procedure.task.bulk",
        "procedure.task.bulk.line",
        "procedure.task.completion",
        "procedure.task.completion.agency",
        "procedure.task.completion.assignment",
        "procedure.task.completion.check",
        "procedure.task.completion.choice",
        "procedure.takeover",
        "procedure.takeover.line",
        "procedure.takeover.share",
        "procedure.task.hand.back",
        "procedure.task.reassign",
    ),
    "work kept": ("procedure.change.act",),
    "papers": (
        "procedure.case.print",
        "procedure.case.print.line",
        "procedure.register.print",
    ),
    "signature": ("procedure.move.signature",),
    "trail of signers": ("procedure.move.decision",),
    "plan": (
        "procedure.move",
        "procedure.move.line",
        "procedure.move.step",
        "procedure.move.variant",
    ),
    "quality": (
        "procedure.acknowledgement.release",
        "procedure.case.import",
        "procedure.case.import.finding",
        "procedure.disposal.propose",
        "procedure.effect.decide",
        "procedure.effect.decide.line",
        "procedure.issuance.enter",
    ),
    "quality manager": (
        "procedure.adoption",
        "procedure.disposal.decide",
        "procedure.revision.release",
    ),
    "report": (
        "procedure.installation",
        "procedure.on.day",
        "procedure.sample.draw",
        "procedure.trail.export",
    ),
    "compliance": (
        "procedure.assignment.sheet",
        "procedure.compliance.export",
        "procedure.event.log.export",
        "procedure.export.schedule",
        "procedure.insight",
    ),
    "reading": ("procedure.reading.export",),
    "job": (
        "procedure.export.chunk",
        "procedure.export.part",
        "procedure.export.pulse",
    ),
    "holders": (
        "procedure.case.replan",
        "procedure.paper.receipts",
        "procedure.paper.receipts.line",
        "procedure.case.replan.line",
        "procedure.role.gap",
        "procedure.workload",
    ),
}
# model -> role -> the letters of what it may do
TABLE = {
    model: dict(zip(ROLES, _RULES[rule].split(), strict=True))
    for rule, models in _MODELS.items()
    for model in models
}
