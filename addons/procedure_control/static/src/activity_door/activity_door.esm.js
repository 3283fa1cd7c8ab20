import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";

/**
 * "Mark done" on an activity that only an act of ours ends opens the dialog of that
 * act: a task is completed, a request signed, an obstacle answered there, in words.
 *
 * @param {Object} env
 * @param {Object} activity
 * @param {Function} onDone
 */
async function openDoor(env, activity, onDone) {
    const action = await env.services.orm.call("mail.activity", "action_open_procedure_door", [
        [activity.id],
    ]);
    if (action) {
        await new Promise((resolve) => {
            env.services.action.doAction(action, {onClose: resolve});
        });
    }
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
        if (!activity.procedure_door) {
            return super.onClickMarkAsDone(ev);
        }
        await openDoor(this.env, activity, onActivityChanged);
    },
});

patch(ActivityListPopoverItem.prototype, {
    get hasCancelButton() {
        return super.hasCancelButton && !this.props.activity.procedure_door;
    },

    get hasEditButton() {
        return super.hasEditButton && !this.props.activity.procedure_door;
    },

    onClickMarkAsDone() {
        const {activity, onActivityChanged} = this.props;
        if (!activity.procedure_door) {
            return super.onClickMarkAsDone();
        }
        return openDoor(this.env, activity, onActivityChanged);
    },
});
