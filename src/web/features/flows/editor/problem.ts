import { useTranslation } from 'react-i18next';
import { FLOW_FAULTS, type FlowProblem } from '../../../../modules/flows/contract.ts';

/** Fields whose fault has words of its own. */
const FIELDS = ['text', 'name', 'rule', 'when', 'exitWhen', 'candidates'] as const;

/** A fault in words: what is wrong, and so what to do. */
export function useProblem() {
  const { t } = useTranslation('flows');
  return ({ code, field }: FlowProblem) => {
    const fault = FLOW_FAULTS.find((one) => one === code);
    if (fault) return t(`problem.${fault}`);
    if (code === 'empty_branch') return t('plays:warning.empty_branch');
    const known = FIELDS.find((one) => one === field);
    return t(known ? `problem.${known}` : 'problem.other');
  };
}
