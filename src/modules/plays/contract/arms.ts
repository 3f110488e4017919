import type { ArmDraft, Play } from './play.ts';

/** The arms of a play, the first one first: its own channel, offer and message, then the others. Never empty. */
export function listArms(
  play: Pick<Play, 'armName' | 'channel' | 'offer' | 'message' | 'otherArms'>,
): [ArmDraft, ...ArmDraft[]] {
  const { armName, channel, offer, message, otherArms } = play;
  return [{ key: 'a', name: armName, channel, offer, message }, ...otherArms];
}

/** The first two arms that say and give the same, whatever they are called: a comparison of them can only find chance. */
export function findArmsAlike(arms: readonly ArmDraft[]): [ArmDraft, ArmDraft] | undefined {
  const seen = new Map<string, ArmDraft>();
  for (const arm of arms) {
    const { channel, offer, message } = arm;
    const { subject, body, ...rest } = message;
    // A blank at the end of a line that is being typed makes no other message.
    const words = channel === 'none' ? null : { subject: subject.trim(), body: body.trim(), ...rest };
    const written = JSON.stringify([channel, offer, words]);
    const twin = seen.get(written);
    if (twin) return [twin, arm];
    seen.set(written, arm);
  }
  return undefined;
}
