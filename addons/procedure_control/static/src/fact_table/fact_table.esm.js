import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A Json field of {heading: [[what, value], …]} as plain tables. */
export class FactTable extends Component {
    static template = "procedure_control.FactTable";
    static props = {...standardFieldProps};

    get parts() {
        return Object.entries(this.props.record.data[this.props.name] || {});
    }
}

registry.category("fields").add("procedure_fact_table", {
    component: FactTable,
    supportedTypes: ["json"],
});
