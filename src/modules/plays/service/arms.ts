import type { ArmDraft, Play } from '../contract/play.ts';

/** The arms of a play, the first one first: its own channel, offer and message, then the others. Never empty. */
export function listArms(
  play: Pick<Play, 'armName' | 'channel' | 'offer' | 'message' | 'otherArms'>,
): [ArmDraft, ...ArmDraft[]] {
  const { armName, channel, offer, message, otherArms } = play;
  return [{ key: 'a', name: armName, channel, offer, message }, ...otherArms];
}

/** Whether two arms say and give the same: a comparison of them can only find chance. */
export function hasArmsAlike(arms: readonly ArmDraft[]): boolean {
  const written = arms.map(({ channel, offer, message }) =>
    JSON.stringify([channel, offer, channel === 'none' ? null : message]),
  );
  return new Set(written).size < written.length;
}
