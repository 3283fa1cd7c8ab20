import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const PAUSE = 2000;
const UNDER_WAY = ["waiting", "running", "gathering", "painting", "assembling"];

/** A percentage that reloads its record until the work behind it has ended. */
export class BatchProgress extends Component {
    static template = "procedure_control.BatchProgress";
    static props = {...standardFieldProps};

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get done() {
        return this.props.record.data[this.props.name] || 0;
    }

    get underWay() {
        return UNDER_WAY.includes(this.props.record.data.state);
    }

    wait() {
        if (this.underWay) {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }

    async look() {
        await this.props.record.load();
        this.wait();
    }
}

registry.category("fields").add("procedure_batch_progress", {
    component: BatchProgress,
    supportedTypes: ["integer"],
});
