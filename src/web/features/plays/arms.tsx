import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { findArmsAlike, listArms } from '../../../modules/plays/contract/arms.ts';
import {
  ARM_KEYS,
  type ArmDraft,
  type ArmKey,
  MAX_OTHER_ARMS,
  type Play,
} from '../../../modules/plays/contract/play.ts';
import { Notice } from '../../ui/states.tsx';
import css from './plays.module.css';

type OtherKey = Play['otherArms'][number]['key'];

/** A draft as one of its arms sees it: the arm's offer, message and channel in the place of the play's own. */
export function viewArm(draft: Play, key: ArmKey): Play {
  const arm = draft.otherArms.find((one) => one.key === key);
  return arm ? { ...draft, channel: arm.channel, offer: arm.offer, message: arm.message } : draft;
}

/** A change made to one arm, as a change of the draft. */
export function changeArm(draft: Play, key: ArmKey, patch: Partial<Play>): Partial<Play> {
  if (!draft.otherArms.some((one) => one.key === key)) return patch;
  const { channel, offer, message } = patch;
  return {
    otherArms: draft.otherArms.map((arm) =>
      arm.key === key
        ? { ...arm, ...(channel ? { channel } : {}), ...(offer ? { offer } : {}), ...(message ? { message } : {}) }
        : arm,
    ),
  };
}

/** What an arm is called on screen: its name, or its letter. */
export function useArmName() {
  const { t } = useTranslation('measure');
  return ({ key, name }: { key: string; name: string }) => name || t('arm.letter', { letter: key.toUpperCase() });
}

interface ArmChoiceProps {
  draft: Play;
  current: ArmKey;
  onSelect: (key: ArmKey) => void;
  change: (patch: Partial<Play>) => void;
  /** Nothing further down can tell two arms apart any more: two alike are a mistake now, not a beginning. */
  isLast: boolean;
}

/** Whether two arms of a draft say and give the same: such a draft goes no further than its message. */
export const hasArmsAlike = (draft: Play) => findArmsAlike(listArms(draft)) !== undefined;

/** Which arm is in hand, with a way to add another (up to five) or take this one away. */
export function ArmChoice({ draft, current, onSelect, change, isLast }: ArmChoiceProps) {
  const { t } = useTranslation('measure');
  const nameOf = useArmName();
  const arms: Pick<ArmDraft, 'key' | 'name'>[] = [{ key: 'a', name: draft.armName }, ...draft.otherArms];
  const free = ARM_KEYS.find((key): key is OtherKey => key !== 'a' && draft.otherArms.every((arm) => arm.key !== key));
  const add = () => {
    if (!free) return;
    const { channel, offer, message } = viewArm(draft, current);
    change({ otherArms: [...draft.otherArms, { key: free, name: '', channel, offer, message }] });
    onSelect(free);
  };
  const rename = (name: string) =>
    change(
      current === 'a'
        ? { armName: name }
        : { otherArms: draft.otherArms.map((arm) => (arm.key === current ? { ...arm, name } : arm)) },
    );
  const twins = findArmsAlike(listArms(draft));
  const remove = () => {
    change({ otherArms: draft.otherArms.filter((arm) => arm.key !== current) });
    onSelect('a');
  };
  return (
    <fieldset className={css.arms}>
      <legend className={css.quiet}>{t('arm.legend')}</legend>
      <div className={css.actions}>
        {arms.map((arm) => (
          <Button
            key={arm.key}
            variant={arm.key === current ? 'light' : 'default'}
            aria-pressed={arm.key === current}
            onClick={() => onSelect(arm.key)}
          >
            {nameOf(arm)}
          </Button>
        ))}
        {draft.otherArms.length < MAX_OTHER_ARMS && (
          <Button variant="subtle" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            {t('arm.add')}
          </Button>
        )}
      </div>
      {arms.length > 1 && (
        <>
          <p className={css.quiet}>{t('arm.hint', { count: arms.length })}</p>
          {twins && (
            <Notice tone={isLast ? 'danger' : 'warning'}>
              {t(isLast ? 'arm.alike' : 'arm.alikeYet', { one: nameOf(twins[0]), other: nameOf(twins[1]) })}
            </Notice>
          )}
          <TextInput
            label={t('arm.name')}
            placeholder={t('arm.example')}
            maxLength={60}
            value={arms.find((arm) => arm.key === current)?.name ?? ''}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          {current !== 'a' && (
            <div>
              <Button variant="subtle" color="gray" size="compact-sm" onClick={remove}>
                {t('arm.remove')}
              </Button>
            </div>
          )}
        </>
      )}
    </fieldset>
  );
}
