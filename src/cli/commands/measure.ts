import { openTable } from '../../modules/imports/index.ts';
import { type ArmSums, addValue, compareArms, emptySums, type Outcome } from '../../modules/plays/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { readText } from '../shop.ts';

const wrong = (ko: string, en: string) => new AppError('wrong_usage', en, { userMessage: { ko, en } });
const unreadable = (ko: string, en: string) => new AppError('invalid_input', en, { userMessage: { ko, en } });

function readOutcomes(given: readonly string[]): Outcome[] {
  const outcomes = given.map((text): Outcome => {
    const at = text.lastIndexOf(':');
    const [name, kind] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || (kind !== 'binary' && kind !== 'amount')) {
      throw wrong(
        '--outcome은 열이름:binary 아니면 열이름:amount예요.',
        '--outcome takes COLUMN:binary or COLUMN:amount.',
      );
    }
    return { name, kind };
  });
  if (outcomes.length === 0)
    throw wrong('--outcome으로 무엇을 잴지 알려 주세요.', 'Say what to measure with --outcome.');
  return outcomes;
}

function readValue(text: string, { outcome, line }: { outcome: Outcome; line: number }): number {
  const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll(',', ''));
  const isRight = outcome.kind === 'binary' ? value === 0 || value === 1 : Number.isFinite(value);
  if (isRight) return value;
  throw unreadable(
    `${line}번째 줄 ‘${outcome.name}’ 칸을 읽을 수 없어요. ${outcome.kind === 'binary' ? '0이나 1이어야 해요.' : '숫자여야 해요.'}`,
    `Line ${line}: ‘${outcome.name}’ must be ${outcome.kind === 'binary' ? '0 or 1' : 'a number'}.`,
  );
}

export const measureFile: Command = {
  words: 'measure file',
  summary: {
    ko: '다른 곳에서 한 시험의 결과 재기 (--arm 열 --control 값 --outcome 열:binary|amount)',
    en: 'the result of a test run elsewhere (--arm COLUMN --control VALUE --outcome COLUMN:binary|amount)',
  },
  positional: ['file'],
  options: { arm: 'text', control: 'text', outcome: 'texts' },
  async run(input) {
    const armColumn = readText(input, 'arm');
    const control = readText(input, 'control');
    if (!armColumn) throw wrong('--arm으로 무리가 적힌 열을 알려 주세요.', 'Name the column of the arms with --arm.');
    if (control === undefined) {
      throw wrong(
        '비교할 분들이 없어서 효과라고 말할 수 없어요. 아무것도 받지 않은 무리가 있으면 --control로 알려 주세요.',
        'no control, so no effect can be claimed. If there is an arm that got nothing, name it with --control.',
      );
    }
    const outcomes = readOutcomes(input.lists['outcome'] ?? []);
    const file = input.args['file'] ?? '';
    const table = await openTable(file === '-' ? process.stdin : file);
    const columnOf = (name: string) => {
      const at = table.header.indexOf(name);
      if (at >= 0) return at;
      throw unreadable(
        `파일에 ‘${name}’ 열이 없어요. 있는 열: ${table.header.join(', ')}`,
        `The file has no column ‘${name}’. It has: ${table.header.join(', ')}`,
      );
    };
    const arms = new Map<string, ArmSums[]>();
    try {
      const armAt = columnOf(armColumn);
      const columns = outcomes.map(({ name }) => columnOf(name));
      for await (const { rows, lineNumbers } of table.rows) {
        for (const [at, row] of rows.entries()) {
          const arm = row[armAt] ?? '';
          const sums = arms.get(arm) ?? outcomes.map(emptySums);
          arms.set(arm, sums);
          for (const [index, outcome] of outcomes.entries()) {
            const value = readValue(row[columns[index] ?? 0] ?? '', { outcome, line: lineNumbers[at] ?? 0 });
            addValue(sums[index] ?? emptySums(), value);
          }
        }
      }
    } finally {
      await table.rows.return(undefined);
    }
    if (!arms.has(control) || arms.size < 2) {
      throw unreadable(
        `비교할 분들이 없어서 효과라고 말할 수 없어요. ‘${armColumn}’ 열에 ‘${control}’인 분이 없거나 그분들뿐이에요.`,
        `no control, so no effect can be claimed. Nobody in ‘${armColumn}’ is ‘${control}’, or everybody is.`,
      );
    }
    const measured = compareArms({ control, outcomes, arms });
    const json = {
      arms: [...arms].map(([arm, sums]) => ({ arm, n: sums[0]?.n ?? 0 })),
      outcomes: measured.map(({ control: held, treated, ...row }) => ({
        ...row,
        control: held.mean,
        treated: treated.mean,
      })),
    };
    const figure = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
    const said = {
      ko: { more: '더 많아요', less: '더 적어요', unknown: '아직 모릅니다 — 우연일 수 있어요' },
      en: { more: 'more', less: 'less', unknown: 'not known yet: it could be chance' },
    }[input.locale];
    const lines = measured.map(
      ({ name, arm, treated, control: held, difference, ci, verdict }) =>
        `${name} · ${arm} (n ${treated.n.toLocaleString('en')}) ${figure(treated.mean)} − ${held.name} (n ${held.n.toLocaleString('en')}) ${figure(held.mean)} = ${figure(difference)} [${figure(ci[0])}, ${figure(ci[1])}] ${said[verdict]}`,
    );
    return { json, text: lines.join('\n') };
  },
};
