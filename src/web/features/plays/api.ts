import { useQueryClient } from '@tanstack/react-query';
import { getPlayResult } from '../../../modules/plays/contract/result.ts';
import { getPlay, listPlays, previewPlay } from '../../../modules/plays/contract.ts';
import { keyOf } from '../../lib/api.ts';

/** After a change: everything about plays is asked for anew. */
export function useRefreshPlays() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [getPlay, listPlays, previewPlay, getPlayResult].map((endpoint) =>
        client.invalidateQueries({ queryKey: keyOf(endpoint) }),
      ),
    );
}
