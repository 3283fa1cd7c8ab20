"""The same semantics as `engine.flow`, written slowly: one list, no units, no joins."""

from procedure_control.engine.flow import Move, choices

OVER = ("done", "skipped", "not_arisen", "cancelled")


def answered(states, quorum):
    """Whether a question to agencies is at its end, counted agency by agency."""
    answers = silent = owed = 0
    for state in states:
        if state in ("done", "skipped"):
            answers += 1
        elif state == "no_reply":
            silent += 1
        elif state in ("planned", "ready", "paused"):
            owed += 1
    if not states:
        return False
    enough = quorum if 0 < quorum < len(states) else len(states)
    return answers >= enough or (not owed and answers + silent > 0)


def _mates(content, steps, step):
    phase = {p.key: p for p in content.phases}.get(step.phase)
    if not phase or phase.mode != "together":
        return [step]
    return [other for other in steps if other.phase == step.phase]


def _left(content, steps, step, states):
    mates = _mates(content, steps, step)
    answers = [m for m in mates if states[m.key] in ("done", "skipped")]
    waiting = [m for m in mates if states[m.key] not in OVER]
    phase = {p.key: p for p in content.phases}.get(step.phase)
    if len(mates) > 1 and phase.join == "quorum" and len(answers) >= phase.quorum:
        return True
    return not waiting


def move(content, variant, states, key, outcome):
    steps = list(content.steps_of(variant))
    order = [step.key for step in steps]
    step = steps[order.index(key)]
    states = dict(states)
    if outcome is not None and outcome.kind.startswith("end_"):
        rest = tuple(k for k in order if k != key and states[k] not in OVER)
        return Move(ended=outcome.kind.removeprefix("end_"), not_arisen=rest)
    if outcome is not None and outcome.kind == "back":
        span = order[order.index(outcome.target) : order.index(key) + 1]
        return Move(ready=(outcome.target,), reopened=tuple(span))
    passed = []
    if outcome is not None and outcome.kind == "jump":
        at = order.index(outcome.target)
        between = order[order.index(key) + 1 : at]
        passed = [k for k in between if states[k] not in OVER]
    else:
        if _left(content, steps, step, states):
            return Move()
        states[key] = "done"
        if not _left(content, steps, step, states):
            return Move()
        mates = _mates(content, steps, step)
        passed = [m.key for m in mates if states[m.key] not in OVER]
        at = max(order.index(m.key) for m in mates) + 1
    while at < len(steps) and _left(content, steps, steps[at], states):
        at += 1
    if at == len(steps):
        return Move(ended="done", not_arisen=tuple(passed))
    mates = _mates(content, steps, steps[at])
    ready = tuple(m.key for m in mates if states[m.key] not in OVER)
    return Move(ready=ready, not_arisen=tuple(passed))


def ever_ready(content, variant):
    """Keys that some sequence of choices makes ready."""
    steps = content.steps_of(variant)
    start = {step.key: "planned" for step in steps}
    for mate in _mates(content, list(steps), steps[0]):
        start[mate.key] = "ready"
    seen, todo = set(), [start]
    while todo:
        states = todo.pop()
        mark = tuple(sorted(states.items()))
        if mark in seen:
            continue
        seen.add(mark)
        for key, state in states.items():
            if state == "ready":
                for outcome in choices(content.step(key)):
                    made = move(content, variant, states, key, outcome)
                    after = {**states, key: "done"}
                    after |= dict.fromkeys(made.not_arisen, "not_arisen")
                    after |= dict.fromkeys(made.reopened, "planned")
                    after |= dict.fromkeys(made.ready, "ready")
                    if not made.ended:
                        todo.append(after)
    return {key for mark in seen for key, state in mark if state == "ready"}
