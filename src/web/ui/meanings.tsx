import { Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDefinitions } from '../lib/definitions.ts';
import { DefinitionText } from './figure.tsx';
import css from './meanings.module.css';

/**
 * One quiet mark behind a sentence or below a picture: pressed, it says what each kind of figure in it means. Nothing stands
 * there where there is no figure, or no meaning is known.
 */
export function Meanings({ keys }: { keys: readonly string[] }) {
  return keys.length === 0 ? null : <Mark keys={keys} />;
}

/** A sentence with the mark behind its last word. */
export function Told({ metrics, children }: { metrics: readonly string[]; children: ReactNode }) {
  return (
    <>
      {children}
      <Meanings keys={metrics} />
    </>
  );
}

function Mark({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation('ui');
  const [opened, setOpened] = useState(false);
  const definitionOf = useDefinitions();
  const known = [...new Set(keys)].flatMap((key) => {
    const definition = definitionOf(key);
    return definition ? [{ key, definition }] : [];
  });
  if (known.length === 0) return null;
  return (
    <Popover
      width={320}
      position="bottom-start"
      withRoles
      trapFocus={false}
      opened={opened}
      onChange={setOpened}
      // Closed while it still fades in, a panel would stay.
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className={`d-plain-button ${css.mark}`}
          aria-label={t('figure.whatTheyMean')}
          title={t('figure.whatTheyMean')}
          onClick={() => setOpened(!opened)}
          // The focus stays on the mark, where the panel hears no key.
          onKeyDown={({ key }) => key === 'Escape' && setOpened(false)}
        >
          <IconInfoCircle size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        {/* A long panel scrolls, which a keyboard must be able to do. */}
        <div className={css.list} role="region" aria-label={t('figure.whatTheyMean')} tabIndex={0}>
          {known.map(({ key, definition }) => (
            <section key={key}>
              <p className={css.name}>{definition.name}</p>
              <DefinitionText definition={definition} />
            </section>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
