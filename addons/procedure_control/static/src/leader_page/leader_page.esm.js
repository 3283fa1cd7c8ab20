import {
    Component,
    onMounted,
    onPatched,
    onWillStart,
    onWillUnmount,
    useRef,
    useState,
} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const REMEMBERED = "procedure_control.leader_page";

/** One page for who leads: load, lateness and what is about to be late.
 *
 *  All of it comes in one call; every count opens exactly the records it counts.
 */
export class LeaderPage extends Component {
    static template = "procedure_control.LeaderPage";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.asked = new KeepLast();
        this.state = useState({
            page: null,
            loading: false,
            table: "department_id",
            ...this.remembered(),
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        onMounted(() => this.draw());
        onPatched(() => this.draw());
        onWillUnmount(() => this.chart?.destroy());
    }

    remembered() {
        const plain = {agency: false, period: "month"};
        try {
            return {...plain, ...JSON.parse(sessionStorage.getItem(REMEMBERED))};
        } catch {
            return plain;
        }
    }

    async load() {
        this.state.loading = true;
        const {agency, period} = this.state;
        try {
            // Of two choices in haste the later one is shown, whichever comes first.
            this.state.page = await this.asked.add(
                this.orm.call("procedure.leader.page", "leader_page", [agency, period])
            );
        } catch (error) {
            // An agency of the last visit that is not active any more.
            sessionStorage.removeItem(REMEMBERED);
            Object.assign(this.state, {agency: false, period: "month"});
            if (!agency) {
                throw error;
            }
            await this.load();
        } finally {
            this.state.loading = false;
        }
    }

    choose(what, value) {
        this.state[what] = value;
        const {agency, period} = this.state;
        sessionStorage.setItem(REMEMBERED, JSON.stringify({agency, period}));
        return this.load();
    }

    get page() {
        return this.state.page;
    }

    get updated() {
        return _t("At %s", this.moment(this.page.at));
    }

    get table() {
        return this.page.tables.find((one) => one.key === this.state.table);
    }

    moment(text) {
        return formatDateTime(deserializeDateTime(text), {format: "dd/MM/yyyy HH:mm"});
    }

    cellLabel(cell, row) {
        const {label} = this.page.domains[cell.key];
        return `${label}, ${row.name}: ${cell.count}`;
    }

    // What a figure counts is what it opens.
    open(figure, row) {
        const {model, domain, label} = this.page.domains[figure];
        this.list(
            row ? `${label}: ${row.name}` : label,
            model,
            row ? [...domain, ...row.domain] : domain
        );
    }

    openWeek(week) {
        this.list(_t("Week of %s", week.label), "procedure.task", week.domain);
    }

    openStep(step) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: step.case,
            res_model: "procedure.task",
            res_id: step.id,
            views: [[false, "form"]],
        });
    }

    list(name, model, domain) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "pivot"],
                [false, "graph"],
                [false, "form"],
            ],
        });
    }

    // --- the trend --------------------------------------------------------------
    draw() {
        const canvas = this.canvas.el;
        if (!canvas || this.drawn === this.page) {
            return;
        }
        this.drawn = this.page;
        this.chart?.destroy();
        const weeks = this.page.trend;
        const style = getComputedStyle(document.documentElement);
        const colour = (name, other) => style.getPropertyValue(name).trim() || other;
        const muted = colour("--bs-secondary-color", "#6c757d");
        this.chart = new Chart(canvas, {
            data: {
                labels: weeks.map((week) => week.label),
                datasets: [
                    {
                        type: "line",
                        label: _t("Early or on time (%)"),
                        data: weeks.map((week) => week.rate),
                        borderColor: "#1f77b4",
                        backgroundColor: "#1f77b4",
                        yAxisID: "rate",
                        spanGaps: true,
                        tension: 0.25,
                        pointRadius: 3,
                    },
                    {
                        type: "bar",
                        label: _t("Ended late"),
                        data: weeks.map((week) => week.late),
                        backgroundColor: "#d64550",
                        stack: "steps",
                    },
                    {
                        type: "bar",
                        label: _t("Early or on time"),
                        data: weeks.map((week) => week.ended - week.late),
                        backgroundColor: "#9ecae1",
                        stack: "steps",
                    },
                ],
            },
            options: {
                animation: false,
                responsive: true,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                onClick: (_event, found) => {
                    if (found.length) {
                        this.openWeek(weeks[found[0].index]);
                    }
                },
                plugins: {
                    legend: {position: "bottom", labels: {color: muted, boxWidth: 12}},
                },
                scales: {
                    x: {stacked: true, grid: {display: false}, ticks: {color: muted}},
                    y: {
                        stacked: true,
                        beginAtZero: true,
                        ticks: {color: muted, precision: 0},
                    },
                    rate: {
                        position: "right",
                        min: 0,
                        max: 100,
                        grid: {drawOnChartArea: false},
                        ticks: {color: muted, callback: (value) => `${value} %`},
                    },
                },
            },
        });
    }
}

registry.category("actions").add("procedure_control.leader_page", LeaderPage);
