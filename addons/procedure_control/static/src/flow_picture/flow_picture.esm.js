import {Component, markup, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const ZOOMS = [0.5, 0.65, 0.8, 1, 1.25, 1.6, 2];
/** Below this the letters of a picture fitted to its place cannot be read. */
const READABLE = 0.62;

/**
 * The flow of a procedure or of a case. It is fetched when its tab is opened, so that a
 * form costs nothing more for having it.
 */
export class FlowPicture extends Component {
    static template = "procedure_control.FlowPicture";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.frame = useRef("frame");
        this.state = useState({pictures: [], chosen: 0, zoom: 1, loaded: false});
        useRecordObserver((record) => this.follow(record));
        onMounted(() => this.fit());
        onWillUnmount(() => {
            this.gone = true;
        });
    }

    /** Fetch anew when the record was written, or one of its steps moved. */
    async follow(record) {
        const {write_date, path} = record.data;
        const key = `${record.resId} ${write_date} ${JSON.stringify(path || "")}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        const pictures = record.resId
            ? await this.orm.call(record.resModel, "flow_pictures", [[record.resId]])
            : [];
        if (this.gone || key !== this.key) {
            return;
        }
        this.state.pictures = pictures.map(({name, svg}) => ({
            name,
            // Made by the server of shapes and escaped words alone.
            svg: markup(svg),
            width: Number(/ width="([\d.]+)"/.exec(svg)?.[1] || 0),
        }));
        this.state.chosen = Math.min(this.state.chosen, Math.max(pictures.length - 1, 0));
        this.state.loaded = true;
    }

    get picture() {
        return this.state.pictures[this.state.chosen];
    }

    get style() {
        return `width: ${Math.round(this.picture.width * this.state.zoom)}px`;
    }

    get percent() {
        return `${Math.round(this.state.zoom * 100)} %`;
    }

    choose(index) {
        this.state.chosen = index;
    }

    /** As wide as its place, but never too small to be read. */
    fit() {
        const room = this.frame.el?.clientWidth;
        if (room && this.picture?.width) {
            this.state.zoom = Math.max(READABLE, Math.min(1, (room - 4) / this.picture.width));
        }
    }

    zoomIn() {
        this.state.zoom = ZOOMS.find((zoom) => zoom > this.state.zoom + 0.01) || ZOOMS.at(-1);
    }

    zoomOut() {
        this.state.zoom = ZOOMS.findLast((zoom) => zoom < this.state.zoom - 0.01) || ZOOMS[0];
    }
}

registry.category("view_widgets").add("procedure_flow_picture", {
    component: FlowPicture,
    fieldDependencies: [{name: "write_date", type: "datetime", readonly: true}],
});
