import type { ImportResult, UndoResult } from '../../modules/imports/index.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';

/** What an import brought, in words. */
export function describe(result: ImportResult, isDryRun: boolean, locale: 'ko' | 'en'): string {
  const n = (value: number) => value.toLocaleString('en');
  const { customers, orders, items } = result;
  const hasOrders = orders.created + orders.updated + items.created > 0;
  const lines =
    locale === 'ko'
      ? [
          headline(result, isDryRun).ko,
          `줄 ${n(result.rows)} · 받은 줄 ${n(result.accepted)} (그 가운데 전에 있던 줄 ${n(result.duplicates)}) · 못 받은 줄 ${n(result.rejected)}`,
          [
            ...(hasOrders ? [`주문 새로 ${n(orders.created)}, 바뀜 ${n(orders.updated)}`] : []),
            `손님 새로 ${n(customers.created)}, 아는 손님 ${n(customers.matched)} (채움 ${n(result.peopleUpdated)})`,
            ...(hasOrders ? [`상품 새로 ${n(items.created)}`] : []),
          ].join(' · '),
          ...(result.errorFile ? [`확인할 줄: ${result.errorFile}`] : []),
          ...(isDryRun ? [] : [`되돌리기: dangol import undo ${result.batchId}`]),
        ]
      : [
          headline(result, isDryRun).en,
          `Rows ${n(result.rows)} · taken ${n(result.accepted)} (${n(result.duplicates)} of them known before) · not taken ${n(result.rejected)}`,
          [
            ...(hasOrders ? [`Orders new ${n(orders.created)}, changed ${n(orders.updated)}`] : []),
            `customers new ${n(customers.created)}, known ${n(customers.matched)} (${n(result.peopleUpdated)} updated)`,
            ...(hasOrders ? [`items new ${n(items.created)}`] : []),
          ].join(' · '),
          ...(result.errorFile ? [`Rows to look at: ${result.errorFile}`] : []),
          ...(isDryRun ? [] : [`Take it back: dangol import undo ${result.batchId}`]),
        ];
  return lines.join('\n');
}

/** What was not taken and why: rows by reason, and consents that cannot be shown to have been given. */
export function describeWhatIsMissing(
  { reasons, warnings, consents, columnsNotTaken }: ImportResult,
  locale: 'ko' | 'en',
): string[] {
  const n = (value: number) => value.toLocaleString('en');
  const named = (at: readonly number[], count: number) => {
    const list = `${at.join(', ')}${count > at.length ? ' …' : ''}`;
    return at.length > 0 && (locale === 'ko' ? `줄 번호 ${list}` : `line ${list}`);
  };
  const lines = [...reasons, ...warnings].map(({ column, count, lines: at, message }) =>
    [locale === 'ko' ? `${n(count)}줄` : many(count, 'row'), column, message[locale], named(at, count)]
      .filter(Boolean)
      .join(' · '),
  );
  if (columnsNotTaken.length > 0) {
    const names = columnsNotTaken.join(', ');
    lines.push(locale === 'ko' ? `저장하지 않은 칸: ${names}` : `Columns not stored: ${names}`);
  }
  if (consents.notTaken > 0) {
    lines.push(
      locale === 'ko'
        ? `홍보에 동의했다고 적힌 ${n(consents.notTaken)}명은 동의로 저장하지 않았어요. 동의서가 있고 동의한 날이 적혀 있으면 --basis consent-with-evidence로 다시 넣어 주세요.`
        : `${many(consents.notTaken, 'person', 'people')} said to have agreed to promotion were stored without consent. If you hold their evidence and the file has the day, import again with --basis consent-with-evidence.`,
    );
  }
  return lines;
}

/** What an undo took back, in words. */
export function describeUndo({ undone, kept, skippedLater }: UndoResult, locale: 'ko' | 'en'): string {
  const counts = `${undone.orders.toLocaleString('en')} / ${undone.lines.toLocaleString('en')} / ${undone.customers.toLocaleString('en')} / ${undone.items.toLocaleString('en')}`;
  const lines = [
    locale === 'ko'
      ? `되돌렸어요. 주문 / 줄 / 손님 / 상품: ${counts}`
      : `Taken back. Orders / lines / customers / items: ${counts}`,
    ...(undone.touchpoints > 0
      ? [`${locale === 'ko' ? '기록' : 'Records'}: ${undone.touchpoints.toLocaleString('en')}`]
      : []),
    ...kept.map(({ id, reason }) => `${locale === 'ko' ? '남음' : 'kept'}: ${id} ${reason}`),
    ...skippedLater.map(({ fileName, lines, people }) =>
      locale === 'ko'
        ? `나중에 넣은 ${fileName}에서 줄 ${lines.toLocaleString('en')}개, 손님 ${people.toLocaleString('en')}명을 이미 있다고 보고 건너뛰었어요. 그 파일을 다시 넣으면 돌아와요.`
        : `${fileName}, imported later, skipped ${many(lines, 'line')} and ${many(people, 'person', 'people')} because they were there. Import it again to bring them back.`,
    ),
  ];
  return lines.join('\n');
}

/** A file of which no row could be taken: the command failed, and there is nothing to take back. `counts` are what a script reads. */
export function nothingTaken({ errorFile }: ImportResult, counts: Record<string, unknown>): AppError {
  const look =
    errorFile === null ? { ko: '', en: '' } : { ko: ` 확인할 줄: ${errorFile}`, en: ` Rows to look at: ${errorFile}` };
  return new AppError('invalid_input', 'no row could be taken', {
    userMessage: {
      ko: `받을 수 있는 줄이 없어 아무것도 넣지 않았어요.${look.ko}`,
      en: `No row could be taken. Nothing was imported.${look.en}`,
    },
    details: counts,
  });
}

/** What happened, in one sentence: a file that brought nothing new was not "imported". */
function headline(
  { accepted, rejected, duplicates, peopleUpdated, seconds }: ImportResult,
  isDryRun: boolean,
): { ko: string; en: string } {
  if (isDryRun) return { ko: '시험 삼아 해 봤어요. 저장한 것은 없어요.', en: 'Tried only, nothing was stored.' };
  if (accepted === duplicates && peopleUpdated > 0)
    return {
      ko: `새 손님은 없고, 아는 손님 ${peopleUpdated.toLocaleString('en')}명의 빈 곳을 채웠어요 (${seconds}초).`,
      en: `Nobody new, and ${many(peopleUpdated, 'known person', 'known people')} updated (${seconds} s).`,
    };
  if (accepted === duplicates && rejected > 0)
    return {
      ko: `새로 넣은 것은 없어요. ${accepted.toLocaleString('en')}줄은 이미 들어 있었고, ${rejected.toLocaleString('en')}줄은 받지 못했어요.`,
      en: `Nothing new was imported: ${many(accepted, 'row')} there already, ${many(rejected, 'row')} not taken.`,
    };
  if (accepted === duplicates)
    return {
      ko: '받은 줄은 모두 이미 들어 있던 것이에요. 새로 넣은 것은 없어요.',
      en: 'Every row taken was there already. Nothing new was imported.',
    };
  return { ko: `넣었어요 (${seconds}초).`, en: `Imported (${seconds} s).` };
}
