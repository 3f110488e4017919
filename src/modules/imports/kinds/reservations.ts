import { parseAmountMinor } from '../../../shared/money.ts';
import type { Phase } from '../../touchpoints/index.ts';
import {
  createDateReader,
  FieldProblem,
  fromDecimalComma,
  readRequired,
  readText,
  type TextField,
} from '../reader/field-readers.ts';
import { importerOf } from '../service/import-file.ts';
import type { KindOfImport } from '../service/import-kind.ts';
import { findReservationState, type ReservationState } from './fields.ts';
import { type Happening, loadTouchpoints } from './load-touchpoints.ts';
import {
  clueOf,
  createRowMapper,
  type NamedPerson,
  type Row,
  readMoment,
  readPerson,
  requireMoment,
  showPerson,
  withoutBlanks,
} from './row-mapper.ts';

/** One row of a reservation book. */
interface ReservationLine {
  lineNumber: number;
  reservedAt: string;
  requestedAt: string | undefined;
  statusAt: string | undefined;
  state: ReservationState;
  reservationNo: string | undefined;
  channel: string | undefined;
  person: NamedPerson;
  payload: Record<string, string | number>;
}

/** What each state is called in the log, and when in a visit it happens. */
const HAPPENED: Readonly<Record<ReservationState, { kind: string; phase: Phase; by?: 'guest' | 'shop' }>> = {
  requested: { kind: 'reservation.requested', phase: 'before' },
  awaiting_reply: { kind: 'reservation.requested', phase: 'before' },
  confirmed: { kind: 'reservation.confirmed', phase: 'before' },
  reconfirmed: { kind: 'reservation.confirmed', phase: 'before' },
  arrived_partially: { kind: 'reservation.arrived', phase: 'during' },
  arrived: { kind: 'reservation.arrived', phase: 'during' },
  seated: { kind: 'reservation.seated', phase: 'during' },
  finished: { kind: 'reservation.finished', phase: 'during' },
  cancelled_by_guest: { kind: 'reservation.cancelled', phase: 'before', by: 'guest' },
  cancelled_by_shop: { kind: 'reservation.cancelled', phase: 'before', by: 'shop' },
  no_show: { kind: 'reservation.no_show', phase: 'during' },
  late_released: { kind: 'reservation.cancelled', phase: 'during', by: 'shop' },
};

/**
 * Reservations: a row tells the state it is in (domain 3.4), and, when the file says so, when it was asked for. Wishes written
 * beside a booking are not read: they hold allergies and illness, and are not needed after the meal (PIPA 23).
 */
export const reservationsKind: KindOfImport<'reservations', ReservationLine> = {
  kind: 'reservations',
  name: { ko: '예약', en: 'reservations' },
  mapper({ map, header, shop }) {
    const readDate = createDateReader(map.dateFormat);
    const readNumber = map.decimal === ',' ? fromDecimalComma : (text: string) => text;
    const readState = (row: Row): ReservationState => {
      const text = readRequired(row.fields.state, row.cells);
      const state = map.stateValues?.[text] ?? findReservationState(text);
      if (state === undefined) throw new FieldProblem(row.fields.state as TextField, text, 'state_unknown');
      return state;
    };
    const readDetails = ({ cells, fields }: Row, state: ReservationState) => {
      const details: Record<string, string | number> = { state };
      const tableNo = readText(fields.table_no, cells);
      if (tableNo !== undefined) details.tableNo = tableNo;
      const partySize = readText(fields.party_size, cells)?.replace(/\s*(명|인|분)$/, '');
      if (partySize !== undefined) {
        if (!/^\d{1,4}$/.test(partySize))
          throw new FieldProblem(fields.party_size as TextField, partySize, 'whole_number');
        details.partySize = Number(partySize);
      }
      const deposit = readText(fields.deposit, cells);
      if (deposit !== undefined) {
        const depositMinor = parseAmountMinor(readNumber(deposit), shop.currency);
        if (depositMinor === undefined) {
          throw new FieldProblem(fields.deposit as TextField, deposit, 'amount_format', { currency: shop.currency });
        }
        details.depositMinor = depositMinor;
      }
      return details;
    };
    return createRowMapper<ReservationLine>({
      ...map,
      header,
      read(row) {
        const state = readState(row);
        const reservedAt = requireMoment(row, 'reserved_at', readDate);
        const alone = { ...row, time: undefined };
        return {
          lineNumber: row.lineNumber,
          reservedAt,
          requestedAt: readMoment(alone, 'requested_at', readDate),
          statusAt: readMoment(alone, 'status_at', readDate),
          state,
          reservationNo: readText(row.fields.reservation_no, row.cells),
          channel: readText(row.fields.channel, row.cells),
          person: readPerson(row),
          payload: { reservedFor: reservedAt, ...readDetails(row, state) },
        };
      },
    });
  },
  show: ({ reservedAt, state, channel, person, payload }) =>
    withoutBlanks({ reserved_at: reservedAt, state, party_size: payload.partySize, channel, ...showPerson(person) }),
  load: (connection, input) =>
    loadTouchpoints(connection, input, {
      kind: 'reservations',
      phase: 'before',
      happeningsOf: (line) => happeningsOf(line, input.source),
    }),
};

function happeningsOf(line: ReservationLine, source: string): Happening[] {
  const { state, reservedAt, requestedAt, statusAt, channel, reservationNo: key } = line;
  const { kind, phase, by } = HAPPENED[state];
  const common = { channel, key, person: clueOf(line.person, source) };
  // Called an id: thirteen digits that begin with the day are how booking systems count, and no resident number.
  const payload = { ...line.payload, ...(key === undefined ? {} : { reservationId: key }) };
  const at = statusAt ?? (phase === 'before' ? requestedAt : undefined) ?? reservedAt;
  const told: Happening = { ...common, at, kind, phase, payload: { ...payload, ...(by ? { by } : {}) } };
  if (requestedAt === undefined || kind === 'reservation.requested') return [told];
  return [
    {
      ...common,
      at: requestedAt,
      kind: 'reservation.requested',
      phase: 'before',
      payload: { ...payload, state: 'requested' },
    },
    told,
  ];
}

/** Imports a reservation book. The same file twice changes nothing; a booking in a new state is told once more. */
export const importReservations = importerOf(reservationsKind);
