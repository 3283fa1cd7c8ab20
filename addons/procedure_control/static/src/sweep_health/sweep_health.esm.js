import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const REFRESH = 5 * 60 * 1000;

/** Last sweep and sealing, for quality roles; a banner when one has gone silent. */
export class SweepHealth extends Component {
    static template = "procedure_control.SweepHealth";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            shown: false,
            last: "",
            silent: false,
            sealed: "",
            unsealed: false,
        });
        onWillStart(async () => {
            if (await user.hasGroup("procedure_control.group_quality_officer")) {
                this.state.shown = true;
                this.refresh();
                this.timer = setInterval(() => this.refresh(), REFRESH);
            }
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        const health = await this.orm.silent.call("procedure.job", "sweep_health", []);
        this.state.last = this.moment(health.last_run_at);
        this.state.silent = health.silent;
        this.state.sealed = this.moment(health.sealed_at);
        this.state.unsealed = health.unsealed;
    }

    moment(text) {
        return text ? formatDateTime(deserializeDateTime(text)) : "";
    }

    get title() {
        return [this.text, this.sealing].join("\n");
    }

    get sealing() {
        return this.state.sealed
            ? _t("Last sealing of the trail: %s", this.state.sealed)
            : _t("The trail has not been sealed yet");
    }

    get text() {
        return this.state.last
            ? _t("Last sweep: %s", this.state.last)
            : _t("The sweep has not run yet");
    }
}

registry
    .category("systray")
    .add("procedure_control.sweep_health", {Component: SweepHealth}, {sequence: 90});
