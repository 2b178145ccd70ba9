/** There is no content to speak with. The message is for an operator. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
}
