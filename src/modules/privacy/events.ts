import { z } from 'zod';
import { zId } from '../../shared/endpoint.ts';
import { zConsentKind } from './contract.ts';

const zRefused = z.object({ workspaceId: zId, kind: zConsentKind, customerIds: z.array(zId) });

/** Payload of `privacy.advertisingRefused`: who said no just now, and to what; one event a kind. */
export const zAdvertisingRefused = zRefused;

/** Payload of `privacy.sensitiveRefused`: whose sensitive data may not be kept any more. */
export const zSensitiveRefused = zRefused;

/** Whose answers changed; nobody named: anybody's. */
export const zConsentsChanged = z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() });
