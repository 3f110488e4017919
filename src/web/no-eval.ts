import { z } from 'zod';

// The content policy forbids eval; without this zod tries it at its first object and the browser logs a violation.
// A file of its own, imported first: contracts make their objects while they are loaded.
z.config({ jitless: true });
