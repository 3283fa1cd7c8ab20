import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** Asks for turn after turn while it is shown, and shows how far it is. */
export class VerificationProgress extends Component {
    static template = "procedure_control.VerificationProgress";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.left = false;
        onMounted(() => this.work());
        onWillUnmount(() => {
            this.left = true;
        });
    }

    get done() {
        return this.props.record.data[this.props.name] || 0;
    }

    async work() {
        const {record} = this.props;
        let more = record.data.state === "running";
        while (more && !this.left) {
            more = await this.orm.silent.call(record.resModel, "action_turn", [record.resId]);
            if (!this.left) {
                await record.load();
            }
        }
    }
}

registry.category("fields").add("procedure_verification_progress", {
    component: VerificationProgress,
    supportedTypes: ["integer"],
});
