import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { STEP_KINDS, type StepKind } from './tree.ts';

/** Puts a step where it stands. */
export function StepMenu({
  label,
  compact = false,
  onAdd,
}: {
  label: string;
  compact?: boolean;
  onAdd: (kind: StepKind) => void;
}) {
  const { t } = useTranslation('flows');
  return (
    <Menu position="bottom" withinPortal>
      <Menu.Target>
        {compact ? (
          <ActionIcon variant="default" radius="xl" size="md" aria-label={label} className="nodrag nopan">
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        ) : (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={16} aria-hidden />}
            aria-label={label}
          >
            {t('editor.add')}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {t(`kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
