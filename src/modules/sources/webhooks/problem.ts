import type { z } from 'zod';
import type { zProblem } from './contract.ts';

/** Why a delivery cannot be taken. Trying again changes nothing until somebody mends its cause. */
export type Problem = z.infer<typeof zProblem>;

/** Thrown where a body is read; becomes the reason of a dead letter. Its message holds no personal data. */
export class ReadingProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ReadingProblem';
    this.problem = problem;
  }
}
