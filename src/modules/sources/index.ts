/**
 * Sources: the ways in that programs use: the HTTP API, what analytics libraries speak, and the script in web pages. Owns
 * no people and no sales: what arrives is handed to the modules it belongs to.
 */
export { sourcesRoutes } from './routes.ts';
