import { useQueryClient } from '@tanstack/react-query';
import { getFlow, listFlows, listRuns, previewFlow } from '../../../modules/flows/contract.ts';
import { keyOf } from '../../lib/api.ts';

/** After a change: everything about automations is asked for anew. */
export function useRefreshFlows() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [getFlow, listFlows, listRuns, previewFlow].map((endpoint) =>
        client.invalidateQueries({ queryKey: keyOf(endpoint) }),
      ),
    );
}
