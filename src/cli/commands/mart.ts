import { buildColumnar, refreshMart } from '../../mart/index.ts';
import type { Command } from '../command.ts';
import { withShop } from '../shop.ts';

export const martBuild: Command = {
  words: 'mart build',
  summary: { ko: '분석을 새로 고치기', en: 'bring the insights up to date' },
  positional: [],
  options: { full: 'flag', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ context, db, workspace, now }) => {
      const { workspaceId } = workspace;
      const startedAt = performance.now();
      // People first: the columnar copy holds what the facts say of them.
      await refreshMart(db, { workspaceId, now });
      const built = await buildColumnar(context, { workspaceId, full: input.flags['full'] === true });
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      const { orders, lines, customers, mode } = built;
      const words =
        input.locale === 'ko'
          ? `주문 ${orders}건, ${lines}줄, 손님 ${customers}명을 ${seconds}초에 정리했어요.`
          : `${orders} orders, ${lines} lines and ${customers} people in ${seconds} s.`;
      return { json: { orders, lines, customers, builtAt: built.builtAt.toISOString(), seconds, mode }, text: words };
    }),
};
