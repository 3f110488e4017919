import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Item, listItems, setAvailability } from '../../../modules/menu/contract.ts';
import type { EndpointInput } from '../../../shared/endpoint.ts';
import { COUNTER_ANSWER_MS, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { ErrorState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showFailure, showUndo } from '../../ui/toast.tsx';
import css from './menu.module.css';

const SHOWN = 6;
const TYPING_MS = 250;

type Saying = NonNullable<EndpointInput<typeof setAvailability>['body']>;
const SAYINGS = {
  soldOutToday: { availability: 'sold_out', until: 'today' },
  soldOut: { availability: 'sold_out', until: 'further_notice' },
  surplus: { availability: 'surplus' },
  inStock: { availability: 'in_stock' },
} as const satisfies Record<string, Saying>;
type Said = keyof typeof SAYINGS;

function saidOf({ availability, markedUntil }: Item): Said {
  if (availability === 'in_stock') return 'inStock';
  if (availability === 'surplus') return 'surplus';
  return markedUntil === null ? 'soldOut' : 'soldOutToday';
}

/** What has run out and what is left over, said at the counter: offers follow it. */
export function MenuMarks() {
  const { t } = useTranslation('menu');
  const mayRead = useCan('orders:read');
  const mayWrite = useCan('orders:write');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS);
  const marked = useQuery({
    ...queryFor(listItems, { query: { marked: 'true' } }, { withinMs: COUNTER_ANSWER_MS }),
    enabled: mayRead,
  });
  const found = useQuery({
    ...queryFor(listItems, { query: { search, limit: SHOWN } }, { withinMs: COUNTER_ANSWER_MS }),
    enabled: mayRead && search !== '',
  });
  if (!mayRead) return null;
  return (
    <Section title={t('marks.title')} sentence={t('marks.sentence')}>
      <div className={css.stack}>
        <Loaded query={marked} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p className={css.quiet}>{t('marks.none')}</p>
            ) : (
              <ul className={css.list} aria-label={t('marks.now')}>
                {items.map((item) => (
                  <MarkRow key={item.itemId} item={item} offers={mayWrite ? ['inStock'] : []} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {mayWrite && (
          <TextInput
            label={t('marks.find')}
            autoComplete="off"
            size="md"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {search !== '' && found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
        {search !== '' && found.data && (
          <div role="status">{found.data.items.length === 0 && <p className={css.quiet}>{t('marks.notFound')}</p>}</div>
        )}
        {search !== '' && found.data && found.data.items.length > 0 && (
          <ul className={css.list} aria-label={t('marks.found')}>
            {found.data.items.map((item) => (
              <MarkRow key={item.itemId} item={item} offers={['soldOutToday', 'soldOut', 'surplus', 'inStock']} />
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function MarkRow({ item, offers }: { item: Item; offers: readonly Said[] }) {
  const { t } = useTranslation('menu');
  const name = useId();
  const client = useQueryClient();
  const change = useCall(setAvailability, { withinMs: COUNTER_ANSWER_MS });
  const now = saidOf(item);
  const params = { itemId: item.itemId };
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keyOf(listItems) });
  };
  const say = (said: Said) =>
    change.mutate(
      { params, body: SAYINGS[said] },
      {
        onSuccess: () =>
          showUndo({
            message: t(`marks.done.${said}`, { name: item.name }),
            onUndo: () =>
              change
                .mutateAsync({ params, body: SAYINGS[now] })
                .catch(() => showFailure(t('marks.failed')))
                .finally(refresh),
          }),
        onSettled: refresh,
      },
    );
  return (
    <li className={css.item}>
      <div id={name} className={css.name}>
        <span>{item.name}</span>
        {now !== 'inStock' && <Tag tone={now === 'surplus' ? 'accent' : 'warning'}>{t(`marks.is.${now}`)}</Tag>}
      </div>
      <div className={css.choices}>
        {offers
          .filter((said) => said !== now)
          .map((said) => (
            <Button
              key={said}
              variant="default"
              aria-describedby={name}
              loading={change.isPending && change.variables.body === SAYINGS[said]}
              onClick={() => say(said)}
            >
              {t(now === 'surplus' && said === 'inStock' ? 'marks.say.notSurplus' : `marks.say.${said}`)}
            </Button>
          ))}
      </div>
      {change.error && <Notice tone="danger">{change.error.message || t('marks.failed')}</Notice>}
    </li>
  );
}
