import { AppError } from '../shared/errors.ts';
import type { CommandInput } from './command.ts';

/** The password on standard input, where no list of processes shows it. @throws AppError wrong_usage without --password-stdin */
export async function readPassword(command: string, flags: CommandInput['flags']): Promise<string> {
  if (!flags['password-stdin']) {
    throw new AppError('wrong_usage', `${command} needs --password-stdin`, {
      userMessage: {
        ko: '비밀번호는 표준 입력으로 받아요: --password-stdin을 붙여 주세요.',
        en: 'The password is read from standard input: add --password-stdin.',
      },
    });
  }
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text.replace(/\r?\n$/, '');
}
