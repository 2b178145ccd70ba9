/**
 * What the page remembers of its conversation, for this tab and until it is closed: enough to come back to it after a reload.
 * A browser may refuse the storage (a frame of another site, strict privacy): then a reload begins anew.
 */
export interface Remembered {
  readonly conversationId: string
  /** Proves that this tab was given the conversation; exchanged for a fresh token. */
  readonly resumeSecret: string
  /** Language in which the conversation was last shown. */
  readonly locale: string
  /** The link that the conversation was told of last. */
  readonly link?: string
  /** The last asking to look around that was answered. */
  readonly looked?: string
}

/** Also read by the first script of the page (`page.ts`), which hides the greeting when a conversation is resumed. */
const key = 'noa.conversation'

export function recall(): Remembered | undefined {
  try {
    // As `remember` wrote it, unless somebody else did: what is relied on is looked at below.
    const value = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<Remembered> | null
    if (typeof value?.conversationId !== 'string' || typeof value.resumeSecret !== 'string') return undefined
    return { ...value, conversationId: value.conversationId, resumeSecret: value.resumeSecret, locale: value.locale ?? '' }
  } catch {
    return undefined
  }
}

export function remember(value: Remembered | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Refused: the conversation lasts as long as the page.
  }
}
