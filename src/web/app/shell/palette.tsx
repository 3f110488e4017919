import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch, IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCustomers } from '../../../modules/customers/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { isSame, matchCommands } from './match-command.ts';
import { useCommands } from './palette-commands.tsx';

/** The dialog needs a name for a screen reader; on screen the search box says it. */
const HIDDEN_HEADER = {
  position: 'absolute',
  width: 1,
  height: 1,
  minHeight: 0,
  padding: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;

/** Long enough that a pause between two syllables is no search: each one shows people, and is logged (PV-55). */
const WAIT_MS = 700;
const PEOPLE = 5;

/** Ctrl/⌘-K: places, things to do, saved lists, settings and people, all by typing. */
export default function Palette({ onShortcuts }: { onShortcuts: () => void }) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const navigate = useNavigate();
  const commands = useCommands({ onShortcuts });
  const [query, setQuery] = useState('');
  const typed = query.trim();
  const [settled] = useDebouncedValue(typed, WAIT_MS);
  const found = useQuery({
    ...queryFor(findCustomers, { query: { q: settled, limit: PEOPLE } }),
    // Who types the name of a place looks for nobody.
    enabled: settled !== '' && settled === typed && !commands.some(({ label }) => isSame(label, settled)),
    placeholderData: keepPreviousData,
  });

  const matching = matchCommands(commands, typed);
  const groups: SpotlightActionGroupData[] = [...Map.groupBy(matching, ({ group }) => group)].map(([group, list]) => ({
    group,
    actions: list.map(({ id, label, icon: Icon, run }) => ({
      id,
      label,
      onClick: run,
      leftSection: <Icon size={18} stroke={1.6} aria-hidden />,
    })),
  }));
  const people: SpotlightActionData[] =
    typed === ''
      ? []
      : (found.data?.customers ?? []).map((person) => ({
          id: `person-${person.customerId}`,
          label: person.name || person.phoneMasked || t('searchUnnamed'),
          description: inLine([
            person.name ? person.phoneMasked : null,
            person.lastVisitedOn ? format.relativeDay(person.lastVisitedOn) : t('searchNoVisit'),
          ]),
          onClick: () => void navigate({ to: '/people/$customerId', params: { customerId: person.customerId } }),
          leftSection: <IconUser size={18} stroke={1.6} aria-hidden />,
        }));
  const search: SpotlightActionData[] =
    typed === ''
      ? []
      : [
          {
            id: 'search',
            label: t('searchFor', { text: typed }),
            onClick: () => void navigate({ to: '/people', search: { q: typed } as never }),
            leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
          },
        ];

  return (
    <Spotlight
      shortcut={null}
      actions={[...groups, ...(typed === '' ? [] : [{ group: t('place.people'), actions: [...people, ...search] }])]}
      query={query}
      onQueryChange={setQuery}
      scrollable
      maxHeight={480}
      // What fits is decided above: 초성, other words and people are not the kit's to know.
      filter={(_typed, all) => all}
      searchProps={{
        placeholder: t('paletteHint'),
        'aria-label': t('palette'),
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
      }}
      title={t('palette')}
      styles={{ header: HIDDEN_HEADER }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
    />
  );
}
