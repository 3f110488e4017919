export * from './feeds/contract.ts';
export * from './webhooks/contract.ts';
