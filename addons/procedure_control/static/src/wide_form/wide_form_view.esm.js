import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";

/** A form whose tables need the width: the chatter stays below, never beside. */
export class WideFormRenderer extends formView.Renderer {
    mailLayout(hasAttachmentContainer) {
        const layout = super.mailLayout(hasAttachmentContainer);
        return layout === "SIDE_CHATTER" ? "BOTTOM_CHATTER" : layout;
    }
}

registry.category("views").add("procedure_wide_form", {
    ...formView,
    Renderer: WideFormRenderer,
});
