import { useTranslation } from 'react-i18next';
import type { FilterPart, ListCondition } from '../../../../modules/customers/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import type { Words } from './view.ts';

/** A part of a filter in words: `태그: VIP`, `마지막 방문 30일 안`. */
export function useDescribe(words: Words) {
  const { t } = useTranslation('lists');
  const format = useFormat();
  const sourceName = useSourceName();

  const range = (low: string | undefined, high: string | undefined): string => {
    if (low !== undefined && high !== undefined) return low === high ? low : t('range.between', { low, high });
    if (low !== undefined) return t('range.from', { low });
    return high === undefined ? t('range.known') : t('range.to', { high });
  };
  const count = (value: number | undefined) => (value === undefined ? undefined : format.count(value));
  const money = (value: number | undefined) => (value === undefined ? undefined : format.money(value));

  function value(condition: ListCondition): string {
    switch (condition.fact) {
      case 'lapse':
        return condition.in.map((state) => t(`people:state.${state}`)).join(', ');
      case 'tag':
        return condition.in.map((id) => words.tags.find(({ tagId }) => tagId === id)?.name ?? t('gone')).join(', ');
      case 'visits':
        return range(count(condition.atLeast), count(condition.atMost));
      case 'spend':
        return range(money(condition.atLeastMinor), money(condition.atMostMinor));
      case 'lastVisit': {
        if (condition.daysAgoAtMost !== undefined)
          return t('days.within', { n: format.count(condition.daysAgoAtMost) });
        if (condition.daysAgoAtLeast !== undefined)
          return t('days.before', { n: format.count(condition.daysAgoAtLeast) });
        return t('range.known');
      }
      case 'reachable':
        return t(`reachable.${condition.by}`);
      case 'consent':
        return t(`people:card.consentKind.${condition.kind}`, { defaultValue: condition.kind });
      case 'source':
        return condition.in.map(sourceName).join(', ');
      case 'group':
        return words.groups.find(({ segmentId }) => segmentId === condition.segmentId)?.name ?? t('gone');
      case 'field': {
        const field = words.fields.find(({ fieldKey }) => fieldKey === condition.key);
        if (condition.in) {
          return condition.in
            .map((one) => {
              if (field?.type === 'yes_no') return t(`yesNo.${one}`);
              return field?.choices.find(({ key }) => key === one)?.label[format.locale] ?? one;
            })
            .join(', ');
        }
        const day = (text: string | undefined) => (text === undefined ? undefined : format.day(text));
        if (condition.from !== undefined || condition.to !== undefined)
          return range(day(condition.from), day(condition.to));
        return range(count(condition.atLeast), count(condition.atMost));
      }
    }
  }

  function subject(condition: ListCondition): string {
    if (condition.fact !== 'field') return t(`fact.${condition.fact}`);
    const field = words.fields.find(({ fieldKey }) => fieldKey === condition.key);
    return field?.label[format.locale] ?? condition.key;
  }

  return (part: FilterPart): string => {
    const isNot = 'not' in part;
    const condition = isNot ? part.not : part;
    return t(isNot ? 'part.not' : 'part.is', { subject: subject(condition), value: value(condition) });
  };
}
