import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/**
 * A dialog that signs: the password goes with the call of the button, and is never part
 * of what is saved.
 */
export class SigningFormController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        if (clickParams.special !== "cancel") {
            const record = this.model.root;
            // What is still being typed counts, and what waits to be taken over.
            await record.isDirty();
            await this.model.mutex.exec(() => {});
            const {password} = record.data;
            if (password) {
                await record.update({password: false});
                clickParams.buttonContext = {...clickParams.buttonContext, password};
            }
        }
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("procedure_signing_form", {
    ...formView,
    Controller: SigningFormController,
});
