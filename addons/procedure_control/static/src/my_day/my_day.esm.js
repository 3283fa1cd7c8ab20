import {Component, onWillStart, useState} from "@odoo/owl";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {ListRenderer} from "@web/views/list/list_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";

/** What the day holds: overdue, due today, to read, obstacles; each opens its list. */
export class MyDay extends Component {
    static template = "procedure_control.MyDay";
    static props = {model: Object};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({sections: []});
        onWillStart(() => this.refresh());
        useBus(this.props.model.bus, "update", () => this.refresh());
    }

    async refresh() {
        this.state.sections = await this.orm.silent.call("procedure.task", "my_day", []);
    }

    open(section) {
        this.action.doAction(section.action, {
            additionalContext: section.context,
            clearBreadcrumbs: true,
        });
    }
}

export class MyWorkListRenderer extends ListRenderer {
    static template = "procedure_control.MyWorkList";
    static components = {...ListRenderer.components, MyDay};
}

export class MyWorkKanbanRenderer extends KanbanRenderer {
    static template = "procedure_control.MyWorkKanban";
    static components = {...KanbanRenderer.components, MyDay};
}

registry.category("views").add("procedure_my_work_list", {
    ...listView,
    Renderer: MyWorkListRenderer,
});
registry.category("views").add("procedure_my_work_kanban", {
    ...kanbanView,
    Renderer: MyWorkKanbanRenderer,
});
