import { describe, expect, it } from 'vitest';
import { matchCommands } from './match-command.ts';

const commands = [
  { label: '손님', keywords: 'people customers' },
  { label: '손님 추가', keywords: 'add new person' },
  { label: '파일 가져오기', keywords: 'import sales 매출' },
  { label: '설정: 항목', keywords: 'settings fields' },
];
const found = (typed: string) => matchCommands(commands, typed).map(({ label }) => label);

describe('finding a command', () => {
  it.each([
    ['ㅅㄴ', ['손님', '손님 추가']],
    ['ㄱㅈㅇㄱ', ['파일 가져오기']],
    ['가져', ['파일 가져오기']],
    ['손님추', ['손님 추가']],
    ['import', ['파일 가져오기']],
    ['new person', ['손님 추가']],
    ['매출', ['파일 가져오기']],
    ['항목', ['설정: 항목']],
    ['zebra', []],
  ])('%s → %j', (typed, labels) => {
    expect(found(typed)).toEqual(labels);
  });

  it('shows all when nothing is typed', () => {
    expect(found('  ')).toHaveLength(commands.length);
  });
});
