import { useState } from 'react';
import type { Rule } from '../../../../modules/segments/contract.ts';
import { JointEditor } from './rule-editor.tsx';
import { readTree, writeRule } from './tree.ts';
import { useWords } from './words.ts';

/** A rule inside another form. What is given out may be incomplete while somebody types: whoever stores it asks its schema. */
export function RuleField({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  const words = useWords(undefined);
  const [tree, setTree] = useState(() => readTree(rule));
  return (
    <JointEditor
      part={tree}
      words={words}
      onChange={(changed) => {
        setTree(changed);
        onChange(writeRule(changed) as Rule);
      }}
    />
  );
}
