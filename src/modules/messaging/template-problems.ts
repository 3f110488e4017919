import type { z } from 'zod';
import type { previewTemplate } from './contract.ts';
import { type AlimtalkProblem, lintAlimtalk } from './rules/index.ts';

type Problem = z.input<typeof previewTemplate.output>['problems'][number];

/** What is wrong with an AlimTalk (AD-40, AD-41); other channels are judged by their class alone. */
export function problemsOf(template: { channel: string; class: string; body: string }, onDay: string): Problem[] {
  if (template.channel !== 'kakao' || template.class === 'ad') return [];
  return lintAlimtalk(template.body, onDay).map((problem) => ({
    kind: problem.kind,
    rule: problem.rule,
    detail: detailOf(problem),
  }));
}

function detailOf(problem: AlimtalkProblem): string {
  switch (problem.kind) {
    case 'advertising':
    case 'app_inducement':
      return problem.words.join(', ');
    case 'no_points_basis':
      return problem.line;
    case 'too_long':
      return String(problem.signs);
  }
}
