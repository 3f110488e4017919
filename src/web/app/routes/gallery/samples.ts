/** Made-up figures and texts for the gallery; it is not part of a build, so they are no translations. */
export const sampleToday = '2026-11-21';

export interface SamplePerson {
  id: string;
  name: string;
  state: 'regular' | 'slipping' | 'new';
  lastVisit: string;
  visits: number;
  spentMinor: number;
  trend: number[];
}

const FAMILY = ['김', '이', '박', '최', '정', '강', '조', '윤'];
const GIVEN = ['나', '준', '연', '호', '진', '은', '우', '현'];
const STATES = ['regular', 'slipping', 'new'] as const;

export function samplePeople(count: number): SamplePerson[] {
  return Array.from({ length: count }, (_unused, index) => ({
    id: String(index),
    name: `${FAMILY[index % 8]}○${GIVEN[(index * 3) % 8]}`,
    state: STATES[index % 3] ?? 'new',
    lastVisit: new Date(Date.UTC(2026, 10, 20 - (index % 120))).toISOString().slice(0, 10),
    visits: 3 + ((index * 7) % 40),
    spentMinor: 34_000 + ((index * 7919) % 900_000),
    trend: Array.from({ length: 12 }, (_none, month) => ((index + month) * 5) % 9),
  }));
}

export const sampleCells = Array.from({ length: 7 }, (_unused, weekday) =>
  Array.from({ length: 12 }, (_none, index) => {
    const hour = 11 + index;
    const lunch = Math.max(0, 3 - Math.abs(hour - 12));
    const dinner = Math.max(0, 4 - Math.abs(hour - 19));
    return { weekday, hour, value: (lunch * 3 + dinner * 4) * (weekday === 5 || weekday === 6 ? 1.6 : 1) };
  }),
).flat();

export const sampleVisits = [
  '2026-06-05',
  '2026-06-19',
  '2026-07-03',
  '2026-07-18',
  '2026-07-31',
  '2026-08-14',
  '2026-08-29',
  '2026-09-11',
  '2026-09-25',
  '2026-10-02',
  '2026-10-16',
];
