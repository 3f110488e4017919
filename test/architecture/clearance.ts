import ts from 'typescript';
import type { Sources } from './sources.ts';
import { walk } from './syntax.ts';

const CLEARED = 'src/modules/messaging/providers/cleared.ts';
/**
 * Who may hand a message over: the dispatcher; the test of the settings, to whoever presses; and a one-time link that a
 * person asked for herself, which no law of advertising touches and which must not be stored (PV-32).
 */
const MAY_SEND = new Set([
  'src/modules/messaging/dispatch.ts',
  'src/modules/messaging/mail-server.ts',
  'src/modules/messaging/notice.ts',
]);
const MAY_ASK = new Set([CLEARED]);
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

/**
 * Ways around the law: calling a provider's or a session's `send` outside of the dispatcher, making a clearance by a cast,
 * asking `decideMaySend` elsewhere, and a dispatcher that hands over without `clear` and `decideRecipients`.
 */
export function findWaysAroundTheLaw(sources: Sources): string[] {
  const found: string[] = [];
  for (const [file, text] of sources) {
    if (!file.startsWith('src/') || isTest(file) || !/\.tsx?$/.test(file)) continue;
    const isProvider = file.startsWith('src/modules/messaging/providers/');
    for (const { node, line } of walk(file, text)) {
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === 'send'
      ) {
        const whose = node.expression.expression.getText();
        if (/provider|outlet|session/i.test(whose) && !isProvider && !MAY_SEND.has(file))
          found.push(`${file}:${line} hands a message over past the dispatcher`);
      }
      if (ts.isAsExpression(node) && /\bCleared</.test(node.type.getText()) && file !== CLEARED)
        found.push(`${file}:${line} makes a clearance by itself`);
      if (ts.isCallExpression(node) && node.expression.getText() === 'decideMaySend' && !MAY_ASK.has(file))
        found.push(`${file}:${line} asks the law past askMaySend`);
    }
  }
  const dispatcher = sources.get('src/modules/messaging/dispatch.ts');
  if (dispatcher !== undefined) {
    const calls = new Set<string>();
    for (const { node } of walk('dispatch.ts', dispatcher))
      if (ts.isCallExpression(node)) calls.add(node.expression.getText());
    for (const needed of ['decideRecipients', 'clear'])
      if (!calls.has(needed)) found.push(`src/modules/messaging/dispatch.ts hands over without ${needed}`);
  }
  return found;
}
