export * from './arms.ts';
export * from './assignment.ts';
export * from './comparison.ts';
export * from './describe-verdict.ts';
export * from './measure-arms.ts';
export * from './money.ts';
export * from './planning.ts';
export * from './verdict.ts';
