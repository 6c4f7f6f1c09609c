/** @file An author's TypeScript made to run as it is: types are dropped, not checked (the author's editor does that), and
 * every turn of a loop says where it is, so that a loop without an end can be named. */
import { SourceMap, type SourceMapPayload } from 'node:module';
import ts from 'typescript';
import { InputError } from '../../numerics/errors.js';

/** Name of the function that loops call with their file and line. */
export const TICK = '__onchipTick';

export interface Transpiled {
  readonly code: string;
  readonly map: SourceMap;
}

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  sourceMap: true,
};

/** CommonJS code of a source. `shown`: the file's name in messages. Throws InputError at a syntax error's line. */
export function transpile(source: string, shown: string, fileIndex: number): Transpiled {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: 'kernel.ts',
    compilerOptions,
    reportDiagnostics: true,
    transformers: { before: [ticksInLoops(fileIndex)] },
  });
  const [wrong] = diagnostics ?? [];
  if (wrong !== undefined) {
    const at = ts.getLineAndCharacterOfPosition(
      ts.createSourceFile('k.ts', source, ts.ScriptTarget.ES2022),
      wrong.start ?? 0,
    );
    throw new InputError({
      where: `${shown}:${at.line + 1}:${at.character + 1}`,
      expected: 'TypeScript or JavaScript',
      found: `a mistake: ${ts.flattenDiagnosticMessageText(wrong.messageText, ' ')}`,
    });
  }
  const payload = JSON.parse(sourceMapText ?? '{}') as SourceMapPayload;
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), map: new SourceMap(payload) };
}

/** Each loop's body begins with `__onchipTick(file, line)`. */
function ticksInLoops(fileIndex: number): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const tick = (node: ts.Node): ts.Statement => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      const numbers = [fileIndex, line + 1].map((n) => factory.createNumericLiteral(n));
      return factory.createExpressionStatement(
        factory.createCallExpression(factory.createIdentifier(TICK), undefined, numbers),
      );
    };
    const body = (loop: ts.IterationStatement): ts.Block =>
      factory.createBlock([tick(loop), ts.visitNode(loop.statement, visit) as ts.Statement]);
    const each = <T extends ts.Expression | ts.ForInitializer | undefined>(node: T): T =>
      ts.visitNode(node, visit) as T;
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, each(node.expression), body(node));
      if (ts.isDoStatement(node)) return factory.updateDoStatement(node, body(node), each(node.expression));
      if (ts.isForStatement(node)) {
        const { initializer, condition, incrementor } = node;
        return factory.updateForStatement(node, each(initializer), each(condition), each(incrementor), body(node));
      }
      if (ts.isForOfStatement(node)) {
        const { awaitModifier, initializer, expression } = node;
        return factory.updateForOfStatement(node, awaitModifier, each(initializer), each(expression), body(node));
      }
      if (ts.isForInStatement(node)) {
        return factory.updateForInStatement(node, each(node.initializer), each(node.expression), body(node));
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitNode(file, visit) as ts.SourceFile;
  };
}
