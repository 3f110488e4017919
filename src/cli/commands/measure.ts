import { openTable } from '../../modules/imports/index.ts';
import {
  type ArmSums,
  addCell,
  addPair,
  addValue,
  adjustSums,
  beginTwinSearch,
  type ColumnTally,
  compareArms,
  emptyPair,
  emptySums,
  emptyTally,
  followTwins,
  judgeRandomness,
  listTwins,
  type MeasuredOutcome,
  type Outcome,
  type PairSums,
} from '../../modules/plays/index.ts';
import type { Command, CommandInput } from '../command.ts';
import { readText } from '../shop.ts';
import * as words from './measure-words.ts';

/** A column with such a name says who somebody is. */
const PERSON =
  /^((customer|household|member|user|person|client|guest|shopper|subscriber|card|고객|회원|손님|가구|카드)[ _-]?(id|no|number|key|hash|번호|아이디)|phone|e-?mail|전화(번호)?|이메일)$/i;
/** A column with such a name is a number that tells nothing of a person. */
const IDENTIFIER = /(^|[ _-])(id|no|key|upc|sku|번호)$/i;

function readOutcomes(given: readonly string[]): Outcome[] {
  const outcomes = given.map((text): Outcome => {
    const at = text.lastIndexOf(':');
    const [name, kind] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || (kind !== 'binary' && kind !== 'amount')) {
      throw words.wrong(
        '--outcome은 열이름:binary 아니면 열이름:amount예요.',
        '--outcome takes COLUMN:binary or COLUMN:amount.',
      );
    }
    return { name, kind };
  });
  if (outcomes.length === 0)
    throw words.wrong('--outcome으로 무엇을 잴지 알려 주세요.', 'Say what to measure with --outcome.');
  return outcomes;
}

function readValue(text: string, { name, kind, line }: Outcome & { line: number }): number {
  const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll(',', ''));
  const isRight = kind === 'binary' ? value === 0 || value === 1 : Number.isFinite(value);
  if (isRight) return value;
  throw words.unreadable(
    `${line}번째 줄 ‘${name}’ 칸을 읽을 수 없어요. ${kind === 'binary' ? '0이나 1이어야 해요.' : '숫자여야 해요.'}`,
    `Line ${line}: ‘${name}’ must be ${kind === 'binary' ? '0 or 1' : 'a number'}.`,
  );
}

interface Asked {
  armColumn: string;
  control: string;
  outcomes: Outcome[];
  /** Columns named as known before the test. */
  before: readonly string[];
  person: string | undefined;
  isStated: boolean;
}

function readAsked(input: CommandInput): Asked {
  const armColumn = readText(input, 'arm');
  const control = readText(input, 'control');
  const assigned = readText(input, 'assigned');
  if (!armColumn)
    throw words.wrong('--arm으로 무리가 적힌 열을 알려 주세요.', 'Name the column of the arms with --arm.');
  if (control === undefined) throw words.noControlGiven();
  if (assigned !== undefined && assigned !== 'random')
    throw words.wrong('--assigned에는 random만 쓸 수 있어요.', '--assigned takes random and nothing else.');
  return {
    armColumn,
    control,
    outcomes: readOutcomes(input.lists['outcome'] ?? []),
    before: input.lists['before'] ?? [],
    person: readText(input, 'person'),
    isStated: assigned === 'random',
  };
}

/** One test as its file tells it, in sums: the file may be of any length. */
interface Read {
  arms: Map<string, ArmSums[]>;
  /** By outcome and column of before, what CUPED needs of each arm. */
  pairs: { outcome: Outcome; before: string; arms: Map<string, PairSums> }[];
  before: ColumnTally[];
  /** Columns of before that say one thing. */
  twins: string[][];
}

async function readTest(file: string, asked: Asked): Promise<Read> {
  const { armColumn, outcomes } = asked;
  const table = await openTable(file === '-' ? process.stdin : file);
  try {
    const { header } = table;
    const columnOf = (name: string) => {
      const at = header.indexOf(name);
      if (at >= 0) return at;
      throw words.unreadable(
        `파일에 ‘${name}’ 열이 없어요. 있는 열: ${header.join(', ')}`,
        `The file has no column ‘${name}’. It has: ${header.join(', ')}`,
      );
    };
    const armAt = columnOf(armColumn);
    const outcomeAt = outcomes.map(({ name }) => columnOf(name));
    const namedAt = asked.before.map(columnOf);
    const personAt =
      asked.person === undefined ? header.findIndex((name) => PERSON.test(name.trim())) : columnOf(asked.person);
    const person = header[personAt] ?? '';
    if (personAt >= 0 && [armAt, ...outcomeAt].includes(personAt)) throw words.personIsNoRole(person);
    const taken = new Set([armAt, personAt, ...outcomeAt]);
    const tallies = header.flatMap((name, at) =>
      !taken.has(at) && (namedAt.includes(at) || (at < armAt && !IDENTIFIER.test(name.trim())))
        ? [{ at, tally: emptyTally(name) }]
        : [],
    );
    const search = beginTwinSearch(tallies.map(({ tally }) => tally.name));
    const pairs = outcomes.flatMap((outcome, index) =>
      asked.before.map((before) => ({ index, outcome, before, arms: new Map<string, PairSums>() })),
    );
    const arms = new Map<string, ArmSums[]>();
    const armOf = new Map<string, string>();
    let twiceAt: number | undefined;
    for await (const { rows, lineNumbers } of table.rows) {
      for (const [at, row] of rows.entries()) {
        const line = lineNumbers[at] ?? 0;
        const arm = row[armAt] ?? '';
        const who = row[personAt] ?? '';
        if (who !== '') {
          const before = armOf.get(who);
          if (before !== undefined && before !== arm) throw words.personInTwoArms(person, line);
          if (before !== undefined) twiceAt ??= line;
          armOf.set(who, arm);
        }
        const sums = arms.get(arm) ?? outcomes.map(emptySums);
        arms.set(arm, sums);
        const values = outcomes.map((outcome, index) =>
          readValue(row[outcomeAt[index] ?? 0] ?? '', { ...outcome, line }),
        );
        for (const [index, value] of values.entries()) addValue(sums[index] ?? emptySums(), value);
        for (const { at: column, tally } of tallies) addCell(tally, { arm, text: row[column] ?? '' });
        followTwins(
          search,
          tallies.map(({ at }) => row[at] ?? ''),
        );
        const known = new Map(
          asked.before.map((name, index) => [
            name,
            readValue(row[namedAt[index] ?? 0] ?? '', { name, kind: 'amount', line }),
          ]),
        );
        for (const pair of pairs) {
          const of = pair.arms.get(arm) ?? emptyPair();
          pair.arms.set(arm, of);
          addPair(of, { x: known.get(pair.before) ?? 0, y: values[pair.index] ?? 0 });
        }
      }
    }
    if (twiceAt !== undefined) throw words.personTwice(person, twiceAt);
    return { arms, pairs, before: tallies.map(({ tally }) => tally), twins: listTwins(search) };
  } finally {
    await table.rows.return(undefined);
  }
}

/** The difference without what was known before, by the column that explains the outcome best within the arms. */
function adjust({ pairs }: Read, control: string) {
  const best = new Map<string, { before: string; varianceReduction: number; arms: Map<string, ArmSums> }>();
  for (const { outcome, before, arms } of pairs) {
    const adjusted = adjustSums(arms);
    const found = best.get(outcome.name);
    if (!found || adjusted.varianceReduction > found.varianceReduction) best.set(outcome.name, { before, ...adjusted });
  }
  return ({ name, arm }: MeasuredOutcome) => {
    const of = best.get(name);
    if (!of) return undefined;
    const arms = new Map([...of.arms].map(([key, sums]) => [key, [sums]]));
    const row = compareArms({ control, outcomes: [{ name, kind: 'amount' }], arms }).find((one) => one.arm === arm);
    if (!row) return undefined;
    const { before, varianceReduction } = of;
    return { before, varianceReduction, difference: row.difference, se: row.se, ci: row.ci, p: row.p };
  };
}

const SAID = {
  ko: {
    more: '더 많아요',
    less: '더 적어요',
    unknown: '아직 모릅니다 — 우연일 수 있어요',
    stated: '누가 받을지를 우연이 정했다고 하셨어요.',
    shown: (columns: string) => `누가 받을지를 우연이 정한 것으로 보여요. 무리마다 같은 열: ${columns}.`,
    adjusted: (before: string) => `  처음부터 있던 ${before} 차이를 빼면(CUPED)`,
  },
  en: {
    more: 'more',
    less: 'less',
    unknown: 'not known yet: it could be chance',
    stated: 'You stated that chance decided who got it.',
    shown: (columns: string) => `Chance seems to have decided who got it: the arms are alike in ${columns}.`,
    adjusted: (before: string) => `  leaving out how ${before} differed before (CUPED)`,
  },
};

export const measureFile: Command = {
  words: 'measure file',
  summary: {
    ko: '다른 곳에서 한 시험의 결과 재기 (--arm 열 --control 값 --outcome 열:binary|amount)',
    en: 'the result of a test run elsewhere (--arm COLUMN --control VALUE --outcome COLUMN:binary|amount)',
  },
  help: words.measureHelp,
  positional: ['file'],
  options: { arm: 'text', control: 'text', outcome: 'texts', before: 'texts', person: 'text', assigned: 'text' },
  async run(input) {
    const asked = readAsked(input);
    const { control, outcomes, isStated } = asked;
    const read = await readTest(input.args['file'] ?? '', asked);
    if (!read.arms.has(control) || read.arms.size < 2) throw words.noControlFound(asked.armColumn, control);
    const { uneven, alike, unread, isShown, together } = judgeRandomness(read.before, control, read.twins);
    if (uneven.length > 0) throw words.uneven(uneven);
    if (!isStated && !isShown) throw words.notShown({ unread, together });
    const adjustedOf = adjust(read, control);
    const measured = compareArms({ control, outcomes, arms: read.arms }).map((row) => ({
      ...row,
      adjusted: adjustedOf(row),
    }));
    const json = {
      arms: [...read.arms].map(([arm, sums]) => ({ arm, n: sums[0]?.n ?? 0 })),
      assigned: { by: isStated ? 'stated' : 'shown', alike, together },
      outcomes: measured.map(({ control: held, treated, ...row }) => ({
        ...row,
        control: held.mean,
        treated: treated.mean,
      })),
    };
    const figure = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
    const difference = (row: Pick<MeasuredOutcome, 'difference' | 'ci'>) =>
      `${figure(row.difference)} [${figure(row.ci[0])}, ${figure(row.ci[1])}]`;
    const said = SAID[input.locale];
    const once = together.length === 0 || isStated ? [] : [words.countedOnce(together)[input.locale]];
    const lines = measured.flatMap(({ adjusted, ...row }) => [
      `${row.name} · ${row.arm} (n ${row.treated.n.toLocaleString('en')}) ${figure(row.treated.mean)} − ${row.control.name} (n ${row.control.n.toLocaleString('en')}) ${figure(row.control.mean)} = ${difference(row)} ${said[row.verdict]}`,
      ...(adjusted ? [`${said.adjusted(adjusted.before)} ${difference(adjusted)}`] : []),
    ]);
    return { json, text: [isStated ? said.stated : said.shown(alike.join(', ')), ...once, ...lines].join('\n') };
  },
};
