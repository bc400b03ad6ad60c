// Every module that a source file names, read by TypeScript's own parser.
import ts from 'typescript';

const RESOLVERS = new Set(['require', 'require.resolve', 'import.meta.resolve']);

/**
 * @param {{ file: string, text: string }} options
 * @returns {{ specifier: string, line: number, dynamic: boolean }[]} static, type-only, re-exporting and dynamic imports, `require` and
 *   `import.meta.resolve`, where the name is a literal
 */
export function importsOf({ file, text }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, dynamic = false) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier: node.text, line: line + 1, dynamic });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isCallExpression(node)) {
      const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      if (dynamic || RESOLVERS.has(node.expression.getText(source))) add(node.arguments[0], dynamic);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Lines of an index file that are neither an import nor a re-export. */
export function logicIn({ file, text }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement))
    .map((statement) => source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1);
}
