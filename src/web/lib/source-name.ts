import { useTranslation } from 'react-i18next';

/**
 * What a source is called on every screen: words for the keys that the product and common tills use; a name that the
 * shop gave stays as it is.
 */
export function useSourceName() {
  const { t, i18n } = useTranslation('ui');
  return (source: string) => {
    // `file:reviews` and its like: files that nobody named, by what they are about.
    const key = source.replace(/^file:/, 'file_');
    return /^[a-z0-9_]+$/.test(key) && i18n.exists(`ui:source.${key}`) ? t(`source.${key}`) : source;
  };
}
