/** `npm run check`: everything that can be known without running the product, one line a step, all failures at the end. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Two at a time: the longer steps overlap, and a small machine stays usable. */
const LANES = 2;

interface Step {
  name: string;
  command: string[];
}

/** A package's own command, run by this Node whatever the machine has. */
function tool(name: string, ...args: string[]): string[] {
  return [process.execPath, path.join(ROOT, 'node_modules/.bin', name), ...args];
}

function script(file: string, ...args: string[]): string[] {
  return [process.execPath, '--disable-warning=ExperimentalWarning', file, ...args];
}

const steps: Step[] = [
  { name: 'types', command: tool('tsc', '--noEmit', '--pretty', 'false', '--project', '.') },
  { name: 'lint', command: tool('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'generated files', command: script('scripts/check-generated.ts') },
  { name: 'format', command: tool('biome', 'check', '--max-diagnostics=50', '.') },
  { name: 'boundaries', command: script('scripts/check-boundaries.ts') },
  { name: 'dead code', command: tool('knip', '--no-progress', '--no-config-hints') },
  { name: 'architecture and locales', command: script('scripts/check-architecture.ts') },
];

function run({ command }: Step): Promise<{ ok: boolean; output: string; seconds: number }> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const [file, ...args] = command as [string, ...string[]];
    const child = spawn(file, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ ok: false, output: error.message, seconds: 0 }));
    child.once('close', (status) =>
      resolve({ ok: status === 0, output, seconds: (performance.now() - startedAt) / 1_000 }),
    );
  });
}

const failures: { name: string; output: string }[] = [];
const waiting = [...steps];
await Promise.all(
  Array.from({ length: LANES }, async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const { ok, output, seconds } = await run(step);
      if (!ok) failures.push({ name: step.name, output });
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.name.padEnd(26)} ${seconds.toFixed(1).padStart(5)} s`);
    }
  }),
);
for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output.trim()}`);
console.log(
  failures.length === 0 ? `\nAll ${steps.length} checks hold.` : `\n${failures.length} of ${steps.length} checks fail.`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
