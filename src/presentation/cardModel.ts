/**
 * The object model of Adaptive Cards (the `adaptivecards` package), which every card goes through before it is sent: what it cannot read
 * is refused here, in our own tests, and not silently left out by a client.
 */
import { createRequire } from 'node:module'

interface Model {
  readonly AdaptiveCard: new () => { version: unknown; parse(content: object, context: Context): void; toJSON(context: Context): object }
  readonly SerializationContext: new (version: unknown) => Context
  readonly Versions: { readonly v1_5: unknown }
}
interface Context {
  readonly eventCount: number
  getEventAt(index: number): { readonly message: string }
}

// The package's own entry cannot be read by Node: its modules are written for a bundler.
const model = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Model

/** A card that the model does not understand as it was written. The message holds the model's sentences, none of the card's texts. */
export class CardFault extends Error {
  override name = 'CardFault'
}

/**
 * The card as the object model writes it, version 1.5. It writes no property that has its default value.
 * @param content plain JSON of a card, without what only Teams knows, which the model would drop in silence
 * @throws {CardFault} for an element, a property or a value that the model does not know
 */
export function serialised<Content extends { readonly lang: string }>({ lang, ...content }: Content): Content {
  const context = new model.SerializationContext(model.Versions.v1_5)
  const card = new model.AdaptiveCard()
  // The model's expression for languages keeps its place between two uses, so it would refuse every second card for its language.
  card.parse(content, context)
  if (context.eventCount > 0)
    throw new CardFault(Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message).join(' '))
  // Typed as what went in: a test holds, card by card, that nothing is lost on the way.
  return { ...card.toJSON(context), lang } as Content
}
