import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";

import { AgendaPopover } from "./agenda_popover";

const MORNING = "07:30:00";

export class AgendaCommonRenderer extends CalendarCommonRenderer {
    static components = { ...CalendarCommonRenderer.components, Popover: AgendaPopover };
    static eventTemplate = "clicrdv_booking.AgendaEvent";

    get options() {
        return {
            ...super.options,
            scrollTime: MORNING,
            snapDuration: { minutes: this.props.model.snapMinutes },
        };
    }

    eventClassNames(info) {
        const classes = super.eventClassNames(info);
        const record = this.props.model.records[info.event.id];
        if (record && !record.isAppointment) {
            classes.push("o_clicrdv_block");
        }
        return classes;
    }
}

export class AgendaRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: AgendaCommonRenderer,
        week: AgendaCommonRenderer,
        month: AgendaCommonRenderer,
    };
}
