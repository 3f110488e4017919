/**
 * Today: the board that is read in ten minutes before opening. It owns no data: everything on it belongs to the modules
 * below, and is read through them and the mart.
 */
export { todayRoutes } from './routes.ts';
export { getToday } from './service.ts';
