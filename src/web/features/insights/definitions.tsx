import { useTranslation } from 'react-i18next';
import { useDefinitionList, useDefinitions } from '../../lib/definitions.ts';
import { useFormat } from '../../lib/format.ts';
import { Term } from '../../ui/figure.tsx';
import css from './insights.module.css';

/** The foot of a page: what each kind of figure on it means, each opened by its name. */
export function FigureMeanings({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation('understand');
  const { locale } = useFormat();
  const { definitions } = useDefinitionList();
  const definitionOf = useDefinitions();
  const named = keys.flatMap((key) => definitions.filter((definition) => definition.key === key));
  if (named.length === 0) return null;
  return (
    <p className={css.meanings}>
      <span>{t('meanings')}</span>
      {named.map(({ key, name }) => (
        <Term key={key} label={name[locale]} definition={definitionOf(key)} />
      ))}
    </p>
  );
}
