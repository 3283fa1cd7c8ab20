import {Component, markup, onWillStart, useState} from "@odoo/owl";
import {Layout} from "@web/search/layout";
import {KeepLast} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** Two revisions of one procedure, either of them to be chosen, and what differs. */
export class Comparison extends Component {
    static template = "procedure_control.Comparison";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({old: false, new: false, choices: [], html: "", title: ""});
        const {params, context} = this.props.action;
        // A link of a message names the revision in its address.
        const revision = params?.revision_id || context?.active_id;
        onWillStart(() => this.load(revision, params?.other_id));
    }

    async load(revision, other) {
        // Known before the answer comes: the other list may be used meanwhile.
        Object.assign(this.state, {new: revision, old: other || false});
        const found = await this.keepLast.add(
            this.orm.call("procedure.revision", "compare_with", [[revision], other || null])
        );
        // Rendered by the server's own template, every text of the revisions escaped.
        Object.assign(this.state, found, {html: markup(found.html)});
    }

    onOld(ev) {
        return this.load(this.state.new, Number(ev.target.value));
    }

    onNew(ev) {
        return this.load(Number(ev.target.value), this.state.old);
    }

    print() {
        const ids = [this.state.new, this.state.old].filter(Boolean);
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "weasyprint-pdf",
            report_name: "procedure_control.paper_comparison",
            context: {active_ids: ids},
        });
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "procedure.revision",
            res_id: this.state.new,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("procedure_comparison", Comparison);
