import { useTranslation } from 'react-i18next';
import type { MenuPage } from '../../../../modules/insights/contract/pages.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { Tag, type Tone } from '../../../ui/tag.tsx';
import { DecideButton } from '../decisions.tsx';
import type { FigureColumn } from '../figure-table.tsx';
import { useMajorMoney } from '../major-money.ts';

type Item = MenuPage['items'][number];

const TONES: Record<NonNullable<Item['class']>, Tone> = {
  star: 'accent',
  plowhorse: 'neutral',
  puzzle: 'neutral',
  dog: 'warning',
};

export function useMenuColumns(): FigureColumn<Item>[] {
  const { t } = useTranslation(['understand', 'ui']);
  const format = useFormat();
  const money = useMajorMoney();
  const definitionOf = useDefinitions();
  return [
    { key: 'name', header: t('menu.column.item'), phone: 'title', value: (row) => row.name },
    {
      key: 'class',
      header: t('menu.column.class'),
      definition: definitionOf('menuClass'),
      phone: 'aside',
      width: '150px',
      value: (row) => (row.class ? t(`menu.class.${row.class}`) : null),
      order: (row) => row.class,
      render: (row) =>
        row.class ? <Tag tone={TONES[row.class]}>{t(`menu.class.${row.class}`)}</Tag> : t('ui:figure.unknown'),
    },
    {
      key: 'units',
      header: t('menu.column.units'),
      definition: definitionOf('menuClass'),
      align: 'right',
      width: '90px',
      value: (row) => row.units,
      render: (row) => format.count(row.units),
    },
    {
      key: 'share',
      header: t('menu.column.share'),
      definition: definitionOf('menuClass'),
      align: 'right',
      width: '100px',
      phone: 'hidden',
      value: (row) => row.share,
      render: (row) => format.percent(row.share, 1),
    },
    {
      key: 'price',
      header: t('menu.column.price'),
      align: 'right',
      width: '110px',
      phone: 'hidden',
      value: (row) => Math.round(row.price),
      render: (row) => money.exact(row.price),
    },
    {
      key: 'margin',
      header: t('menu.column.margin'),
      definition: definitionOf('menuClass'),
      align: 'right',
      width: '130px',
      value: (row) => Math.round(row.margin),
      render: (row) => `${money.exact(row.margin)}${row.costIsKnown ? '' : ' *'}`,
    },
    {
      key: 'weeks',
      header: t('menu.column.weeks'),
      definition: definitionOf('menuTrend'),
      width: '130px',
      render: ({ weeks }) =>
        weeks.length > 1 ? (
          <Sparkline
            values={weeks}
            sentence={t('menu.weeks', { first: format.count(weeks[0] ?? 0), last: format.count(weeks.at(-1) ?? 0) })}
          />
        ) : (
          '–'
        ),
    },
    {
      key: 'decide',
      header: t('decide.column'),
      width: '130px',
      render: (row) =>
        row.hasOpenDecision ? (
          <Tag>{t('decide.taken')}</Tag>
        ) : (
          <DecideButton
            kind="menu_item"
            subject={row.itemId}
            name={row.name}
            actions={row.actions}
            finding={{ class: row.class, units: row.units, share: row.share, margin: row.margin }}
          />
        ),
    },
  ];
}
