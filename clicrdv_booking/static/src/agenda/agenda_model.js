/* global luxon */

import { browser } from "@web/core/browser/browser";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { CalendarModel } from "@web/views/calendar/calendar_model";

const { DateTime, Settings } = luxon;

const MONDAY = 1;
const FIRST_HOUR = 9; // proposed when a day is clicked that shows no hours

/**
 * Appointments and blocks of the agendas that are ticked beside the calendar, on the establishment's clocks.
 *
 * All dates of the web client are in luxon's default zone: it is the establishment's as long as the agenda is
 * on the screen, and the browser's again afterwards.
 */
export class AgendaModel extends CalendarModel {
    setup(params, services) {
        super.setup(params, services);
        this.meta.firstDayOfWeek = MONDAY;
        this.browserZone = Settings.defaultZone;
        this.agendaSetup = null;
        this.isSetupFresh = false;
    }

    async load(params = {}) {
        if (!this.agendaSetup) {
            await this.readSetup();
            Settings.defaultZone = this.agendaSetup.zone;
            this.isSetupFresh = true;
        }
        return super.load(params);
    }

    /** On a phone, a day is what can be read. */
    getLocalStorageScale() {
        const isNew = !browser.localStorage.getItem(this.storageKey);
        return isNew && this.env.isSmall ? "day" : super.getLocalStorageScale();
    }

    async readSetup() {
        this.agendaSetup = await this.orm.call("clicrdv.agenda", "get_calendar_setup", []);
    }

    restoreZone() {
        Settings.defaultZone = this.browserZone;
    }

    /** Whether the browser's clocks show another time than those on the screen. */
    get isElsewhere() {
        const noon = this.date.set({ hour: 12 });
        return noon.offset !== noon.setZone(this.browserZone).offset;
    }

    get snapMinutes() {
        return this.agendaSetup.snap;
    }

    get checkedAgendas() {
        const filters = this.filterSections.flatMap((section) => section.filters);
        return filters.filter((filter) => filter.active).map((filter) => filter.value);
    }

    // Ticks beside the calendar

    async fetchFilters() {
        if (!this.isSetupFresh) {
            await this.readSetup();
        }
        this.isSetupFresh = false;
        return this.agendaSetup.filters;
    }

    async loadFilterSection(...args) {
        return { ...(await super.loadFilterSection(...args)), canAddFilter: false };
    }

    makeFilterRecord(filterInfo, previousFilter, rawRecord) {
        const filter = super.makeFilterRecord(filterInfo, previousFilter, rawRecord);
        return { ...filter, colorIndex: rawRecord.color, canRemove: false };
    }

    fetchUnusualDays(data) {
        const days = [data.range.start.toISODate(), data.range.end.toISODate()];
        return this.orm.call("clicrdv.agenda", "get_closed_days", days);
    }

    // Events

    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        const state = rawRecord.booking_state;
        return {
            ...record,
            isAppointment: Boolean(state),
            isDone: state === "done",
            isHatched: state === "requested",
            isStriked: state === "no_show",
            titleIcon: rawRecord.overbooking_reason ? "fa fa-clone" : "",
        };
    }

    makeContextDefaults(rawRecord) {
        const context = super.makeContextDefaults(rawRecord);
        delete context.default_name;
        if (this.checkedAgendas.length === 1) {
            context.default_agenda_id = this.checkedAgendas[0];
        }
        if (this.meta.scale === "month") {
            const start = DateTime.fromISO(rawRecord.start.slice(0, 10)).set({ hour: FIRST_HOUR });
            context.default_start = serializeDateTime(start);
            context.default_stop = serializeDateTime(start.plus({ hours: 1 }));
            context.default_allday = false;
            delete context.default_duration;
        } else if (context.default_allday) {
            context.default_entry_kind = "block";
        }
        return context;
    }

    async updateRecord(record, options = {}) {
        if (record.isAllDay && this.records[record.id]?.isAppointment) {
            this.notification.add(_t("An appointment has a time of the day: only blocks last all day."), { type: "warning" });
            return this.load();
        }
        try {
            await super.updateRecord(record, options);
        } catch (error) {
            await this.load(); // back to where it was
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data.message, { title: _t("Not moved"), type: "warning" });
        }
    }

    async runAction(recordId, method) {
        try {
            await this.orm.call(this.meta.resModel, method, [[recordId]]);
        } finally {
            await this.load();
        }
    }
}
