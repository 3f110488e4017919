import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './imports.module.css';

interface WordMatchProps {
  field: string;
  /** Our words. */
  allowed: readonly string[];
  /** The meaning of a word that the person has said nothing about; without it she has to choose. */
  propose?: ((text: string) => string) | undefined;
  /** The file's words. */
  texts: readonly string[];
  words: Readonly<Record<string, string>>;
  onChange: (words: Record<string, string>) => void;
}

/** Says what the file's own words mean: 취소 is a void, 동의 is granted. */
export function WordMatch({ field, allowed, propose, texts, words, onChange }: WordMatchProps) {
  const { t } = useTranslation('imports');
  if (texts.length === 0) return null;
  return (
    <fieldset className={css.words}>
      <legend className={css.legend}>{t(`words.${field}`)}</legend>
      <div className={css.options}>
        {texts.map((text) => (
          <NativeSelect
            key={text}
            label={text}
            value={words[text] ?? propose?.(text) ?? ''}
            onChange={(event) => onChange({ ...words, [text]: event.currentTarget.value })}
            data={[
              ...(propose ? [] : [{ value: '', label: t('words.choose') }]),
              ...allowed.map((word) => ({ value: word, label: t(`word.${word}`) })),
            ]}
          />
        ))}
      </div>
    </fieldset>
  );
}
