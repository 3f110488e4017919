import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../modules/segments/contract.ts';
import css from '../segments.module.css';
import { ConditionInputs } from './condition-inputs.tsx';
import { beginningOf, OFFERED } from './inputs.ts';
import { type ConditionPart, isJoint, type JointPart, newCondition, newJoint, type Part } from './tree.ts';
import type { Words } from './words.ts';

/** Joints inside joints beyond this nobody can read. */
const MAX_DEPTH = 3;

interface PartProps<P extends Part> {
  part: P;
  words: Words;
  onChange: (part: P) => void;
  onRemove?: () => void;
}

/** Conditions joined by all or any, and joints inside it; each may be turned into its opposite. */
export function JointEditor({ part, words, onChange, onRemove, depth = 1 }: PartProps<JointPart> & { depth?: number }) {
  const { t } = useTranslation('groups');
  const setPart = (at: number, changed: Part) =>
    onChange({ ...part, parts: part.parts.map((one, index) => (index === at ? changed : one)) });
  const remove = (at: number) => onChange({ ...part, parts: part.parts.filter((_one, index) => index !== at) });
  const add = (more: Part) => onChange({ ...part, parts: [...part.parts, more] });
  return (
    <fieldset className={css.joint} data-depth={depth}>
      <legend className="d-visually-hidden">{t(`joint.${part.joint}`)}</legend>
      <div className={css.partHead}>
        <SegmentedControl
          aria-label={t('joint.label')}
          data={[
            { value: 'all', label: t('joint.all') },
            { value: 'any', label: t('joint.any') },
          ]}
          value={part.joint}
          onChange={(joint) => onChange({ ...part, joint: joint === 'any' ? 'any' : 'all' })}
        />
        {(onRemove || part.not) && <NotSwitch part={part} onChange={onChange} />}
        {onRemove && <RemoveButton label={t('removeJoint')} onRemove={onRemove} />}
      </div>
      {part.parts.length === 0 && <p className={css.quiet}>{t(`joint.empty.${part.joint}`)}</p>}
      {part.parts.map((one, at) =>
        isJoint(one) ? (
          <JointEditor
            key={one.key}
            part={one}
            words={words}
            depth={depth + 1}
            onChange={(changed) => setPart(at, changed)}
            onRemove={() => remove(at)}
          />
        ) : (
          <ConditionEditor
            key={one.key}
            part={one}
            words={words}
            onChange={(changed) => setPart(at, changed)}
            onRemove={() => remove(at)}
          />
        ),
      )}
      <div className={css.add}>
        <AddCondition onAdd={(fact) => add(newCondition(beginningOf(fact)))} />
        {depth < MAX_DEPTH && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-md"
            onClick={() => add(newJoint(part.joint === 'all' ? 'any' : 'all', [newCondition(beginningOf('visits'))]))}
          >
            {t('addJoint')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function ConditionEditor({ part, words, onChange, onRemove }: PartProps<ConditionPart>) {
  const { t } = useTranslation('groups');
  const name = t(`fact.${part.condition.fact}`);
  return (
    <fieldset className={css.condition}>
      <legend className="d-visually-hidden">{name}</legend>
      <div className={css.partHead}>
        <span className={css.name} aria-hidden>
          {name}
        </span>
        <NotSwitch part={part} onChange={onChange} />
        {onRemove && <RemoveButton label={t('removeCondition', { name })} onRemove={onRemove} />}
      </div>
      <ConditionInputs
        condition={part.condition}
        words={words}
        onChange={(condition) => onChange({ ...part, condition })}
      />
    </fieldset>
  );
}

function NotSwitch<P extends Part>({ part, onChange }: { part: P; onChange: (part: P) => void }) {
  const { t } = useTranslation('groups');
  return (
    <Button
      variant={part.not ? 'light' : 'subtle'}
      color={part.not ? 'red' : 'gray'}
      size="compact-md"
      aria-pressed={part.not}
      onClick={() => onChange({ ...part, not: !part.not })}
    >
      {t('not')}
    </Button>
  );
}

function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={onRemove} className={css.remove}>
      <IconTrash size={18} aria-hidden />
    </ActionIcon>
  );
}

function AddCondition({ onAdd }: { onAdd: (fact: Condition['fact']) => void }) {
  const { t } = useTranslation('groups');
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />}>
          {t('addCondition')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.menu}>
        {OFFERED.map(({ heading, facts }) => (
          <div key={heading}>
            <Menu.Label>{t(`heading.${heading}`)}</Menu.Label>
            {facts.map((fact) => (
              <Menu.Item key={fact} onClick={() => onAdd(fact)}>
                {t(`fact.${fact}`)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
