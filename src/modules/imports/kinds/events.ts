import { PHASES, type Phase } from '../../touchpoints/index.ts';
import { createDateReader, FieldProblem, readText, readWord } from '../reader/field-readers.ts';
import { importerOf } from '../service/import-file.ts';
import type { KindOfImport } from '../service/import-kind.ts';
import { loadTouchpoints } from './load-touchpoints.ts';
import {
  clueOf,
  createRowMapper,
  type NamedPerson,
  readPerson,
  requireMoment,
  showPerson,
  withoutBlanks,
} from './row-mapper.ts';

/** What a sheet without a column for it tells of. */
const USUAL_KIND = 'survey.answered';
const EVENT_KIND = /^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$/;

/** Signs of what happened that the check screen shows. */
const MAX_SHOWN = 200;

/** One row of a sheet of events or answers. */
interface EventLine {
  lineNumber: number;
  at: string;
  kind: string;
  phase: Phase;
  channel: string | undefined;
  eventId: string | undefined;
  person: NamedPerson;
  payload: Record<string, string>;
}

/** Events and surveys: any sheet with a moment in it. Who is behind a row may be unknown (OP-88); nobody in it consents to anything. */
export const eventsKind: KindOfImport<'events', EventLine> = {
  kind: 'events',
  name: { ko: '설문·이벤트', en: 'events' },
  mapper({ map, header }) {
    const readDate = createDateReader(map.dateFormat);
    return createRowMapper<EventLine>({
      ...map,
      header,
      keepsRest: true,
      read(row) {
        const { cells, fields } = row;
        const kind = readText(fields.kind, cells) ?? USUAL_KIND;
        if (fields.kind && !EVENT_KIND.test(kind)) throw new FieldProblem(fields.kind, kind, 'event_kind');
        return {
          lineNumber: row.lineNumber,
          at: requireMoment(row, 'at', readDate),
          kind,
          phase: readWord(fields.phase, cells, { allowed: PHASES, own: undefined }) ?? 'after',
          channel: readText(fields.channel, cells),
          eventId: readText(fields.event_id, cells),
          person: readPerson(row),
          payload: row.rest(),
        };
      },
    });
  },
  show: ({ at, kind, phase, channel, person, payload }) =>
    withoutBlanks({
      at,
      kind: kind === USUAL_KIND ? undefined : kind,
      phase,
      channel,
      ...showPerson(person),
      payload: Object.entries(payload)
        .map(([name, value]) => `${name}: ${value}`)
        .join(' · ')
        .slice(0, MAX_SHOWN),
    }),
  load: (connection, input) =>
    loadTouchpoints(connection, input, {
      kind: 'events',
      phase: 'after',
      happeningsOf: ({ at, kind, phase, channel, eventId, person, payload }) => [
        { at, kind, phase, channel, key: eventId, person: clueOf(person, input.source), payload },
      ],
    }),
};

/** Imports a sheet of events or answers. The same file twice changes nothing. */
export const importEvents = importerOf(eventsKind);
