import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/**
 * Print a report of type weasyprint-pdf: the file downloads, and a refusal shows the
 * server's own sentence in the usual error dialog.
 *
 * @param {Object} action the report action
 * @param {Object} options
 * @param {Object} env
 * @returns {Promise<boolean>} true when this handler printed it
 */
export async function printPaper(action, options, env) {
    if (action.report_type !== "weasyprint-pdf") {
        return false;
    }
    const ids = action.context?.active_ids || [];
    env.services.ui.block();
    try {
        await download({
            url: `/procedure_control/print/${action.report_name}/${ids.join(",") || 0}`,
            data: {},
        });
    } finally {
        env.services.ui.unblock();
    }
    if (action.close_on_report_download) {
        const close = {type: "ir.actions.act_window_close"};
        await env.services.action.doAction(close, {onClose: options.onClose});
    }
    return true;
}

registry.category("ir.actions.report handlers").add("procedure_control_weasyprint", printPaper);
