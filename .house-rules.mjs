/** The rules of this house that no linter brings. */

/** An assertion is a claim that the compiler cannot check: the line, or the one above it, says why it holds. */
const sayWhy = {
  create: context => {
    const { sourceCode } = context
    const commented = new Set(
      sourceCode.getAllComments().filter(({ value }) => !value.startsWith('*')).flatMap(({ loc }) => [loc.start.line, loc.end.line + 1]))
    const check = node => {
      if (node.type === 'TSAsExpression' && sourceCode.getText(node.typeAnnotation) === 'const') return
      // `x as unknown as Y` is one claim.
      if (node.parent.type === 'TSAsExpression') return
      const { start, end } = node.loc
      if (commented.has(start.line) || commented.has(end.line)) return
      context.report({ node, message: 'Say in a comment why this holds, or let the types say it.' })
    }
    return { TSAsExpression: check, TSNonNullExpression: check }
  },
}

export default { meta: { name: 'house' }, rules: { 'say-why': sayWhy } }
