import {Component, markup, onWillStart, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {RPCError, rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";

const MODEL = "procedure.signature";

/**
 * Sign one document or several. The password stands in this component until the call
 * that signs, and nowhere else.
 */
export class SignatureDialog extends Component {
    static template = "procedure_control.SignatureDialog";
    static components = {Dialog};
    static props = {
        revisionIds: {type: Array, element: Number},
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.password = useAutofocus({refName: "password"});
        this.comment = useRef("comment");
        this.state = useState({data: null, error: "", busy: false});
        onWillStart(() => this.load(this.props.revisionIds));
    }

    async load(ids) {
        const data = await this.orm.call(MODEL, "read_revisions", [ids]);
        for (const line of data.lines) {
            line.shown = Boolean(line.changes);
            line.changes = line.changes && markup(line.changes);
        }
        this.state.data = data;
        this.state.error = data.locked;
    }

    get data() {
        return this.state.data;
    }

    get lines() {
        return this.data.lines;
    }

    /** Signed by the next proof: one where each document asks for its own. */
    get current() {
        return this.data.each ? [this.lines[0]] : this.lines;
    }

    get one() {
        return this.lines.length === 1;
    }

    get title() {
        return this.one ? _t("Sign") : _t("Sign %s documents", this.lines.length);
    }

    get unopened() {
        return this.current.filter((line) => !line.opened);
    }

    get barred() {
        return this.current.find((line) => !line.approves);
    }

    get onlyComments() {
        return this.current.every((line) => line.weight === "comment");
    }

    get passkey() {
        return this.data.means.includes("passkey") && this.passkeys;
    }

    /** The library of the passkey addon, where it is installed. */
    get passkeys() {
        return odoo.loader.modules.get("@auth_passkey/../lib/simplewebauthn");
    }

    get approveLabel() {
        const meanings = new Set(this.current.map((line) => line.meaning));
        return meanings.size === 1 && meanings.has("approve") ? _t("Approve") : _t("Sign");
    }

    async show(line) {
        if (!line.changes) {
            line.changes = markup(await this.orm.call(MODEL, "open_changes", [line.id]));
            line.opened = true;
        }
        line.shown = !line.shown;
    }

    async showAll() {
        for (const line of this.current.filter((candidate) => !candidate.shown)) {
            await this.show(line);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !this.state.busy) {
            ev.preventDefault();
            this.withPassword("approve");
        }
    }

    withPassword(act) {
        const input = this.password.el;
        const password = input ? input.value : "";
        if (input) {
            input.value = "";
        }
        if (this.data.means.includes("password") && !password) {
            this.state.error = _t("Enter your password.");
            input.focus();
            return undefined;
        }
        const credential = password && {type: "password", login: this.data.login, password};
        return this.sign(act, credential || null);
    }

    async withPasskey() {
        const options = await rpc("/auth/passkey/start-auth");
        let answer = null;
        try {
            answer = await this.passkeys.startAuthentication(options);
        } catch {
            this.state.error = _t("The passkey was not used.");
            return;
        }
        await this.sign("approve", {
            type: "webauthn",
            login: this.data.login,
            webauthn_response: JSON.stringify(answer),
        });
    }

    async sign(act, credential) {
        const comment = this.comment.el.value;
        if (act !== "approve" && !comment.trim()) {
            this.state.error =
                act === "reject" ? _t("Say why it is sent back.") : _t("Write your comment.");
            this.comment.el.focus();
            return;
        }
        if (act === "approve" && this.unopened.length) {
            this.state.error = _t("Look at what changes before you sign.");
            return;
        }
        const signed = this.current;
        const fingerprints = Object.fromEntries(signed.map((line) => [line.id, line.fingerprint]));
        this.state.busy = true;
        this.state.error = "";
        try {
            await this.orm.call(MODEL, "sign", [fingerprints, act], {comment, credential});
        } catch (error) {
            if (!(error instanceof RPCError) || !error.data?.message) {
                throw error;
            }
            this.state.error = error.data.message;
            this.password.el?.focus();
            return;
        } finally {
            this.state.busy = false;
        }
        await this.goOn(signed);
    }

    async goOn(signed) {
        const left = this.lines.filter((line) => !signed.includes(line));
        if (!left.length) {
            this.props.close();
            return;
        }
        this.comment.el.value = "";
        await this.load(left.map((line) => line.id));
        this.password.el?.focus();
    }
}

/**
 * The client action behind *Sign*: waits until the dialog is closed, so that what
 * stands behind it is read anew.
 *
 * @param {Object} env
 * @param {Object} action its params hold `revision_ids`
 * @returns {Promise<Object>}
 */
export async function openSignature(env, action) {
    await new Promise((resolve) => {
        env.services.dialog.add(
            SignatureDialog,
            {revisionIds: action.params.revision_ids},
            {onClose: resolve}
        );
    });
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("procedure_control_sign", openSignature);
