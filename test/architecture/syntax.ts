import ts from 'typescript';

/** Every node of a file, outermost first, with the line it stands on. */
export function* walk(file: string, text: string): Generator<{ node: ts.Node; line: number }> {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const waiting: ts.Node[] = [source];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield { node, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 };
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    waiting.push(...children.toReversed());
  }
}

/** Text of a literal with its holes left open as `…`; undefined when the node is no literal. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…');
  return undefined;
}
