"""English templates of the findings of flow check and readiness, by code.

The caller translates a template and fills its named places; amounts and units arrive
as values, for the caller to write in the reader's language.
"""


def _(text: str) -> str:
    """Marks a text so that the translation exporter finds it."""
    return text


TEMPLATES: dict[str, str] = {
    # flow
    "no_step": _("There is no step yet."),
    "key_twice": _("Step %(step)s appears twice."),
    "phase_missing": _("Step %(step)s lies in a phase that does not exist."),
    "variant_missing": _("Step %(step)s names a variant that does not exist."),
    "variant_empty": _("A variant has no step."),
    "target_missing": _("Step %(step)s: outcome “%(outcome)s” names no step to go to."),
    "target_unused": _(
        "Step %(step)s: outcome “%(outcome)s” names a step but does not go there."
    ),
    "target_other_variant": _(
        "Step %(step)s: outcome “%(outcome)s” goes to a step of another variant."
    ),
    "crosses_block": _(
        "Step %(step)s: outcome “%(outcome)s” to %(other)s enters or leaves a block "
        "of steps that run together."
    ),
    "back_to_later": _(
        "Step %(step)s: outcome “%(outcome)s” sends back to %(other)s, which is not "
        "an earlier step."
    ),
    "jump_to_earlier": _(
        "Step %(step)s: outcome “%(outcome)s” jumps to %(other)s, which is not a "
        "later step."
    ),
    "phase_empty": _("Phase %(phase)s has no step."),
    "budget_without_limit": _("Phase %(phase)s shares one budget but has no limit."),
    "draws_without_limit": _(
        "Step %(step)s draws its time on a phase that has no limit."
    ),
    "quorum_missing": _("Phase %(phase)s waits for a quorum of no member."),
    "quorum_too_large": _(
        "Phase %(phase)s waits for %(quorum)s answers but has %(members)s steps."
    ),
    "block_split": _(
        "The steps of phase %(phase)s run together but do not follow each other."
    ),
    "chosen_by_missing": _(
        "Step %(step)s: its owner is chosen at a step that this variant has not."
    ),
    "chosen_by_later": _(
        "Step %(step)s: its owner is chosen at %(other)s, which is not earlier."
    ),
    "agency_by_missing": _(
        "Step %(step)s: its agency is chosen at a step that this variant has not."
    ),
    "agency_by_later": _(
        "Step %(step)s: its agency is chosen at %(other)s, which is not earlier."
    ),
    "chosen_by_passed": _(
        "Step %(step)s: a case can pass %(other)s, where who does it is chosen."
    ),
    "asked_by_passed": _(
        "Step %(step)s: a case can pass %(other)s, where the agencies to ask are "
        "chosen."
    ),
    "time_set_by_passed": _(
        "Step %(step)s: a case can pass %(other)s, where its time is set."
    ),
    "asked_by_missing": _(
        "Step %(step)s: no step of this variant chooses the agencies to ask."
    ),
    "asked_by_later": _(
        "Step %(step)s: the agencies to ask are chosen at %(other)s, which is not "
        "earlier."
    ),
    "consult_not_chosen": _(
        "Step %(step)s asks agencies, but they are not chosen in the case."
    ),
    "consult_owner": _(
        "Step %(step)s asks agencies: in each, the holder of a role answers."
    ),
    "consult_quorum": _("Step %(step)s cannot wait for %(quorum)s answers."),
    "consult_without_time": _(
        "Step %(step)s goes on when agencies stay silent, but gives them no time."
    ),
    "consult_leaves": _(
        "Step %(step)s: an agency asked cannot send the case elsewhere or end it "
        "(“%(outcome)s”)."
    ),
    "time_set_by_missing": _(
        "Step %(step)s: its time is set at a step that this variant has not."
    ),
    "time_set_by_later": _(
        "Step %(step)s: its time is set at %(other)s, which is not earlier."
    ),
    "previous_at_start": _(
        "Step %(step)s goes to the owner of the previous step, but it is the first."
    ),
    "result_twice": _(
        "Step %(step)s and step %(other)s both say that the result is ready."
    ),
    "counted_after_result": _(
        "Step %(step)s is counted but comes after the result, made at %(other)s."
    ),
    "no_end": _("No case can reach an end."),
    "no_exit": _("From step %(step)s no way leads to an end."),
    "two_starts": _("Step %(step)s is a second start: nothing leads to it."),
    "unreachable": _("Step %(step)s cannot be reached from the first step."),
    # sections and holders
    "section_empty": _("Section %(section)s is empty."),
    "section_lines_missing": _("Section %(section)s has no line yet."),
    "no_applying_agency": _("No agency applies this procedure."),
    "agency_missing": _("Step %(step)s: the agency that does it is not named."),
    "role_unfilled": _("Nobody holds the role %(role)s in %(agency)s (step %(step)s)."),
    # sums
    "duration_unreadable": _("%(place)s: “%(text)s” is not a usable time."),
    "sum_holds": _("The counted steps add up to the limit: %(limit)s %(unit)s."),
    "sum_holds_variant": _(
        "%(variant)s: the counted steps add up to the limit: %(limit)s %(unit)s."
    ),
    "sum_differs": _(
        "The counted steps add up to %(total)s, the limit is %(limit)s %(unit)s."
    ),
    "sum_differs_variant": _(
        "%(variant)s: the counted steps add up to %(total)s, the limit is %(limit)s "
        "%(unit)s."
    ),
    "sum_differs_legal": _(
        "The counted steps add up to %(total)s; the limit of %(limit)s %(unit)s "
        "prevails."
    ),
    "sum_differs_legal_variant": _(
        "%(variant)s: the counted steps add up to %(total)s; the limit of %(limit)s "
        "%(unit)s prevails."
    ),
    "sum_mixed_units": _(
        "Steps in %(units)s cannot be added up to a limit in %(unit)s."
    ),
    "sum_mixed_units_variant": _(
        "%(variant)s: steps in %(units)s cannot be added up to a limit in %(unit)s."
    ),
    "units_by_phase": _(
        "The phases have limits in %(units)s; each adds up, the whole is not added."
    ),
    "units_by_phase_variant": _(
        "%(variant)s: the phases have limits in %(units)s; each adds up, the whole is "
        "not added."
    ),
    "sum_unknown": _("Not added up: the time of %(steps)s is known in the case only."),
    "sum_unknown_variant": _(
        "%(variant)s: not added up: the time of %(steps)s is known in the case only."
    ),
    "limit_absent": _("There is no time limit; the steps are not added up."),
    "limit_absent_variant": _(
        "%(variant)s: there is no time limit; the steps are not added up."
    ),
    "limit_by_phases": _("Each phase has its own limit; there is no limit in all."),
    "limit_by_phases_variant": _(
        "%(variant)s: each phase has its own limit; there is no limit in all."
    ),
    "limit_not_summed": _("The limit is “%(unit)s”; the steps are not added up to it."),
    "limit_not_summed_variant": _(
        "%(variant)s: the limit is “%(unit)s”; the steps are not added up to it."
    ),
    "phase_differs": _(
        "Phase %(phase)s: the counted steps add up to %(total)s, its limit is "
        "%(limit)s %(unit)s."
    ),
    "phase_differs_legal": _(
        "Phase %(phase)s: the counted steps add up to %(total)s; its limit of "
        "%(limit)s %(unit)s prevails."
    ),
    "phase_exceeded": _(
        "Phase %(phase)s: its steps need %(total)s, its limit is %(limit)s %(unit)s."
    ),
    "phase_exceeded_legal": _(
        "Phase %(phase)s: its steps need %(total)s; its limit of %(limit)s %(unit)s "
        "prevails."
    ),
    "phase_mixed_units": _(
        "Phase %(phase)s: steps in %(units)s cannot be added up to a limit in %(unit)s."
    ),
    "phase_mixed_units_legal": _(
        "Phase %(phase)s: steps in %(units)s are not added up; its limit in %(unit)s "
        "prevails."
    ),
    "block_mixed_units": _(
        "Phase %(phase)s: of steps in %(units)s the longest cannot be told; give the "
        "phase a limit."
    ),
    "block_mixed_units_legal": _(
        "Phase %(phase)s: of steps in %(units)s the longest cannot be told."
    ),
    "phase_not_summed": _(
        "Phase %(phase)s: its limit is “%(unit)s”; its steps are not added up to it."
    ),
    "phase_unknown": _(
        "Phase %(phase)s is not added up: the time of %(steps)s is known in the case "
        "only."
    ),
    # what is clear
    "person_missing": _("Step %(step)s: who does it is not named."),
    "work_missing": _("Step %(step)s: the work is not named."),
    "responsibility_missing": _("Step %(step)s: nobody answers for it."),
    "process_missing": _("The order of the work is not given: fewer than two steps."),
    "label_missing": _("Step %(step)s has no number."),
    "effect_missing": _("The result of the procedure is not named."),
    "time_missing": _("Step %(step)s has neither a time nor is it said uncounted."),
    "product_missing": _("Step %(step)s names no result and no form."),
    "authority_missing": _("No step approves or signs, and no signer is named."),
    "authority_missing_variant": _(
        "%(variant)s: no step approves or signs, and no signer is named."
    ),
    "named_user": _(
        "Step %(step)s is given to %(user)s by name: it stops when that person leaves."
    ),
    "rest_days": _(
        "Step %(step)s may fall on days of rest alone: it has no more than %(days)s "
        "calendar days."
    ),
    "consult_few": _(
        "Step %(step)s asks agencies: the role %(role)s is held in %(count)s of them, "
        "%(needed)s must be able to answer."
    ),
    # a check that found nothing
    "sections_ok": _("All required sections are filled."),
    "flow_ok": _("Every case reaches an end."),
    "holders_ok": _("Every role is held wherever the procedure runs."),
    "sums_ok": _("The counted steps add up to the limit."),
    "person_ok": _("Who does each step is named."),
    "work_ok": _("The work of each step is named."),
    "responsibility_ok": _("Somebody answers for each step."),
    "process_ok": _("The order of the work is given."),
    "effect_ok": _("The result of the procedure is named."),
    "time_ok": _("Each step has a time or is said uncounted."),
    "product_ok": _("Each step names its result or form."),
    "authority_ok": _("Who approves is named."),
    "named_user_ok": _("No step is given to a person by name."),
    "rest_days_ok": _("Days of rest leave every step some time."),
    "consult_ok": _("Every agency to be asked has somebody to answer."),
}
