import {Component, useEffect} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Tells the server that its reader has this revision open; shows nothing itself. */
export class ReadingNote extends Component {
    static template = "procedure_control.ReadingNote";
    static props = {"*": true};

    setup() {
        this.orm = useService("orm");
        useEffect(
            (id) => {
                if (id) {
                    this.orm.silent.call("procedure.revision", "note_opened", [[id]]);
                }
            },
            () => [this.props.record.resId]
        );
    }
}

registry.category("view_widgets").add("procedure_reading_note", {
    component: ReadingNote,
});
