import { useTranslation } from 'react-i18next';
import type { OpenDecision } from '../../modules/decisions/contract.ts';
import { useFormat } from '../lib/format.ts';
import { useSourceName } from '../lib/source-name.ts';

/** The reason in words: the figures as the server found them. */
export function useDecisionReason() {
  const { t } = useTranslation('decisions');
  const format = useFormat();
  const sourceName = useSourceName();
  return ({ kind, reason }: Pick<OpenDecision, 'kind' | 'reason'>) => {
    const number = (key: string) => Number(reason[key] ?? 0);
    const text = (key: string) => String(reason[key] ?? '');
    // What was decided before its whole was kept shows the share alone.
    const shareOfWhole = () => {
      const [share, category] = [format.percent(number('share'), 1), text('category')];
      if (reason['categoryUnits'] === undefined) return share;
      const figures = { share, category, whole: format.count(number('categoryUnits')) };
      return t(category === '' ? 'shareOfKind' : 'shareOf', figures);
    };
    const day = text('day') === '' ? '' : format.day(text('day'));
    switch (kind) {
      case 'play_waiting':
        return t('reason.play_waiting', { name: text('name') });
      case 'flow_waiting':
        return t('reason.flow_waiting', { name: text('name') });
      case 'flow_unread':
        return t('reason.flow_unread', {
          name: text(format.locale === 'ko' ? 'nameKo' : 'nameEn'),
          people: format.count(number('people')),
        });
      case 'play_due':
        return t('reason.play_due', { name: text('name'), day });
      case 'fatigue':
        return [
          t('reason.fatigue', {
            name: text('name'),
            sent: format.count(number('sent')),
            n: format.count(number('optOuts')),
            rate: format.percent(number('rate'), 2),
            times: format.decimal(number('perPerson')),
          }),
          ...(reason['usual'] === undefined
            ? []
            : [t('reason.fatigueUsual', { rate: format.percent(number('usual'), 2) })]),
        ].join(' ');
      case 'resting_unplayed':
        return t('reason.resting_unplayed', {
          people: format.count(number('people')),
          reachable: format.count(number('mayEmail')),
          worth: format.roughMoney(number('worthPerMonthMinor')),
        });
      case 'source_late':
        return t(number('silent') === 1 ? 'reason.source_silent' : 'reason.source_late', {
          name: sourceName(text('name')),
          day,
        });
      case 'leak_open':
        return t(number('hours') >= 0 ? 'reason.leak_open' : 'reason.leak_late', {
          persons: format.count(number('persons')),
          hours: format.count(Math.abs(number('hours'))),
        });
      case 'retention_due':
        return day === ''
          ? t('reason.retention_due', { count: number('overdue') })
          : t('reason.retention_announced', {
              day,
              n: format.count(number('people')),
              all: format.count(number('total')),
            });
      case 'same_number':
        return t('reason.same_number', { day });
      case 'duplicates':
        return t('reason.duplicates', { count: number('count') });
      case 'menu_puzzle':
      case 'menu_dog':
        return t(`reason.${kind}`, {
          item: text('item'),
          units: format.count(number('units')),
          share: shareOfWhole(),
          margin: format.money(number('marginMinor')),
        });
    }
  };
}
