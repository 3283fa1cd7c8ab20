from odoo import api, fields, models

from .procedure_told import TOLD_ACTS

#: The acts of the trail in the words of the screens.
ACTS = [
    ("document.created", "Procedure created"),
    ("document.changed", "Procedure changed"),
    ("revision.created", "Revision started"),
    ("revision.deleted", "Draft deleted"),
    ("revision.compared", "Comparison opened"),
    ("revision.rebased", "Draft started from what is in force"),
    ("revision.submitted", "Revision submitted"),
    ("revision.forwarded", "Signature request forwarded"),
    ("revision.signed", "Signed at one stage"),
    ("revision.commented", "Comment on a submission"),
    ("revision.awaits_issuance", "Signed inside, awaiting the issuing decision"),
    ("revision.approved", "Revision approved"),
    ("revision.rejected", "Revision sent back to its author"),
    ("revision.recalled", "Revision taken back to draft"),
    ("revision.adopted", "Revision adopted by a decision"),
    ("revision.issued_outside", "Issuing decision entered for the revision"),
    ("revision.held_back", "Held back: readers are missing"),
    ("revision.cases_listed", "Cases received in between listed"),
    ("issuance.entered", "Issuing decision confirmed"),
    ("case.effect_decided", "Decided whether the case moves to the new revision"),
    ("revision.effect_planned", "Day of effect planned"),
    ("revision.effective", "Revision in force"),
    ("revision.superseded", "Revision superseded"),
    ("revision.printed", "Controlled copy printed"),
    ("revision.repeal_asked", "Repeal asked for"),
    ("revision.repealed", "Revision repealed"),
    ("signing.failed", "Failed sign-in at signing"),
    ("signing.locked", "Signing locked"),
    ("delegation.granted", "Delegation entered"),
    ("delegation.revoked", "Delegation revoked"),
    ("revision.kept", "Revision kept after review"),
    ("review.opened", "Review opened"),
    ("review.keep_asked", "Keeping the revision asked for"),
    ("review.done", "Revision reviewed"),
    ("review.escalated", "Review reported up the line"),
    ("override.granted", "Exception permitted"),
    ("override.revoked", "Exception revoked"),
    ("obstacle.raised", "Obstacle reported"),
    ("obstacle.answered", "Obstacle answered"),
    ("obstacle.asked_again", "Asked again about an obstacle"),
    ("obstacle.closed", "Obstacle settled"),
    ("obstacle.change_asked", "Change requested for an obstacle"),
    ("obstacle.escalated", "Obstacle reported up the line"),
    ("explanation.asked", "Explanation of a late step asked for"),
    ("explanation.given", "Late step explained"),
    ("explanation.agreed", "Explanation agreed"),
    ("explanation.corrected", "Explanation corrected by the head"),
    ("explanation.withdrawn", "Explanation no longer needed"),
    ("case.waiting_at_intake", "Case waiting at intake"),
    ("case.received", "Case received"),
    ("case.refused_at_intake", "Refused at intake"),
    ("case.started", "Case started"),
    ("case.pinned_anew", "Case moved to another revision"),
    ("case.paused", "Clock paused"),
    ("case.resumed", "Clock running again"),
    ("case.restarted", "Limit started anew"),
    ("case.extended", "Due time extended"),
    ("case.apologised", "Apology for the delay"),
    ("register.printed", "Register of dossiers printed"),
    ("case.moved", "Moved to another revision"),
    ("move.prepared", "Plan to move cases prepared"),
    ("move.cancelled", "Plan to move cases given up"),
    ("move.signed", "Plan to move cases signed"),
    ("move.done", "Plan to move cases carried out"),
    ("case.variant_changed", "Variant of the case changed"),
    ("case.recorded_late", "Recorded after the fact"),
    ("case.replanned", "Case re-planned"),
    ("case.result_ready", "Result ready"),
    ("case.correction_started", "Correction or recall of the result started"),
    ("case.corrected", "Result corrected"),
    ("case.recalled", "Result recalled"),
    ("case.correction_reopened", "Correction of the result taken up again"),
    ("case.correction_void", "Correction of the result came to nothing"),
    ("case.result_withdrawn", "Result taken back"),
    ("case.closed", "Case closed"),
    ("case.refused", "Case refused"),
    ("case.terminated", "Processing terminated"),
    ("case.withdrawn", "Withdrawn by requester"),
    ("task.ready", "Step ready"),
    ("task.started", "Step begun"),
    ("task.completed", "Step completed"),
    ("task.sent_back", "Step sent back"),
    ("task.not_arisen", "Step not arisen"),
    ("task.skipped", "Step skipped"),
    ("task.cancelled", "Step cancelled"),
    ("task.no_reply", "Agency asked gave no reply"),
    ("task.reassigned", "Step reassigned"),
    ("task.claimed", "Step claimed"),
    ("task.handed_back", "Step handed back"),
    ("task.escalated", "Reported up the line"),
    ("handover.sent", "Hand-over list made"),
    ("handover.file_sent", "File handed over"),
    ("handover.received", "File handed over was received"),
    ("handover.refused", "File handed over was refused"),
    ("signature.escalated", "Signature reported up the line"),
    ("change.created", "Change request written"),
    ("change.deleted", "Change request deleted"),
    ("change.submitted", "Change request submitted"),
    ("change.taken_back", "Change request taken back"),
    ("change.accepted", "Change request accepted"),
    ("change.refused", "Change request refused"),
    ("change.cancelled", "Change request cancelled"),
    ("change.started", "Revision started from its change request"),
    ("change.joined", "Change request taken into a draft"),
    ("change.applied", "Change in effect"),
    ("change.checked", "Change checked afterwards"),
    ("revision.numbered_anew", "Draft numbered anew"),
    ("legal_basis.replaced", "Legal basis replaced"),
    ("legal_basis.change_requested", "Change requested for a replaced legal basis"),
    ("legal_basis.settled", "Procedure dealt with after a replaced legal basis"),
    ("trail.verified", "Trail verified"),
    ("trail.head_sent", "Head of the chain sent"),
    ("sample.drawn", "Sample of cases drawn"),
    ("hold.entered", "Hold entered"),
    ("hold.lifted", "Hold lifted"),
    ("disposal.proposed", "Disposal proposed"),
    ("disposal.approved", "Disposal approved"),
    ("disposal.refused", "Disposal refused"),
    ("disposal.carried_out", "Disposal carried out"),
    ("case.disposed", "Content of the case disposed of"),
    ("revision.disposed", "Files of the revision disposed of"),
    ("audit_access.granted", "Access of an auditor granted"),
    ("audit_access.revoked", "Access of an auditor revoked"),
    ("trail.exported", "Trail exported"),
    ("event_log.exported", "Event log exported"),
    ("compliance.exported", "Compliance spreadsheet made"),
    ("compliance.filed", "Period filed"),
    ("compliance.compared", "Filed period compared with today"),
    *TOLD_ACTS,
    ("case_batch.asked", "Many cases asked for"),
    ("case_batch.cancelled", "Rest of many cases not started"),
    ("case_batch.ended", "Many cases started"),
    ("schedule.paused", "Schedule paused"),
    ("schedule.resumed", "Schedule resumed"),
    ("schedule.started_by_hand", "Scheduled case started by hand"),
    ("distribution.added", "Distribution widened"),
    ("distribution.changed", "Distribution changed"),
    ("distribution.removed", "Distribution narrowed"),
    ("indicator.set", "Target of an indicator set"),
    ("indicator.entered", "Value of an indicator entered"),
    ("reading.listed", "Reading list made or refreshed"),
    ("reading.acknowledged", "Read and understood"),
    ("reading.released", "Reader released"),
    ("reading.rule_changed", "Reading rule changed"),
    ("reading.exported", "Reading matrix exported"),
    ("copy.issued", "Paper copy issued"),
    ("copy.to_recall", "Paper copy to be recalled"),
    ("copy.recalled", "Paper copy came back"),
    ("copy.destroyed", "Paper copy confirmed destroyed"),
    ("copy.lost", "Paper copy lost"),
    ("external.registered", "External document registered"),
    ("external.changed", "External document changed"),
    ("external.edition", "Edition of an external document stored"),
    ("external.checked", "Newer edition looked for"),
]
KNOWN = frozenset(key for key, _label in ACTS)


class ProcedureEvent(models.Model):
    """What the audit trail shows of an event's text; nothing is stored."""

    _inherit = "procedure.event"

    act = fields.Selection(ACTS, string="What happened", compute="_compute_act")
    record_name = fields.Char(string="About", compute="_compute_text")
    reason = fields.Char(compute="_compute_text")
    body = fields.Text(string="Text", compute="_compute_text")
    loosened = fields.Char(string="Done while loosened", compute="_compute_text")

    @api.depends("kind")
    def _compute_act(self):
        for event in self:
            event.act = event.kind if event.kind in KNOWN else False

    @api.depends("payload_ids")
    def _compute_text(self):
        # All texts are read at once; a slice of each event's would be read alone.
        texts = {text.event_id: text for text in self.payload_ids}
        nothing = self.env["procedure.event.payload"]
        for event in self:
            text = texts.get(event, nothing)
            event.record_name = text.record_name
            event.reason = text.reason
            event.body = text.body
            event.loosened = text.loosened

    def action_open_record(self):
        """The record that the event is about, as far as it still is there."""
        self.ensure_one()
        if not self.env[self.model].browse(self.res_id).exists():
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
