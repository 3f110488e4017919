import { Tooltip } from '@mantine/core';
import { useFormat } from '../lib/format.ts';

/** An amount in the shop's currency (or the given one), tabular. */
export function Money({ amountMinor, currency }: { amountMinor: number; currency?: string }) {
  const format = useFormat();
  return <span className="d-figures">{format.money(amountMinor, currency)}</span>;
}

/** A business day: `11월 21일 (토)`; `relative` says how long ago, with the day on hover. */
export function Day({ day, relative = false }: { day: string; relative?: boolean }) {
  const format = useFormat();
  const exact = format.day(day);
  const words = relative ? format.relativeDay(day) : undefined;
  if (words === undefined) return <time dateTime={day}>{exact}</time>;
  return (
    <Tooltip label={exact} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={day}>{words}</time>
    </Tooltip>
  );
}

/** A moment in relative words, with the exact time on hover; `exact` shows the time itself. */
export function Instant({ at, exact = false }: { at: string | Date; exact?: boolean }) {
  const format = useFormat();
  const iso = typeof at === 'string' ? at : at.toISOString();
  const precise = format.instant(at);
  if (exact) return <time dateTime={iso}>{precise}</time>;
  return (
    <Tooltip label={precise} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={iso}>{format.relativeInstant(at)}</time>
    </Tooltip>
  );
}
