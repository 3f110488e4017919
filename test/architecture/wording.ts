import ts from 'typescript';
import { isTest, type Sources } from './sources.ts';
import { literalText, walk } from './syntax.ts';

const HANGUL = /[ᄀ-ᇿ㄰-㆏가-힣]/;

/** A language is named in itself, whatever language is on the screen. */
const OWN_NAME = '한국어';
/** Screens that hold Korean on purpose. */
const KOREAN_ON_PURPOSE: readonly { file: RegExp; reason: string }[] = [
  { file: /^src\/web\/app\/shell\/palette\.tsx$/, reason: 'commands are found by words of both languages' },
];

/** Korean that stands in a screen instead of in src/web/locales, where English would be missing. */
export function findKoreanInScreens(sources: Sources): string[] {
  const found: string[] = [];
  for (const [file, text] of sources) {
    if (!file.startsWith('src/web/') || !file.endsWith('.tsx') || isTest(file)) continue;
    if (KOREAN_ON_PURPOSE.some((exception) => exception.file.test(file))) continue;
    for (const { node, line } of walk(file, text)) {
      const words = ts.isJsxText(node) ? node.text : literalText(node);
      if (words !== undefined && words.trim() !== OWN_NAME && HANGUL.test(words))
        found.push(`${file}:${line} "${words.trim().slice(0, 40)}" belongs in src/web/locales`);
    }
  }
  return found;
}

/** The server has one structured log, which knows what it must leave out; `console` does not. */
export function findConsole(sources: Sources): string[] {
  const found: string[] = [];
  for (const [file, text] of sources) {
    if (!/^src\/(shared|platform|modules|mart|app|cli)\/.*\.ts$/.test(file) || isTest(file)) continue;
    for (const { node, line } of walk(file, text)) {
      if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'console') {
        found.push(`${file}:${line} ${node.getText()}: use the log of the context`);
      }
    }
  }
  return found;
}

/** Packages of Node that compute and do not reach out. */
const PURE_NODE = new Set(['node:crypto', 'node:buffer', 'node:util']);
const PURE_CRYPTO = new Set(['createHash', 'createHmac', 'hash']);

/** Rules decide from their arguments alone: no clock, no chance, no files, no database, no environment. */
export function findImpureRules(sources: Sources): string[] {
  const found: string[] = [];
  for (const [file, text] of sources) {
    if (!/^src\/modules\/[^/]+\/rules(\.ts$|\/)/.test(file) || isTest(file)) continue;
    for (const { node, line } of walk(file, text)) {
      const reason = whyImpure(node);
      if (reason) found.push(`${file}:${line} ${reason}`);
    }
  }
  return found;
}

function whyImpure(node: ts.Node): string | undefined {
  const isTypeOnly = ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (ts.isImportDeclaration(node) && !isTypeOnly && ts.isStringLiteral(node.moduleSpecifier)) {
    const from = node.moduleSpecifier.text;
    if (from.includes('/platform/') || from.includes('/mart/')) return `imports ${from}`;
    if (from.startsWith('node:') && !PURE_NODE.has(from)) return `imports ${from}`;
    const names = node.importClause?.namedBindings;
    if (from === 'node:crypto' && names && ts.isNamedImports(names)) {
      const impure = names.elements.find((element) => !PURE_CRYPTO.has((element.propertyName ?? element.name).text));
      if (impure) return `imports ${impure.name.text} of ${from}`;
    }
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    return 'new Date(): take `now` as an argument';
  if (ts.isPropertyAccessExpression(node)) {
    const path = node.getText();
    if (/^(Date|performance)\.now$/.test(path)) return `${path}: take \`now\` as an argument`;
    if (path === 'Math.random') return 'Math.random: take a seed as an argument';
    if (/^(process|globalThis)\./.test(path)) return `${path}: take it as an argument`;
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'fetch') return 'fetch: rules do not reach out';
  return undefined;
}
