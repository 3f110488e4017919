import type { Command } from './command.ts';
import { describeOptions } from './option-words.ts';

interface Entry {
  words: string;
  summary: { ko: string; en: string };
  load: () => Promise<Command>;
}

/** Every command. Loaded when chosen, so that a look-up does not wait for the import. */
const COMMANDS: readonly Entry[] = [
  {
    words: 'setup',
    summary: { ko: '브라우저 없이 처음 설정하기', en: 'first run without a browser' },
    load: async () => (await import('./commands/setup.ts')).setup,
  },
  {
    words: 'staff password',
    summary: { ko: '잊은 비밀번호를 새로 정하기', en: 'a new password for somebody locked out' },
    load: async () => (await import('./commands/staff.ts')).staffPassword,
  },
  {
    words: 'start',
    summary: { ko: '데이터베이스, 웹, 작업자를 모두 켜기', en: 'everything: database, web, worker' },
    load: async () => (await import('./commands/start.ts')).start,
  },
  {
    words: 'demo advance',
    summary: { ko: '데모 가게의 다음 날들 보기', en: "let the demo shop's next days happen" },
    load: async () => (await import('./commands/demo.ts')).demoAdvance,
  },
  {
    words: 'demo truth',
    summary: { ko: '데모 실행안의 실제 효과', en: "a demo play's true effect" },
    load: async () => (await import('./commands/demo.ts')).demoTruth,
  },
  {
    words: 'import sales',
    summary: { ko: '매출 파일 넣기', en: 'sales from a file' },
    load: async () => (await import('./commands/import.ts')).importCommand('sales'),
  },
  {
    words: 'import customers',
    summary: { ko: '손님 파일 넣기', en: 'customers from a file' },
    load: async () => (await import('./commands/import.ts')).importCommand('customers'),
  },
  {
    words: 'import contacts',
    summary: { ko: '연락처 넣기 (vCard, 주소록 CSV)', en: 'contacts from a vCard or phone-book file' },
    load: async () => (await import('./commands/import.ts')).importCommand('contacts'),
  },
  {
    words: 'import events',
    summary: { ko: '설문·이벤트 파일 넣기', en: 'events or survey answers from any sheet' },
    load: async () => (await import('./commands/import.ts')).importCommand('events'),
  },
  {
    words: 'import reservations',
    summary: { ko: '예약 파일 넣기', en: 'reservations from a file' },
    load: async () => (await import('./commands/import.ts')).importCommand('reservations'),
  },
  {
    words: 'import reviews',
    summary: { ko: '후기 파일 넣기', en: 'reviews from a file' },
    load: async () => (await import('./commands/import.ts')).importCommand('reviews'),
  },
  {
    words: 'import undo',
    summary: { ko: '가져온 것을 통째로 되돌리기', en: 'takes an import back, whole' },
    load: async () => (await import('./commands/import.ts')).importUndoCommand,
  },
  {
    words: 'customers find',
    summary: { ko: '이름, 초성, 번호로 손님 찾기', en: 'people by name, number, e-mail or id' },
    load: async () => (await import('./commands/customers.ts')).customersFind,
  },
  {
    words: 'customers show',
    summary: { ko: '한 분 보기 (가려서)', en: 'one person, masked' },
    load: async () => (await import('./commands/customers.ts')).customersShow,
  },
  {
    words: 'customers duplicates',
    summary: { ko: '같은 분 같은 기록 찾기', en: 'records that are likely one person' },
    load: async () => (await import('./commands/customers.ts')).customersDuplicates,
  },
  {
    words: 'customers merge',
    summary: {
      ko: '두 기록을 한 분으로 합치기 (첫 번째가 남아요)',
      en: 'make two records one person; the first is kept',
    },
    load: async () => (await import('./commands/customers.ts')).customersMerge,
  },
  {
    words: 'customers unmerge',
    summary: { ko: '합친 것을 되돌리기', en: 'takes a merge back' },
    load: async () => (await import('./commands/customers.ts')).customersUnmerge,
  },
  {
    words: 'mart build',
    summary: { ko: '분석을 새로 고치기', en: 'bring the insights up to date' },
    load: async () => (await import('./commands/mart.ts')).martBuild,
  },
  {
    words: 'mart query',
    summary: { ko: '분석 자료에 SQL로 묻기', en: 'SQL over the mart, read-only' },
    load: async () => (await import('./commands/mart.ts')).martQuery,
  },
  {
    words: 'mart export',
    summary: { ko: '분석 자료를 Parquet 파일로 내보내기', en: 'the whole mart as Parquet files' },
    load: async () => (await import('./commands/mart.ts')).martExport,
  },
  {
    words: 'insights rfm',
    summary: { ko: '최근성, 횟수, 금액', en: 'recency, frequency, spend' },
    load: async () => (await import('./commands/insights.ts')).insightsRfm,
  },
  {
    words: 'insights repeat',
    summary: { ko: '언제 다시 오는지 모델로 재기', en: 'when people buy again, fitted and tested' },
    load: async () => (await import('./commands/insights.ts')).insightsRepeat,
  },
  {
    words: 'insights basket',
    summary: { ko: '함께 팔리는 메뉴', en: 'what sells together' },
    load: async () => (await import('./commands/insights.ts')).insightsBasket,
  },
  {
    words: 'insights forecast',
    summary: { ko: '다음 날들의 매출, 주문, 인원, 메뉴', en: 'the coming days, with the error of the last weeks' },
    load: async () => (await import('./commands/insights.ts')).insightsForecast,
  },
  {
    words: 'insights menu',
    summary: { ko: '메뉴의 인기와 남는 돈', en: 'menu: popularity against margin' },
    load: async () => (await import('./commands/insights.ts')).insightsMenu,
  },
  {
    words: 'insights rhythm',
    summary: { ko: '손님마다의 주기와 다음 방문', en: "each one's rhythm and next visit" },
    load: async () => (await import('./commands/insights-people.ts')).insightsRhythm,
  },
  {
    words: 'insights refit',
    summary: { ko: '모델을 새로 맞추고 시험하기', en: 'fit the models anew and test them' },
    load: async () => (await import('./commands/insights-people.ts')).insightsRefit,
  },
  {
    words: 'insights cohorts',
    summary: { ko: '처음 온 달마다 다시 온 손님 수', en: 'people who came back, by month of their first visit' },
    load: async () => (await import('./commands/insights.ts')).insightsCohorts,
  },
  {
    words: 'measure file',
    summary: { ko: '다른 곳에서 한 시험의 결과 재기', en: 'the truth about a test that was run elsewhere' },
    load: async () => (await import('./commands/measure.ts')).measureFile,
  },
  {
    words: 'segments count',
    summary: { ko: '규칙에 맞는 손님 수', en: 'how many people meet a rule' },
    load: async () => (await import('./commands/segments.ts')).segmentsCount,
  },
  {
    words: 'segments explain',
    summary: { ko: '한 분이 왜 그룹에 드는지', en: 'why one person is in a group or not' },
    load: async () => (await import('./commands/segments.ts')).segmentsExplain,
  },
  {
    words: 'plays list',
    summary: { ko: '실행안 목록', en: 'every play, newest first' },
    load: async () => (await import('./commands/plays.ts')).playsList,
  },
  {
    words: 'plays show',
    summary: { ko: '실행안 하나 보기', en: 'one play, and where its messages are' },
    load: async () => (await import('./commands/plays.ts')).playsShow,
  },
  {
    words: 'plays create',
    summary: { ko: '파일(JSON)로 실행안 초안 만들기', en: 'a draft from a JSON file' },
    load: async () => (await import('./commands/plays.ts')).playsCreate,
  },
  {
    words: 'plays launch',
    summary: { ko: '실행안 시작하기', en: 'draws the hold-out and sends' },
    load: async () => (await import('./commands/plays.ts')).playsLaunch,
  },
  {
    words: 'plays result',
    summary: { ko: '실행안이 가져온 것', en: 'what a play brought, with its interval' },
    load: async () => (await import('./commands/plays.ts')).playsResult,
  },
];

/** `import` alone says which kinds there are; it is no command of the list. */
const KINDLESS: Entry = {
  words: 'import',
  summary: { ko: '', en: '' },
  load: async () => (await import('./commands/import.ts')).importWithoutKind,
};

export function listCommands() {
  return COMMANDS.map(({ words, summary }) => ({ name: words, summary }));
}

/** The command whose words begin the arguments, and what follows them; undefined when none does. */
export async function findCommand(argv: readonly string[]): Promise<{ command: Command; rest: string[] } | undefined> {
  const byLength = [...COMMANDS, KINDLESS].sort((a, b) => b.words.length - a.words.length);
  for (const { words, load } of byLength) {
    const list = words.split(' ');
    if (!list.every((word, at) => argv[at] === word)) continue;
    const command = await load();
    return { command: { help: describeOptions(command), ...command }, rest: argv.slice(list.length) };
  }
  return undefined;
}
