import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";

/**
 * "Mark done" on the activity of a task opens the completion dialog: only there can
 * its doer choose an outcome, give a reason or hand in what the step requires.
 *
 * @param {Object} env
 * @param {Object} activity
 * @param {Function} onDone
 */
async function completeTask(env, activity, onDone) {
    const action = await env.services.orm.call("mail.activity", "action_open_task_completion", [
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
        if (!activity.procedure_task_id) {
            return super.onClickMarkAsDone(ev);
        }
        await completeTask(this.env, activity, onActivityChanged);
    },
});

patch(ActivityListPopoverItem.prototype, {
    get hasCancelButton() {
        return super.hasCancelButton && !this.props.activity.procedure_task_id;
    },

    get hasEditButton() {
        return super.hasEditButton && !this.props.activity.procedure_task_id;
    },

    onClickMarkAsDone() {
        const {activity, onActivityChanged} = this.props;
        if (!activity.procedure_task_id) {
            return super.onClickMarkAsDone();
        }
        return completeTask(this.env, activity, onActivityChanged);
    },
});
