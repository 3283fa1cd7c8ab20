import {registry} from "@web/core/registry";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {ListRenderer} from "@web/views/list/list_renderer";

/** The table of steps, with a band row wherever the phase changes. */
export class StepTableRenderer extends ListRenderer {
    static recordRowTemplate = "procedure_control.StepTableRow";

    previousRecord(record) {
        const records = this.props.list.records;
        return records[records.indexOf(record) - 1];
    }

    band(record) {
        const phase = record.data.phase_id;
        const previous = this.previousRecord(record)?.data.phase_id;
        return phase && phase.id !== previous?.id ? phase.display_name : "";
    }
}

export class StepTableField extends X2ManyField {
    static components = {...X2ManyField.components, ListRenderer: StepTableRenderer};
}

registry.category("fields").add("procedure_step_table", {
    ...x2ManyField,
    component: StepTableField,
    supportedTypes: ["one2many"],
});
