import { z } from 'zod';
import { zId } from '../../shared/endpoint.ts';
import { zConsentKind } from './contract.ts';

/** Payload of `privacy.advertisingRefused`: who said no just now, and to what; one event a kind. */
export const zAdvertisingRefused = z.object({ workspaceId: zId, kind: zConsentKind, customerIds: z.array(zId) });
