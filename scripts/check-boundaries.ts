/** Part of `npm run check`: imports that .dependency-cruiser.mjs forbids. */
import { findForbiddenImports } from '../test/architecture/boundaries.ts';

const { violations, filesRead } = findForbiddenImports();
for (const violation of violations) console.log(violation);
// Under some versions of TypeScript the tool reads nothing and is content.
if (filesRead < 100) console.log(`only ${filesRead} files were read: the check does not work`);
process.exitCode = violations.length === 0 && filesRead >= 100 ? 0 : 1;
