import { animationFrame, drag, queryOne } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

/** FullCalendar wants to see the pointer travel before it lets go. */
async function dragTo(element, time) {
    const row = queryOne(`.fc-timegrid-slot-lane[data-time='${time}']`);
    row.scrollIntoView({ block: "center" });
    const { drop, moveTo } = await drag(element, { position: { y: 1 }, relative: true });
    await animationFrame();
    await moveTo(row, { position: { y: row.getBoundingClientRect().y + 1 } });
    await animationFrame();
    await drop();
}

/** Today at a quarter past ten (the middle of the half hour that is clicked), by the clocks of the establishment, whatever those of the browser. */
registry.category("web_tour.tours").add("clicrdv_agenda", {
    steps: () => [
        { trigger: ".o_calendar_header .scale_button_selection", run: "click" },
        { trigger: ".o-dropdown--menu .o_scale_button_day", run: "click" },
        { trigger: ".fc-timeGridDay-view" },
        { trigger: ".o_calendar_filter_item:contains(Ana) input:checked" },
        { trigger: ".fc-timegrid-slot-lane[data-time='10:00:00']", run: "click" },
        { trigger: ".modal .o_field_widget[name=agenda_id] input:value(Ana)" },
        { trigger: ".modal .o_field_widget[name=client_id] input", run: "edit Durand Luc" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Create \"Durand Luc\")", run: "click" },
        { trigger: ".modal .o_field_widget[name=service_ids] input", run: "edit Cut" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Cut)", run: "click" },
        { trigger: ".modal .o_field_widget[name=service_ids] .o_tag:contains(Cut)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            trigger: "body:not(:has(.modal)) .fc-event:contains(10:15):contains(DURAND Luc)",
            run: ({ anchor }) => dragTo(anchor, "14:00:00"),
        },
        { trigger: ".o_notification:contains(just been taken)" },
        {
            trigger: ".fc-event:contains(10:15):contains(DURAND Luc)",
            run: ({ anchor }) => dragTo(anchor, "12:00:00"),
        },
        { trigger: ".fc-event:contains(12:):contains(DURAND Luc)", run: "click" },
        { trigger: ".o_cw_popover [data-method=action_done]", run: "click" },
        { trigger: "body:not(:has(.o_cw_popover)) .fc-event:contains(DURAND Luc) .fa-check" },
    ],
});
