import { sql } from 'kysely';
import { NAME_TITLE } from './rules.ts';

/** `nameKeyOf` the name that stands on the person `c`, said in the database. */
export const STORED_NAME_KEY = sql.raw<string>(
  `regexp_replace(lower(regexp_replace(normalize(c.name, nfc), '\\s+', '', 'g')), '${NAME_TITLE}', '')`,
);
