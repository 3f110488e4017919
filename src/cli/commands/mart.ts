import { refreshMart } from '../../mart/index.ts';
import type { Command } from '../command.ts';
import { withShop } from '../shop.ts';

export const martBuild: Command = {
  words: 'mart build',
  summary: { ko: '분석을 새로 고치기', en: 'bring the insights up to date' },
  positional: [],
  // There is one way to build without a list of people: everything. --full says so.
  options: { full: 'flag', workspace: 'text' },
  run: (input) =>
    withShop(input, async ({ db, workspace, now }) => {
      const built = await refreshMart(db, { workspaceId: workspace.workspaceId, now });
      const { orders, lines, customers, seconds, mode } = built;
      const words =
        input.locale === 'ko'
          ? `주문 ${orders}건, ${lines}줄에서 ${customers}명을 ${seconds}초에 정리했어요.`
          : `${customers} people from ${orders} orders and ${lines} lines in ${seconds} s.`;
      return { json: { orders, lines, customers, builtAt: built.builtAt.toISOString(), seconds, mode }, text: words };
    }),
};
