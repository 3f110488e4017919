import { z } from 'zod';
import { zId } from '../../shared/endpoint.ts';

/** Payload of `privacy.advertisingRefused`: who said no just now. */
export const zAdvertisingRefused = z.object({ workspaceId: zId, customerIds: z.array(zId) });
