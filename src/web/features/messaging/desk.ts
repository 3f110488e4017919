import { useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { getMessageDesk } from '../../../modules/messaging/contract.ts';
import { keyOf } from '../../lib/api.ts';

export type Desk = z.output<(typeof getMessageDesk)['output']>;

export function useRefreshDesk() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keyOf(getMessageDesk) });
}
