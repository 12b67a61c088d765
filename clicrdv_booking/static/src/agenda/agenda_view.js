import { registry } from "@web/core/registry";
import { calendarView } from "@web/views/calendar/calendar_view";

import { AgendaController } from "./agenda_controller";
import { AgendaModel } from "./agenda_model";
import { AgendaRenderer } from "./agenda_renderer";

registry.category("views").add("clicrdv_agenda", {
    ...calendarView,
    Controller: AgendaController,
    Model: AgendaModel,
    Renderer: AgendaRenderer,
});
