import {
    Many2OneAvatarUserField,
    many2OneAvatarUserField,
} from "@mail/views/web/fields/many2one_avatar_user_field/many2one_avatar_user_field";
import {registry} from "@web/core/registry";

/** Whose a step is; of a late one that is not told yet, his department. */
export class LatePersonField extends Many2OneAvatarUserField {
    static template = "procedure_control.LatePerson";

    get department() {
        return this.value === false ? this.props.record.data.person_shown : "";
    }
}

registry.category("fields").add("procedure_late_person", {
    ...many2OneAvatarUserField,
    component: LatePersonField,
    fieldDependencies: [{name: "person_shown", type: "char"}],
});
