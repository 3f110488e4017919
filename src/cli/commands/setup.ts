import { z } from 'zod';
import { openContext } from '../../app/context.ts';
import { zAccountEmail, zPassword } from '../../modules/staff/contract.ts';
import { setUp } from '../../modules/staff/index.ts';
import { getPack, zPackKey } from '../../modules/workspace/contract.ts';
import { zNewShop } from '../../modules/workspace/index.ts';
import { AppError } from '../../shared/errors.ts';
import { ZOD_WORDS } from '../../shared/zod-words.ts';
import type { Command } from '../command.ts';
import { readPassword } from '../read-password.ts';

const zInput = z.object({
  shop: zNewShop.shape.name,
  type: zPackKey,
  currency: zNewShop.shape.currency.default('KRW'),
  'time-zone': zNewShop.shape.timeZone.default('Asia/Seoul'),
  'day-ends-at': z.coerce.number().int().min(0).max(12).optional(),
  owner: zAccountEmail,
  password: zPassword,
});

export const setup: Command = {
  words: 'setup',
  summary: { ko: '브라우저 없이 처음 설정하기', en: 'first run without a browser' },
  positional: [],
  options: {
    shop: 'text',
    type: 'text',
    currency: 'text',
    'time-zone': 'text',
    'day-ends-at': 'text',
    owner: 'text',
    'password-stdin': 'flag',
  },
  async run({ config, flags, locale }) {
    const parsed = zInput.safeParse(
      { ...flags, password: await readPassword('setup', flags) },
      { error: ZOD_WORDS[locale] },
    );
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => ({
        path: `--${issue.path.join('.')}`,
        message: issue.message,
      }));
      const list = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
      throw new AppError('wrong_usage', list, {
        userMessage: { ko: `옵션을 확인해 주세요. ${list}`, en: list },
        details: { issues },
      });
    }
    const input = parsed.data;
    const { context, close } = await openContext(config);
    try {
      const { accountId, workspace } = await setUp(context, {
        email: input.owner,
        password: input.password,
        name: '',
        locale,
        shop: {
          name: input.shop,
          pack: input.type,
          currency: input.currency,
          timeZone: input['time-zone'],
          dayEndsAtHour: input['day-ends-at'] ?? getPack(input.type).defaults.dayEndsAtHour,
        },
      });
      return {
        json: { workspaceId: workspace.workspaceId, shopId: workspace.shopId, ownerId: accountId },
        text: locale === 'ko' ? `${input.shop} 준비가 끝났어요.` : `${input.shop} is ready.`,
      };
    } finally {
      await close();
    }
  },
};
