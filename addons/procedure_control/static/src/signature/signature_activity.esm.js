import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";

/**
 * "Mark done" on the activity of a signature request opens the signing dialog: it ends
 * by a decision, not by a tick.
 *
 * @param {Object} env
 * @param {Object} activity
 * @param {Function} onDone
 */
async function signActivity(env, activity, onDone) {
    const action = await env.services.orm.call("mail.activity", "action_open_signature", [
        [activity.id],
    ]);
    await new Promise((resolve) => {
        env.services.action.doAction(action, {onClose: resolve});
    });
    const thread = env.services["mail.store"].Thread.insert({
        model: activity.res_model,
        id: activity.res_id,
    });
    await thread.fetchNewMessages();
    onDone?.(thread);
}

patch(Activity.prototype, {
    async onClickMarkAsDone(ev) {
        const {activity, onActivityChanged} = this.props;
        if (!activity.procedure_signature) {
            return super.onClickMarkAsDone(ev);
        }
        await signActivity(this.env, activity, onActivityChanged);
    },
});

patch(ActivityListPopoverItem.prototype, {
    get hasCancelButton() {
        return super.hasCancelButton && !this.props.activity.procedure_signature;
    },

    get hasEditButton() {
        return super.hasEditButton && !this.props.activity.procedure_signature;
    },

    onClickMarkAsDone() {
        const {activity, onActivityChanged} = this.props;
        if (!activity.procedure_signature) {
            return super.onClickMarkAsDone();
        }
        return signActivity(this.env, activity, onActivityChanged);
    },
});
