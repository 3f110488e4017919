import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** What every toast has in common; its cross needs a name for a screen reader. */
const toast = () => ({ withBorder: true, closeButtonProps: { 'aria-label': i18next.t('ui:close') } });

/** Ten seconds to change one's mind (UX-08). */
const UNDO_MS = 10_000;

interface Undo {
  /** What was done: "쿠폰을 지웠어요". */
  message: string;
  onUndo: () => void | Promise<unknown>;
}

/** Says what was done and offers to take it back, instead of asking before. */
export function showUndo({ message, onUndo }: Undo) {
  const id = notifications.show({
    ...toast(),
    autoClose: UNDO_MS,
    color: 'evergreen',
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button
          variant="subtle"
          size="compact-md"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            void onUndo();
          }}
        >
          {i18next.t('ui:undo')}
        </Button>
      </Group>
    ),
  });
}

/** A short word that something went well; nothing to answer. */
export function showDone(message: string) {
  notifications.show({ ...toast(), message, color: 'evergreen', autoClose: 4000 });
}

/** Something failed beside the screen's own flow; the sentence says what was kept. */
export function showFailure(message: string) {
  notifications.show({ ...toast(), message, color: 'red', autoClose: 8000 });
}
