import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    done: "fa-check",
    ready: "fa-play",
    paused: "fa-pause",
    sent_back: "fa-reply",
    skipped: "fa-forward",
    planned: "fa-circle-o",
    no_reply: "fa-volume-off",
};

/** The steps of a case, so far and to come, as one line of pills by band. */
export class ProcedurePath extends Component {
    static template = "procedure_control.ProcedurePath";
    static props = {...standardFieldProps};

    get bands() {
        const bands = [];
        for (const step of this.props.record.data[this.props.name] || []) {
            const last = bands.at(-1);
            if (last && last.name === step.band) {
                last.steps.push(step);
            } else {
                bands.push({name: step.band, steps: [step], key: bands.length});
            }
        }
        return bands;
    }

    icon(step) {
        return ICONS[step.state] || "fa-circle-o";
    }

    classes(step) {
        const late = ["overdue", "late"].includes(step.timing);
        return `o_procedure_step_${step.state} ${late ? "o_procedure_step_late" : ""}`;
    }

    isCurrent(step) {
        return step.state === "ready" || step.state === "paused";
    }

    tooltip(step) {
        return [step.label, step.name, step.user || _t("Nobody yet")].filter(Boolean).join(" · ");
    }
}

registry.category("fields").add("procedure_path", {
    component: ProcedurePath,
    displayName: _t("Path of a case"),
    supportedTypes: ["json"],
});
