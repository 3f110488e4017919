import { Button, Group, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/**
 * Asks before somebody leaves a screen on which something is not saved: a link, the back button, a closed tab. Moving
 * about on the same screen (`?view=`) is no leaving. `isUnsaved` is asked at that moment. With `save` what is not saved is
 * saved on the way, and only what could not be is asked about.
 */
export function UnsavedGuard({
  isUnsaved,
  save,
}: {
  isUnsaved: () => boolean;
  save?: (() => Promise<unknown>) | undefined;
}) {
  const { t } = useTranslation('ui');
  const blocker = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      const isLeaving = current.pathname !== next.pathname;
      if (!isUnsaved()) return false;
      if (!save) return isLeaving;
      return save().then(
        () => false,
        () => isLeaving,
      );
    },
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  return (
    <Modal
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={t('unsaved.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <p>{t('unsaved.text')}</p>
      <Group gap={8}>
        <Button onClick={() => blocker.reset?.()}>{t('unsaved.stay')}</Button>
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          {t('unsaved.leave')}
        </Button>
      </Group>
    </Modal>
  );
}
