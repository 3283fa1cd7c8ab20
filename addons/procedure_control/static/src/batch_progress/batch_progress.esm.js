import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {ConnectionLostError} from "@web/core/network/rpc";
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
        try {
            await this.props.record.load();
        } catch (error) {
            // The server restarts: it goes on with the work, and we with looking.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
        this.wait();
    }
}

registry.category("fields").add("procedure_batch_progress", {
    component: BatchProgress,
    supportedTypes: ["integer"],
});
