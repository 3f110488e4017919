import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface AskFirstProps {
  opened: boolean;
  title: string;
  /** What it would do, in a sentence. */
  means: string;
  /** The button that does it. */
  yes: ReactNode;
  isPending?: boolean;
  onYes: () => void;
  onClose: () => void;
}

/** What many records or two names hang on is asked about before it is done. */
export function AskFirst({ opened, title, means, yes, isPending = false, onYes, onClose }: AskFirstProps) {
  const { t } = useTranslation('identity');
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <p>{means}</p>
      <Group justify="flex-end" mt={16}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button onClick={onYes} loading={isPending}>
          {yes}
        </Button>
      </Group>
    </Modal>
  );
}
