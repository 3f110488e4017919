import { useTranslation } from 'react-i18next';

/**
 * What a source is called on every screen: words for the keys that the product and common tills use; a name that the
 * shop gave stays as it is.
 */
export function useSourceName() {
  const { t, i18n } = useTranslation('ui');
  return (source: string) =>
    /^[a-z0-9_]+$/.test(source) && i18n.exists(`ui:source.${source}`) ? t(`source.${source}`) : source;
}
