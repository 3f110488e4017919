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
