import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MenuPage } from '../../../../modules/insights/contract/pages.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { FigureTable } from '../figure-table.tsx';

type NewItem = MenuPage['newItems'][number];

/** Who had its kind so often in so many days likes it. */
const LIKES = { withinDays: 90, timesAtLeast: 2 } as const;
/** Half of them hear of it. */
const HALF = 0.5;

/** Items new on the menu with what is known so far, and the way to a trial of each (MT-40). */
export function NewItems({ items }: { items: readonly NewItem[] }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  if (items.length === 0) return null;
  return (
    <Section title={<Term label={t('menu.new.title')} definition={definitionOf('newItem')} />}>
      <FigureTable
        caption={t('menu.new.title')}
        file="new-items"
        rows={items}
        rowKey={({ itemId }) => itemId}
        columns={[
          { key: 'name', header: t('menu.column.item'), phone: 'title', value: (row) => row.name },
          {
            key: 'since',
            header: t('menu.new.since'),
            width: '220px',
            value: (row) => row.since,
            render: ({ since, days }) => t('menu.new.sinceDays', { day: format.day(since), days: format.count(days) }),
          },
          {
            key: 'orders',
            header: t('menu.new.orders'),
            definition: definitionOf('newItem'),
            align: 'right',
            width: '200px',
            value: (row) => row.orders,
            render: ({ orders, allOrders, sentence }) => {
              const of = t('ofN', { count: format.count(orders), n: format.count(allOrders) });
              return sentence.key === 'menu_new' ? `${of} (${format.percent(orders / allOrders)})` : of;
            },
          },
          { key: 'play', header: t('pairs.column.play'), width: '150px', render: (row) => <TryItem item={row} /> },
        ]}
      />
    </Section>
  );
}

/** A play of the item: people who like its kind and have not had it, half of them told, drawn by chance. */
function TryItem({ item }: { item: NewItem }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const navigate = useNavigate();
  const mayPlay = useCan('plays:write');
  if (!mayPlay) return '–';
  const { itemId, name, category, orders, allOrders } = item;
  const search = new URLSearchParams({
    rule: JSON.stringify({
      all: [
        { fact: 'bought', ...(category ? { categories: [category] } : {}), ...LIKES },
        { not: { fact: 'bought', itemIds: [itemId] } },
      ],
    }),
    name: t('menu.new.playName', { name }),
    hypothesis: t('menu.new.playAim', { name, orders: format.count(orders), n: format.count(allOrders) }),
    holdoutRate: String(HALF),
  });
  return (
    <Button
      variant="default"
      size="compact-md"
      aria-label={t('menu.new.tryWhich', { name })}
      onClick={() => void navigate({ href: `/plays/new?${search.toString()}` })}
    >
      {t('pairs.try')}
    </Button>
  );
}
