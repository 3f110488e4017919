import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

/** Puts a text on the clipboard and says so; without `label` the text is an address. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation('privacy');
  const clipboard = useClipboard();
  return (
    <Button variant="default" onClick={() => clipboard.copy(text)}>
      <span aria-live="polite">{clipboard.copied ? t('copied') : (label ?? t('copy'))}</span>
    </Button>
  );
}
