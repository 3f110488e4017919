import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

/** Puts an address on the clipboard and says so. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation('privacy');
  const clipboard = useClipboard();
  return (
    <Button variant="default" onClick={() => clipboard.copy(text)}>
      <span aria-live="polite">{t(clipboard.copied ? 'copied' : 'copy')}</span>
    </Button>
  );
}
