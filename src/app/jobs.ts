import type { Job } from '../platform/jobs.ts';

/** Every job of the product. */
export const jobs: readonly Job[] = [];

/** Events and who hears them: a module reaches a module above it only here. */
export function connectEvents(): void {}

/** Work that comes back by the clock (UTC). */
export const crontab = '';
