import { useState } from 'react';
import { z } from 'zod';
import { zImportBasis, zImportKind } from '../../../modules/imports/contract.ts';
import type { MapDraft } from './draft.ts';

export const STEPS = ['file', 'read', 'map', 'check'] as const;
export type StepKey = (typeof STEPS)[number];

/** In the address, so that back works between the steps. */
export const zWizardUrl = z.object({ step: z.enum(STEPS).catch('file') });

const zFile = z.object({ uploadId: z.string(), fileName: z.string(), bytes: z.number() });

/** All that was chosen so far. Column names and choices only: nothing of a person stands in here. */
const zWizard = z.object({
  kind: zImportKind,
  file: zFile.optional(),
  reading: z.object({
    encoding: z.string().optional(),
    delimiter: z.string().optional(),
    sheet: z.string().optional(),
    headerRow: z.number().optional(),
  }),
  draft: z.custom<MapDraft>((value) => typeof value === 'object' && value !== null).optional(),
  /** Where the draft comes from, so that the screen can say so. */
  origin: z.enum(['suggestion', 'canonical', 'saved', 'loaded', 'own']),
  mapName: z.string(),
  /** Uploads of joined files, by the name the map knows them by. */
  joinFiles: z.record(z.string(), zFile),
  source: z.string(),
  /** Why the shop holds these people (PV-16); absent until somebody has said so. */
  basis: zImportBasis.optional(),
  /** The dry run of exactly these choices. */
  dryBatchId: z.string().optional(),
});
export type Wizard = z.infer<typeof zWizard>;

/** One piece of work per browser tab; it survives a reload and a look at another screen. */
const STORAGE_KEY = 'dangol.import';

const EMPTY: Wizard = { kind: 'sales', reading: {}, origin: 'suggestion', mapName: '', joinFiles: {}, source: '' };

function load(): Wizard {
  try {
    const parsed = zWizard.safeParse(JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null'));
    return parsed.success ? parsed.data : EMPTY;
  } catch {
    return EMPTY;
  }
}

function keep(wizard: Wizard) {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(wizard));
  } catch {
    // Storage can be forbidden or full; the work then lasts as long as the screen.
  }
}

/** The wizard's choices, and a way to change some of them. A change of what would be imported drops the dry run. */
export function useWizard() {
  const [wizard, setWizard] = useState(load);
  const change = (patch: Partial<Wizard>) =>
    setWizard((before) => {
      const next = {
        ...before,
        ...('dryBatchId' in patch || 'mapName' in patch ? {} : { dryBatchId: undefined }),
        ...patch,
      };
      keep(next);
      return next;
    });
  const restart = (kind: Wizard['kind']) => {
    const next = { ...EMPTY, kind };
    keep(next);
    setWizard(next);
  };
  return { wizard, change, restart };
}
