export * from './describe-person.ts';
export * from './habits.ts';
export * from './rfm.ts';
export * from './rhythm.ts';
