import { Button, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type MergePreview,
  type Pair,
  previewMerge,
  type Side,
} from '../../../../modules/customers/contract/identity.ts';
import { queryFor } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { Tag } from '../../../ui/tag.tsx';
import css from './duplicates.module.css';
import { Recycled } from './recycled.tsx';

/** From here on the two are all but certainly one. */
const SURE = 0.98;
const LIKELY = 0.8;
/** Nothing estimated from data is ever wholly certain. */
const MOST_SHOWN = 0.99;
/** Reasons told in one line; the rest adds little. */
const MAX_REASONS = 4;

export function PairCard({
  pair,
  isOpen,
  into,
  onOpen,
  onKeep,
  onMerge,
  onDifferent,
  isBusy,
  onChange,
}: {
  pair: Pair;
  isOpen: boolean;
  into: string;
  onOpen: () => void;
  onKeep: (customerId: string) => void;
  onMerge: () => void;
  onDifferent: () => void;
  isBusy: boolean;
  onChange: () => void;
}) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const headingId = useId();
  const { a, b, score } = pair;
  const recycled = pair.recycledNumberOf === null ? undefined : pair.recycledNumberOf === a.customerId ? a : b;
  const sureness = score >= SURE ? 'sure' : score >= LIKELY ? 'likely' : 'perhaps';
  return (
    <article className={css.pair} data-open={isOpen || undefined} aria-labelledby={headingId}>
      <header className={css.pairHead}>
        <h2 id={headingId} className={css.names} tabIndex={-1}>
          {a.name || t('unnamed')} <span aria-hidden>·</span> {b.name || t('unnamed')}
        </h2>
        {pair.meeting ? (
          <Tag tone="warning">{t('meeting', { when: format.relativeInstant(pair.meeting.at) })}</Tag>
        ) : (
          <Tag tone={sureness === 'sure' ? 'accent' : 'neutral'}>
            {t(`sureness.${sureness}`)} {format.percent(Math.min(score, MOST_SHOWN))}
          </Tag>
        )}
        {!isOpen && (
          <Button variant="default" size="compact-md" className={css.open} onClick={onOpen}>
            {t('open')}
          </Button>
        )}
      </header>
      <Reasons pair={pair} />
      {isOpen && (
        <>
          {recycled && <Recycled customerId={recycled.customerId} name={recycled.name} onChange={onChange} />}
          <Radio.Group value={into} onChange={onKeep} label={t('keep.label')} className={css.keep}>
            <div className={css.sides}>
              <SideOf side={a} />
              <SideOf side={b} />
            </div>
          </Radio.Group>
          <Preview into={into} from={into === a.customerId ? b.customerId : a.customerId} />
          <div className={css.actions}>
            <Button onClick={onMerge} loading={isBusy}>
              {t('merge')}
            </Button>
            <Button variant="default" onClick={onDifferent} disabled={isBusy}>
              {t('different')}
            </Button>
          </div>
        </>
      )}
    </article>
  );
}

/** What speaks for one person and what against it, in words. */
function Reasons({ pair }: { pair: Pair }) {
  const { t } = useTranslation('identity');
  const told = pair.reasons
    .filter(({ bits, field }) => field === 'third' || Math.abs(bits) >= 0.5)
    .slice()
    .sort((x, y) => Math.abs(y.bits) - Math.abs(x.bits))
    .slice(0, MAX_REASONS);
  return (
    <ul className={css.reasons} aria-label={t('reasons')}>
      {told.map(({ field, level, bits }) => (
        <li key={field} data-against={bits < 0 || undefined}>
          {t(`reason.${field}.${level}`)}
        </li>
      ))}
    </ul>
  );
}

function SideOf({ side }: { side: Side }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const sourceName = useSourceName();
  const rows: [string, string][] = [
    ...side.contacts.map(({ kind, valueMasked }): [string, string] => [t(`people:card.kind.${kind}`), valueMasked]),
    ...(side.birthYear === null
      ? []
      : [[t('side.birth'), t('side.birthYear', { year: side.birthYear })] as [string, string]]),
    ...(side.address === null ? [] : [[t('side.address'), side.address] as [string, string]]),
    [
      t('side.visits'),
      side.lastVisitedOn === null
        ? t('side.noVisit')
        : t('side.visitsText', { count: side.visits, day: format.relativeDay(side.lastVisitedOn) }),
    ],
    [
      t('side.source'),
      t('side.sourceText', {
        source: sourceName(side.source),
        day: format.day(format.dayOf(side.createdAt)),
      }),
    ],
  ];
  return (
    <div className={css.side}>
      <Radio value={side.customerId} label={side.name || t('unnamed')} classNames={{ label: css.sideName ?? '' }} />
      <dl>
        {rows.map(([label, text]) => (
          <div key={`${label} ${text}`}>
            <dt>{label}</dt>
            <dd className="d-figures">{text}</dd>
          </div>
        ))}
      </dl>
      <Link to="/people/$customerId" params={{ customerId: side.customerId }} className={css.card}>
        {t('side.card')}
      </Link>
    </div>
  );
}

/** What happens when they are merged; that a consent becomes stricter is said before it does. */
function Preview({ into, from }: { into: string; from: string }) {
  const query = useQuery(queryFor(previewMerge, { query: { into, from } }));
  return (
    <Loaded query={query} rows={2}>
      {(preview) => <PreviewText preview={preview} />}
    </Loaded>
  );
}

function PreviewText({ preview }: { preview: MergePreview }) {
  const { t, i18n } = useTranslation('identity');
  // Tables without a word of their own are told together.
  const counts = new Map<string, number>();
  for (const [table, count] of Object.entries(preview.moves)) {
    if (table === 'external_id') continue;
    const name = i18n.exists(`identity:preview.move.${table}`, { count }) ? table : 'other';
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const moves = [...counts].map(([name, count]) => t(`preview.move.${name}`, { count }));
  const stateOf = (state: string | null) =>
    state === null ? t('preview.absent') : t(`people:card.consentState.${state}`);
  const stricter = preview.consents.filter(({ into, merged }) => into !== merged);
  return (
    <div className={css.preview}>
      <p>{moves.length > 0 ? t('preview.moves', { moves: moves.join(', ') }) : t('preview.nothing')}</p>
      {preview.fills.length > 0 && (
        <p>{t('preview.fills', { fields: preview.fills.map((field) => t(`field.${field}`)).join(', ') })}</p>
      )}
      {stricter.length > 0 && (
        <Notice tone="warning">
          {t('preview.stricter')}{' '}
          {stricter
            .map(({ kind, into, merged }) =>
              t('preview.consent', {
                kind: t(`people:card.consentKind.${kind.split(':')[0]}`),
                before: stateOf(into),
                after: stateOf(merged),
              }),
            )
            .join(' · ')}
        </Notice>
      )}
      <p className={css.quiet}>{t('preview.undo')}</p>
    </div>
  );
}
