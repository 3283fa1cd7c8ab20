import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What a draft still lacks, failed checks first; each line leads to its place. */
export class Readiness extends Component {
    static template = "procedure_control.Readiness";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get lines() {
        const lines = this.props.record.data[this.props.name] || [];
        const rank = (line) => (line.passed ? 2 : line.blocks ? 0 : 1);
        return lines
            .map((line, key) => ({...line, key, rank: rank(line)}))
            .sort((a, b) => a.rank - b.rank || a.key - b.key);
    }

    icon(line) {
        return (
            ["fa-times-circle text-danger", "fa-exclamation-triangle text-warning"][line.rank] ||
            "fa-check-circle text-success"
        );
    }

    word(line) {
        return [_t("Blocks"), _t("Warns"), _t("Passed")][line.rank];
    }

    hasPlace(line) {
        return !line.passed && line.res_model !== this.props.record.resModel;
    }

    async open(line) {
        if (!(await this.props.record.save())) {
            return;
        }
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: line.name,
                res_model: line.res_model,
                res_id: line.res_id,
                views: [[false, "form"]],
                target: "new",
            },
            {onClose: () => this.props.record.load()}
        );
    }
}

registry.category("fields").add("procedure_readiness", {
    component: Readiness,
    displayName: _t("Readiness list"),
    supportedTypes: ["json"],
});
