import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useExternalListener} from "@odoo/owl";

/** Where Enter means something of its own: a new line, a choice from a list, a press. */
const OWN_ENTER =
    "textarea, button, a, [contenteditable=true], .o-autocomplete, .o_list_view, .o_file_input";

/**
 * The completion dialog by keyboard: Enter completes, a digit chooses an outcome, as
 * long as nothing is being typed.
 */
export class CompletionFormController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
    }

    /** @param {KeyboardEvent} ev */
    onKeydown(ev) {
        const dialogs = document.querySelectorAll(".o_dialog .modal-content");
        const dialog = dialogs[dialogs.length - 1];
        const form = dialog?.querySelector(".o_procedure_completion");
        if (!form || ev.altKey || ev.ctrlKey || ev.metaKey || ev.isComposing) {
            return;
        }
        const target = ev.target;
        if (ev.key === "Enter" && !target.closest?.(OWN_ENTER)) {
            ev.preventDefault();
            // What is still being typed in a field is taken over when it loses focus.
            target.blur?.();
            dialog.querySelector("button[name=action_complete]")?.click();
        } else if (/^[1-9]$/.test(ev.key) && !this.isTyping(target)) {
            form.querySelectorAll("[name=choice_id] input[type=radio]")[ev.key - 1]?.click();
        }
    }

    isTyping(target) {
        return target.matches?.(
            "textarea, [contenteditable=true], input:not([type=radio]):not([type=checkbox])"
        );
    }
}

registry.category("views").add("procedure_completion_form", {
    ...formView,
    Controller: CompletionFormController,
});
