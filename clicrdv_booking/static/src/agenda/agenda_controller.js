/* global luxon */

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { CalendarController } from "@web/views/calendar/calendar_controller";

import { onWillUnmount } from "@odoo/owl";

const { DateTime } = luxon;

const ENTRY_MINUTES = 30;

export class AgendaController extends CalendarController {
    static template = "clicrdv_booking.AgendaController";

    setup() {
        super.setup();
        onWillUnmount(() => this.model.restoreZone());
    }

    get editRecordDefaultDisplayText() {
        return _t("New entry");
    }

    /** A new entry at the next half hour of the day on the screen. */
    onClickNew() {
        const now = DateTime.local();
        const minutes = Math.ceil((now.hour * 60 + now.minute + 1) / ENTRY_MINUTES) * ENTRY_MINUTES;
        const start = this.model.date.startOf("day").plus({ minutes });
        return this.createRecord({ start, end: start.plus({ minutes: ENTRY_MINUTES }), isAllDay: false });
    }

    onClickExplain() {
        return this.action.doAction("clicrdv_booking.clicrdv_explain_action", {
            additionalContext: { default_day: serializeDate(this.model.date) },
        });
    }

    onClickSetup() {
        return this.action.doAction("clicrdv_booking.clicrdv_setup_action", { onClose: () => this.model.load() });
    }

    getQuickCreateFormViewProps(record) {
        return {
            ...super.getQuickCreateFormViewProps(record),
            title: _t("New entry"),
            size: "md",
            canExpand: false,
            onRecordSaved: () => this.model.load(),
        };
    }

    async createRecord(record) {
        if (!record.duplicateOf) {
            return super.createRecord(record);
        }
        const context = await this.orm.call(this.model.resModel, "get_duplicate_defaults", [[record.duplicateOf]]);
        return this.displayDialog(this.constructor.components.QuickCreateFormView, {
            resModel: this.model.resModel,
            viewId: this.model.quickCreateFormViewId,
            title: _t("Duplicate"),
            size: "md",
            canExpand: false,
            context: { ...this.props.context, ...context },
            onRecordSaved: () => this.model.load(),
        });
    }

    async editRecord(record, context = {}) {
        await super.editRecord(record, { ...this.props.context, ...context });
        // the buttons of the dialog may have changed the state
        await this.model.load();
    }

    deleteRecord(record) {
        if (!record.isAppointment) {
            return super.deleteRecord(record);
        }
        return this.displayDialog(ConfirmationDialog, {
            title: _t("Cancel this appointment?"),
            body: _t("Its time becomes free. You find it under Appointments, Cancelled or refused, from where it can be restored."),
            confirmLabel: _t("Cancel the appointment"),
            confirm: () => this.model.runAction(record.id, "action_cancel"),
            cancelLabel: _t("Keep it"),
            cancel: () => {},
        });
    }
}
