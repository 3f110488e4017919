import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getMenu, type MenuPage } from '../../../../modules/insights/contract/pages.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { ChipList } from '../../../ui/chip-list.tsx';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { Decisions } from '../decisions.tsx';
import { FigureTable } from '../figure-table.tsx';
import { InsightPage } from '../insight-page.tsx';
import css from '../insights.module.css';
import { useMenuColumns } from './menu-columns.tsx';
import { NewItems } from './new-items.tsx';
import { Quadrants } from './quadrants.tsx';

/** What is popular and what earns, item by item, and what one decides about it (MT-40). */
export function MenuInsight() {
  const query = useQuery(queryFor(getMenu));
  return (
    <InsightPage name="menu" query={query}>
      {(data) => <MenuBody data={data} />}
    </InsightPage>
  );
}

function MenuBody({ data }: { data: MenuPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const columns = useMenuColumns();
  const categories = [...new Set(data.items.map(({ category }) => category))];
  const [category, setCategory] = useState(data.cuts[0]?.category ?? categories[0]);
  const items = useMemo(() => data.items.filter((item) => item.category === category), [data.items, category]);
  const cut = data.cuts.find((one) => one.category === category);
  if (data.items.length === 0) return <EmptyState sentence={t('menu.none')} />;
  return (
    <>
      <Section title={<Term label={t('menu.title')} definition={definitionOf('menuClass')} />}>
        <div className={css.stack}>
          <ChipList
            single
            label={t('menu.category')}
            options={categories.map((one) => ({
              value: one,
              label: one || t('menu.noCategory'),
              count: data.items.filter((item) => item.category === one).length,
            }))}
            value={category === undefined ? [] : [category]}
            onChange={([one]) => setCategory(one ?? category)}
          />
          {cut ? <Quadrants items={items} cut={cut} /> : <p className={css.quiet}>{t('menu.tooFew')}</p>}
        </div>
      </Section>
      <Decisions kind="menu_item" nameOf={(id) => data.items.find(({ itemId }) => itemId === id)?.name} />
      <NewItems items={data.newItems} />
      <Section
        title={t('menu.table')}
        sentence={t('menu.span', { from: format.day(data.from), until: format.day(data.until) })}
      >
        <FigureTable
          caption={t('menu.table')}
          file="menu"
          fileRows={data.items}
          alsoInFile={[{ header: t('menu.category'), value: (item) => item.category || t('menu.noCategory') }]}
          rows={items}
          rowKey={({ itemId }) => itemId}
          columns={columns}
        />
        {items.some(({ costIsKnown }) => !costIsKnown) && <p className={css.quiet}>{t('menu.costGuessed')}</p>}
      </Section>
    </>
  );
}
