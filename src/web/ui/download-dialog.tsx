import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from './states.tsx';

interface DownloadDialogProps {
  title: string;
  /** On the button that opens it; the title where it says the same. */
  label?: string;
  /** Of that button for a screen reader, where several say the same. */
  name?: string;
  size?: 'sm' | 'compact-md';
  /** What leaves. */
  sentence: string;
  /** Where the reason is asked for otherwise. */
  reason?: { label: string; description?: string; maxLength: number };
  /** On the dialog's own button. */
  go?: string;
  error?: string | undefined;
  isPending?: boolean;
  onClose?: () => void;
  onSubmit: (reason: string, close: () => void) => void;
  /** Choices before the reason, and after it. */
  children?: ReactNode;
  after?: ReactNode;
}

/** Asks why something leaves the product before it does; the reason stays on record (PV-56). */
export function DownloadDialog(props: DownloadDialogProps) {
  const { title, label = title, size = 'compact-md', sentence, error, isPending = false, onClose, onSubmit } = props;
  const { t } = useTranslation('ui');
  const {
    reason: asked = { label: t('export.reason'), description: t('export.reasonWhy'), maxLength: 200 },
    go = t('export.go'),
  } = props;
  const [opened, dialog] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const close = () => {
    setReason('');
    onClose?.();
    dialog.close();
  };
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size={size}
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-label={props.name}
        onClick={dialog.open}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit(reason, close);
          }}
        >
          <Stack gap="sm">
            <Text>{sentence}</Text>
            {error && <Notice tone="danger">{error}</Notice>}
            {props.children}
            <TextInput
              {...asked}
              data-autofocus
              required
              minLength={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {props.after}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('export.cancel')}
              </Button>
              <Button type="submit" loading={isPending} disabled={reason.trim().length < 2}>
                {go}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
