import { _t } from "@web/core/l10n/translation";
import { CalendarCommonPopover } from "@web/views/calendar/calendar_common/calendar_common_popover";

/** Buttons of the popover by the state they lead to; the server's table says which ways there are. */
const WAYS = [
    { from: ["requested"], to: "booked", method: "action_approve", label: _t("Approve"), primary: true },
    { from: ["requested"], to: "refused", method: "action_refuse", label: _t("Refuse") },
    { from: ["booked", "no_show"], to: "done", method: "action_done", label: _t("Done"), primary: true },
    { from: ["booked", "done"], to: "no_show", method: "action_no_show", label: _t("Did not come") },
    { from: ["done", "no_show"], to: "booked", method: "action_restore", label: _t("Back to booked") },
];

export class AgendaPopover extends CalendarCommonPopover {
    static subTemplates = {
        ...CalendarCommonPopover.subTemplates,
        footer: "clicrdv_booking.AgendaPopover.footer",
    };

    get ways() {
        const { booking_state: state, booking_ways: ways } = this.props.record.rawRecord;
        const possible = (ways || "").split(",");
        return WAYS.filter((way) => way.from.includes(state) && possible.includes(way.to));
    }

    get isAppointment() {
        return this.props.record.isAppointment;
    }

    get isCancellable() {
        return (this.props.record.rawRecord.booking_ways || "").split(",").includes("cancelled");
    }

    onWay(way) {
        this.props.model.runAction(this.props.record.id, way.method);
        this.props.close();
    }

    onDuplicate() {
        this.props.createRecord({ duplicateOf: this.props.record.id });
        this.props.close();
    }
}
