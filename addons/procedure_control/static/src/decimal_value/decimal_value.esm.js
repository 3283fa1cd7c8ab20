import {Component} from "@odoo/owl";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {useInputField} from "@web/views/fields/input_field_hook";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * An exact decimal kept as text, shown with the reader's mark: 0,5 in Vietnamese.
 *
 * The server reads either mark, so what is typed goes there as it is.
 */
export class DecimalValueField extends Component {
    static template = "procedure_control.DecimalValue";
    static props = {
        ...standardFieldProps,
        placeholder: {type: String, optional: true},
    };

    setup() {
        useInputField({
            getValue: () => this.shown,
            parse: (text) => text.trim(),
        });
    }

    get shown() {
        const text = this.props.record.data[this.props.name] || "";
        return text.replace(".", localization.decimalPoint);
    }
}

registry.category("fields").add("procedure_decimal", {
    component: DecimalValueField,
    supportedTypes: ["char"],
    extractProps: ({placeholder}) => ({placeholder}),
});
