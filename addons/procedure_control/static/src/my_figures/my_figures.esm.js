import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** Rows of figures, one's own first; a figure opens the steps it counts. */
export class MyFigures extends Component {
    static template = "procedure_control.MyFigures";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get table() {
        return this.props.record.data[this.props.name] || {heads: [], rows: []};
    }

    open(row, cell) {
        if (!cell.domain) {
            return;
        }
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: `${row.name}: ${this.table.heads[row.cells.indexOf(cell)]}`,
                res_model: cell.model,
                domain: cell.domain,
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            },
            {clearBreadcrumbs: false}
        );
    }
}

registry.category("fields").add("procedure_my_figures", {
    component: MyFigures,
    supportedTypes: ["json"],
});
