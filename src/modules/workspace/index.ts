/**
 * Workspace: shops, business-type packs and settings. Owns schema `workspace`.
 * Nothing below it but the platform; everything else knows the shop through here.
 */
export * from './contract.ts';
export { shopOpened } from './events.ts';
export { workspaceRoutes } from './routes.ts';
export {
  advanceClock,
  createWorkspace,
  getRecentWorkspace,
  getWorkspace,
  listWorkspaces,
  setHasSales,
  setPack,
  updateShop,
  type Workspace,
} from './service.ts';
