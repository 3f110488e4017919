import { legalRule } from '../../privacy/index.ts';
import { lintInfoText } from './lint.ts';

/** Signs of an AlimTalk after its variables are filled in (§2.5). */
export const ALIMTALK_MAX_SIGNS = 1_000;
const VARIABLE = /#\{([^{}\n]{1,40})\}/g;

/** The variables a template names, each once, in order: `#{이름}님` → ['#{이름}']. */
export function listAlimtalkVariables(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([whole]) => whole))];
}

/** A template as the person will read it, and what was left open. An empty value counts as left open: Kakao refuses it. */
export function fillAlimtalk(
  text: string,
  variables: Readonly<Record<string, string>>,
): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const filled = text.replace(VARIABLE, (whole) => {
    const value = variables[whole]?.trim() ?? '';
    if (value === '') missing.add(whole);
    return value;
  });
  return { text: filled, missing: [...missing] };
}

/** What Kakao would turn a template down for, or the law forbids. */
export type AlimtalkProblem =
  | { kind: 'advertising'; rule: 'AD-40'; words: string[] }
  | { kind: 'no_points_basis'; rule: 'AD-41'; line: string }
  | { kind: 'app_inducement'; rule: 'AD-41'; words: string[] }
  | { kind: 'too_long'; rule: 'AD-40'; signs: number };

const ABOUT_POINTS = /포인트|적립금|스탬프|쿠폰/;
const APP_INDUCEMENT = /앱\s*(?:을|를)?\s*(?:다운|설치|받)|플레이\s*스토어|앱\s*스토어/g;

/** Whether a text tells of points, stamps or coupons, for which AD-41 asks more than for other information. */
export function tellsOfPoints(text: string): boolean {
  return ABOUT_POINTS.test(text);
}

/**
 * Checks a template before it is asked for: information only (AD-40); points and coupons need the basis line, word for
 * word, since 2026-04-01, and no inducement to install an app (AD-41). Empty: nothing found.
 */
export function lintAlimtalk(text: string, onDay: string): AlimtalkProblem[] {
  const problems: AlimtalkProblem[] = [];
  const basis = legalRule('alimtalk_points_basis', onDay);
  const isAboutPoints = tellsOfPoints(text);
  // With its basis line a message about points she earned may name them; other advertising words stay advertising.
  const words = lintInfoText(text).words.filter((word) => !(isAboutPoints && word === '쿠폰'));
  if (words.length > 0) problems.push({ kind: 'advertising', rule: 'AD-40', words });
  if (isAboutPoints && basis !== null) {
    if (!basis.lines.some((line) => text.includes(line)))
      problems.push({ kind: 'no_points_basis', rule: 'AD-41', line: basis.lines[0] ?? '' });
    const inducement = text.match(APP_INDUCEMENT);
    if (inducement) problems.push({ kind: 'app_inducement', rule: 'AD-41', words: [...new Set(inducement)] });
  }
  if ([...text].length > ALIMTALK_MAX_SIGNS)
    problems.push({ kind: 'too_long', rule: 'AD-40', signs: [...text].length });
  return problems;
}

/** A line of the two texts: in both, only here, or only at the provider. */
export interface DiffLine {
  side: 'both' | 'here' | 'provider';
  text: string;
}

/** Line by line what differs between our text and the provider's (AD-43): any difference fails at sending (1043). */
export function diffTemplate(here: string, provider: string): DiffLine[] {
  const a = here.replaceAll('\r\n', '\n').split('\n');
  const b = provider.replaceAll('\r\n', '\n').split('\n');
  // Longest common subsequence; templates have a few dozen lines.
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ side: 'both', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ side: 'here', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ side: 'provider', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** The states of a template's review (AD-43). */
export type ReviewState = 'draft' | 'requested' | 'approved' | 'rejected' | 'suspended' | 'dormant';

const REVIEW_STEPS: Readonly<Record<ReviewState, readonly ReviewState[]>> = {
  draft: ['requested'],
  requested: ['approved', 'rejected', 'draft'],
  approved: ['suspended', 'dormant'],
  rejected: ['draft', 'requested'],
  suspended: ['approved'],
  dormant: ['approved'],
};

/** Whether a review may go from one state to another; the text can only change while it is a draft or was rejected. */
export function mayReviewMove(from: ReviewState, to: ReviewState): boolean {
  return REVIEW_STEPS[from].includes(to);
}
