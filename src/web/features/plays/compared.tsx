import { useTranslation } from 'react-i18next';
import type { ComparedPlay } from '../../../modules/plays/contract/book.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { type Column } from '../../ui/data-table/props.ts';
import { Section } from '../../ui/page.tsx';
import { PlayState } from './play-state.tsx';
import css from './plays.module.css';
import { useEffectWords } from './use-effect-words.ts';
import { useSignedMoney } from './use-signed-money.ts';

const CODE_LINES = ['soldMinor', 'discountMinor', 'foodMinor'] as const;

/** All plays of a year in the same lines: what their codes brought and cost, and an effect only where one can be told. */
export function Compared({ plays }: { plays: readonly ComparedPlay[] }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const effect = useEffectWords();
  const signed = useSignedMoney();
  const none = '–';
  const columns: Column<ComparedPlay>[] = [
    {
      key: 'play',
      header: t('compared.play'),
      phone: 'title',
      width: '15%',
      render: ({ name, version }) => inLine([name, version > 1 && t('plays:try', { number: version })]),
    },
    {
      key: 'state',
      header: t('compared.state'),
      phone: 'aside',
      width: '8%',
      render: ({ state }) => <PlayState state={state} />,
    },
    {
      key: 'way',
      header: t('compared.way'),
      width: '9%',
      phone: 'under',
      render: ({ medium, channels }) =>
        medium ? t(`offline.media.${medium}`) : inLine(channels.map((channel) => t(`plays:channel.${channel}`))),
    },
    {
      key: 'uses',
      header: t('compared.uses'),
      align: 'right',
      render: ({ lines }) => (lines.code ? format.count(lines.code.uses) : none),
    },
    ...CODE_LINES.map(
      (key): Column<ComparedPlay> => ({
        key,
        header: t(`compared.${key}`),
        align: 'right',
        definition: { text: t(`compared.is.${key}`), term: key === 'foodMinor' ? 'MT-33' : 'MT-37' },
        render: ({ lines }) => (lines.code ? format.money(lines.code[key]) : none),
      }),
    ),
    {
      key: 'action',
      header: t('lines.action'),
      align: 'right',
      definition: { text: t('compared.is.action'), term: 'MT-33' },
      render: ({ lines }) => format.money(lines.actionMinor),
    },
    {
      key: 'left',
      header: t('compared.left'),
      align: 'right',
      definition: { text: t('compared.is.left') },
      render: ({ lines }) => (lines.code ? signed(lines.code.leftMinor) : none),
    },
    {
      key: 'effect',
      header: t('lines.effect'),
      width: '21%',
      definition: { text: t('plays:definition.incremental'), term: 'MT-32' },
      render: (play) => {
        const words = effect(play);
        return (
          <span className={css.effect}>
            {words.effect}
            {words.profit && <span className={css.quiet}>{t('compared.profit', { profit: words.profit })}</span>}
          </span>
        );
      },
    },
  ];
  return (
    <Section title={t('compared.title')} sentence={t('compared.sentence')} surface="plain">
      <DataTable
        caption={t('compared.caption')}
        columns={columns}
        rows={plays}
        rowKey={({ playId }) => playId}
        rowHref={({ playId }) => `/plays/${playId}`}
      />
    </Section>
  );
}
