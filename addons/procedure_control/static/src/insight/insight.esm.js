import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** One figure; it opens the records it counts. */
export class InsightFigure extends Component {
    static template = "procedure_control.InsightFigure";
    static props = {cell: Object, scope: {optional: true}, title: String};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get tone() {
        return this.props.cell.tone ? `text-${this.props.cell.tone}` : "";
    }

    get opens() {
        const {domain, key, value} = this.props.cell;
        return Boolean((domain || key) && value !== "0");
    }

    async open() {
        const {cell, scope, title} = this.props;
        const action = cell.key
            ? await this.orm.call("procedure.insight", "open_records", [scope, cell.key])
            : {
                  type: "ir.actions.act_window",
                  res_model: cell.model,
                  domain: cell.domain,
                  views: [
                      [false, "list"],
                      [false, "form"],
                  ],
              };
        this.action.doAction({...action, name: title});
    }
}

/** Cards and tables of figures. */
export class Insight extends Component {
    static template = "procedure_control.Insight";
    static components = {InsightFigure};
    static props = {...standardFieldProps};

    get page() {
        return this.props.record.data[this.props.name] || {cards: [], sections: []};
    }

    print() {
        window.print();
    }
}

registry.category("fields").add("procedure_insight", {
    component: Insight,
    supportedTypes: ["json"],
});
