/**
 * What a channel can show. The presentation asks this and never which channel it is, so that another channel is another row of answers
 * and no other code.
 */
export interface ChannelCapabilities {
  /**
   * Where the choices under a sentence stand: as suggested actions, which go once one is used; as buttons of a card; or in the text
   * itself, a line each: whoever answers writes one of them.
   */
  readonly buttons: 'suggested' | 'card' | 'listed'
  /** False: what a card would show is said as text. */
  readonly cards: boolean
  /** How a card's button comes back. `execute` is answered with the card as it is then, `submit` with nothing. */
  readonly press: 'execute' | 'submit'
  /** Whether what was said can be changed. A card that was answered then shows what was chosen, so its buttons carry their labels. */
  readonly updates: boolean
  /** Buttons that a card shows in one row of them; more stand in rows of their own. */
  readonly mostButtons: number
  /** Which addresses a picture can be loaded from: any that the person reaches, or those only that all the world reaches over TLS. */
  readonly pictures: 'any' | 'public' | 'none'
  /** Longest text of a message, in characters; a longer one ends with `…`. */
  readonly longestText: number
}

/** What Web Chat shows (4.18, Bot Framework), and clients like it: what is taken for granted where nothing else is known. */
export const usualCapabilities: ChannelCapabilities = {
  buttons: 'suggested',
  cards: true,
  press: 'submit',
  updates: false,
  mostButtons: Infinity,
  pictures: 'any',
  longestText: Infinity,
}
