import type { Command } from './command.ts';

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
    load: async () => (await import('./commands/import.ts')).importSalesCommand,
  },
  {
    words: 'import customers',
    summary: { ko: '손님 파일 넣기', en: 'customers from a file' },
    load: async () => (await import('./commands/import.ts')).importCustomersCommand,
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
    words: 'mart build',
    summary: { ko: '분석을 새로 고치기', en: 'bring the insights up to date' },
    load: async () => (await import('./commands/mart.ts')).martBuild,
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

export function listCommands() {
  return COMMANDS.map(({ words, summary }) => ({ name: words, summary }));
}

/** The command whose words begin the arguments, and what follows them; undefined when none does. */
export async function findCommand(argv: readonly string[]): Promise<{ command: Command; rest: string[] } | undefined> {
  const byLength = [...COMMANDS].sort((a, b) => b.words.length - a.words.length);
  for (const { words, load } of byLength) {
    const list = words.split(' ');
    if (list.every((word, at) => argv[at] === word)) return { command: await load(), rest: argv.slice(list.length) };
  }
  return undefined;
}
