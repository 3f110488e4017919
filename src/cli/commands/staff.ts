import { openContext } from '../../app/context.ts';
import { zAccountEmail, zPassword } from '../../modules/staff/contract.ts';
import { resetPassword } from '../../modules/staff/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { readPassword } from '../read-password.ts';

export const staffPassword: Command = {
  words: 'staff password',
  summary: { ko: '잊은 비밀번호를 새로 정하기', en: 'a new password for somebody locked out' },
  positional: ['email'],
  options: { 'password-stdin': 'flag' },
  async run({ config, args, flags, locale }) {
    const password = zPassword.safeParse(await readPassword('staff password', flags));
    const email = zAccountEmail.safeParse(args['email']);
    if (!password.success || !email.success) {
      throw new AppError('wrong_usage', 'bad e-mail or password', {
        userMessage: {
          ko: '이메일과 열 자 이상의 비밀번호를 적어 주세요.',
          en: 'Give an e-mail and a password of at least ten characters.',
        },
      });
    }
    const { context, close } = await openContext(config);
    try {
      await resetPassword(context, { email: email.data, password: password.data });
      return {
        json: { email: email.data },
        text:
          locale === 'ko'
            ? '새 비밀번호로 로그인해 주세요. 로그인된 곳은 모두 로그아웃했어요.'
            : 'Sign in with the new password. Every session has ended.',
      };
    } finally {
      await close();
    }
  },
};
