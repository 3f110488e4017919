import { useQuery } from '@tanstack/react-query';
import { getDemoWork } from '../../modules/demo/contract.ts';
import { queryFor } from './api.ts';
import { useSession } from './session.ts';

/** Asked again this often while something is being made. */
const POLL_MS = 700;

/** How far the demo shop is, asked anew while it works; `work` is undefined in a real shop and until the first answer. */
export function useDemoWork() {
  const isDemo = useSession().workspace.kind === 'demo';
  const { data: work } = useQuery({
    ...queryFor(getDemoWork),
    enabled: isDemo,
    refetchInterval: ({ state }) => (state.data?.state === 'working' ? POLL_MS : false),
  });
  return { isDemo, work };
}

/** Whether an empty list may only mean that the demo shop is not made yet. */
export function useDemoIsUnfinished(): boolean {
  const { isDemo, work } = useDemoWork();
  return isDemo && work?.beingMade !== false;
}
