"""Fills a diary as a busy establishment would, from plain values; the same seed gives the same diary."""

from typing import NamedTuple

BREAK_MINUTES = 30


class Planned(NamedTuple):
    """One part of a visit, or one sitting of a group session with its number of clients. Minutes since the epoch."""

    agenda_id: int
    start: int
    stop: int
    services: tuple
    room_ids: tuple = ()
    clients: int = 1
    next_part: "Planned | None" = None


class Diary:
    """The free time of an establishment, which planned visits use up.

    :param logic.catalogue.Establishment establishment: services, agendas and rooms
    :param pieces: {agenda id: opening pieces}, minutes since the epoch
    :param shut: {agenda id: leaves, public holidays and whatever is taken}
    :param weights: {service code: how often it is asked for}; those without weight are not planned here
    :param random.Random rng: source of chance
    """

    def __init__(self, establishment, pieces, shut, weights, rng):
        self.establishment = establishment
        self.pieces = pieces
        self.taken = {agenda_id: list(spans) for agenda_id, spans in shut.items()}
        self.rooms = {}
        for room in establishment.equipment:
            self.rooms.setdefault(room.kind_id, {})[room.id] = []
        self.weights = weights
        self.rng = rng

    # === ONE VISIT === #

    def minutes_of(self, codes, agenda_id):
        return sum(self.establishment.services[code].skills[agenda_id] for code in codes)

    def book(self, codes, agenda_id, start, clients=1):
        """Plan services for one agenda, when it and the rooms are free.

        :return: Planned, or None
        """
        services = [self.establishment.services[code] for code in codes]
        stop = start + self.minutes_of(codes, agenda_id)
        busy = (start - services[0].buffer_before_minutes, stop + services[-1].buffer_after_minutes)
        if not self._is_open(agenda_id, start, stop) or _meets(self.taken[agenda_id], busy):
            return None
        rooms = []
        for kind in dict.fromkeys(kind for service in services for kind in service.kinds):
            room = next((room for room, taken in self.rooms[kind].items() if not _meets(taken, busy)), None)
            if room is None:
                return None
            rooms.append((kind, room))
        for kind, room in rooms:
            self.rooms[kind][room].append(busy)
        self.taken[agenda_id].append(busy)
        return Planned(agenda_id, start, stop, tuple(codes), tuple(room for _kind, room in rooms), clients)

    def book_relay(self, codes, first, second, start):
        """Plan two services with two people, the second one following the first without a gap."""
        lead = self.book(codes[:1], first, start)
        part = lead and self.book(codes[1:], second, lead.stop)
        return lead._replace(next_part=part) if part else lead

    def _is_open(self, agenda_id, start, stop):
        return any(piece[0] <= start and stop <= piece[1] for piece in self.pieces[agenda_id])

    # === WHOLE DAYS === #

    def fill(self, agenda_id, fill_rate, pairs):
        """Plan the visits of one agenda, piece by piece, on the grid of the establishment.

        :param fill_rate: function of a minute, the chance that a free moment is booked
        :param pairs: services that clients like to combine
        :return: iterator of Planned
        """
        step = self.establishment.policy.step_minutes
        codes = [code for code, service in self.establishment.services.items() if agenda_id in service.skills]
        codes = [code for code in codes if self.weights.get(code)]
        weights = [self.weights[code] for code in codes]
        for piece_start, piece_stop in self.pieces[agenda_id]:
            cursor = piece_start
            while codes and cursor < piece_stop:
                planned = None
                if self.rng.random() < fill_rate(cursor):
                    wish = self._wish(self.rng.choices(codes, weights)[0], codes, pairs)
                    planned = self.book(wish, agenda_id, cursor)
                if planned:
                    yield planned
                elapsed = (planned.stop if planned else cursor + BREAK_MINUTES) - piece_start
                cursor = piece_start + -(-elapsed // step) * step

    def _wish(self, code, codes, pairs):
        """What a client asks for: mostly one service, sometimes two."""
        for first, second in pairs:
            if code == first and second in codes and self.rng.random() < 0.3:
                return (first, second)
        return (code,)


def _meets(spans, span):
    return any(start < span[1] and span[0] < stop for start, stop in spans)
