import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/**
 * Download the file behind a dialog. The screen waits, the dialog closes when the file
 * has come, and a refusal shows the server's own sentence.
 *
 * @param {Object} env
 * @param {Object} action its params hold the url, and `keep` to leave the dialog open
 * @returns {Promise<Object|undefined>} the action that closes the dialog
 */
export async function downloadFile(env, action) {
    env.services.ui.block();
    try {
        await download({url: action.params.url, data: {}});
    } finally {
        env.services.ui.unblock();
    }
    if (action.params.keep) {
        return undefined;
    }
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("procedure_control_download", downloadFile);
