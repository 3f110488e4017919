import { Button, Radio } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type MergePreview,
  type Pair,
  previewMerge,
  type Side,
} from '../../../../modules/customers/contract/identity.ts';
import { type UnmaskedCustomer, unmaskCustomer } from '../../../../modules/customers/contract.ts';
import { call, queryFor } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { inLine } from '../../../lib/in-line.ts';
import { useCan } from '../../../lib/session.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import { Loaded, Notice } from '../../../ui/states.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { showFailure } from '../../../ui/toast.tsx';
import css from './duplicates.module.css';
import { Recycled } from './recycled.tsx';

/** From here on the two are all but certainly one. */
const SURE = 0.98;
const LIKELY = 0.8;
/** Nothing estimated from data is ever wholly certain. */
const MOST_SHOWN = 0.99;

/** What was asked to be seen in clear of the two of a pair, by customer id. */
type RevealedPair = Readonly<Record<string, UnmaskedCustomer>>;

/** Both records in clear, side by side; each looking is on record by itself (PV-58). */
function useReveal({ a, b }: Pair) {
  const [revealed, setRevealed] = useState<RevealedPair>({});
  const [isRevealing, setRevealing] = useState(false);
  const reveal = async () => {
    setRevealing(true);
    try {
      const both = await Promise.all(
        [a, b].map(async ({ customerId }) => [customerId, await call(unmaskCustomer, { params: { customerId } })]),
      );
      setRevealed(Object.fromEntries(both));
    } catch (error) {
      showFailure(error instanceof Error ? error.message : '');
    }
    setRevealing(false);
  };
  return { revealed, reveal, isRevealing, isRevealed: a.customerId in revealed };
}

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
  const canUnmask = useCan('customers:unmask');
  const { revealed, reveal, isRevealing, isRevealed } = useReveal(pair);
  const { a, b, score } = pair;
  const nameOf = (side: Side) => (revealed[side.customerId]?.name ?? side.name) || t('unnamed');
  const recycled = pair.recycledNumberOf === null ? undefined : pair.recycledNumberOf === a.customerId ? a : b;
  const sureness = pair.isSure || score >= SURE ? 'sure' : score >= LIKELY ? 'likely' : 'perhaps';
  return (
    <article className={css.pair} data-open={isOpen || undefined} aria-labelledby={headingId}>
      <header className={css.pairHead}>
        <h2 id={headingId} className={css.names} tabIndex={-1}>
          {nameOf(a)} <span aria-hidden>·</span> {nameOf(b)}
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
          {canUnmask && !isRevealed && (
            <div>
              <Button
                variant="default"
                leftSection={<IconEye size={16} aria-hidden />}
                loading={isRevealing}
                onClick={() => void reveal()}
              >
                {t('revealBoth')}
              </Button>
            </div>
          )}
          {isRevealed && <p className={css.quiet}>{t('revealedBoth')}</p>}
          <Radio.Group value={into} onChange={onKeep} label={t('keep.label')} className={css.keep}>
            <div className={css.sides}>
              <SideOf side={a} revealed={revealed[a.customerId]} />
              <SideOf side={b} revealed={revealed[b.customerId]} />
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

/** How alike a field is, as it is told: `near` is what a slip of the hand could have made. */
const GROUPS = ['same', 'near', 'different'] as const;
const groupOf = (level: string) => GROUPS.find((group) => group === level) ?? 'near';

/** Field by field what is the same, what is nearly so and what differs; the weightiest first. */
function Reasons({ pair }: { pair: Pair }) {
  const { t } = useTranslation('identity');
  const told = pair.reasons.slice().sort((x, y) => Math.abs(y.bits) - Math.abs(x.bits));
  const groups = Map.groupBy(told, ({ level }) => groupOf(level));
  return (
    <dl className={css.reasons} aria-label={t('reasons')}>
      {GROUPS.filter((group) => groups.has(group)).map((group) => (
        <div key={group}>
          <dt>{t(`reasonGroup.${group}`)}</dt>
          {groups.get(group)?.map(({ field, level }) => (
            <dd key={field}>{t(`reason.${field}.${level}`)}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function SideOf({ side, revealed }: { side: Side; revealed: UnmaskedCustomer | undefined }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const sourceName = useSourceName();
  const clear = new Map(revealed?.contactPoints.map(({ contactPointId, value }) => [contactPointId, value]));
  const birthDate = revealed?.birthDate ?? null;
  const rows: [string, string][] = [
    ...side.contacts.map(({ contactPointId, kind, valueMasked }): [string, string] => [
      t(`people:card.kind.${kind}`),
      clear.get(contactPointId) ?? valueMasked,
    ]),
    ...(birthDate !== null
      ? [[t('side.birthDate'), format.day(birthDate)] as [string, string]]
      : side.birthYear === null
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
      <Radio
        value={side.customerId}
        label={(revealed?.name ?? side.name) || t('unnamed')}
        classNames={{ label: css.sideName ?? '' }}
      />
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
      {preview.renamed && <p>{t('preview.renamed', preview.renamed)}</p>}
      {preview.fills.length > 0 && (
        <p>{t('preview.fills', { fields: preview.fills.map((field) => t(`field.${field}`)).join(', ') })}</p>
      )}
      {stricter.length > 0 && (
        <Notice tone="warning">
          {t('preview.stricter')}{' '}
          {inLine(
            stricter.map(({ kind, into, merged }) =>
              t('preview.consent', {
                kind: t(`people:card.consentKind.${kind.split(':')[0]}`),
                before: stateOf(into),
                after: stateOf(merged),
              }),
            ),
          )}
        </Notice>
      )}
      <p className={css.quiet}>{t('preview.undo')}</p>
    </div>
  );
}
