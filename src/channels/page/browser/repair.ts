/**
 * Whoever has sent a form by keyboard is led to the first answer that is to be repaired: the card that shows it is another one, and
 * Web Chat leaves the focus where it was. With a pointer or a finger nothing moves: a phone would open its keyboard over the reasons.
 */

/** The inputs of a card that have a reason written below them (`src/presentation/formInputs.ts`). */
function faulty(card: Element): HTMLElement[] {
  return [...card.querySelectorAll('[id^="field."]')].flatMap(field => {
    const below = field.nextElementSibling?.nextElementSibling
    const input = field.querySelector<HTMLElement>('input, select, textarea')
    return below?.classList.contains('ac-richTextBlock') === true && input !== null ? [input] : []
  })
}

/** Watches a chat for cards of that kind; ends with its element. */
export function leadToRepair(chat: HTMLElement): void {
  let known: Element | undefined
  new MutationObserver(() => {
    const card = [...chat.querySelectorAll('.ac-adaptiveCard[role="form"]')].at(-1)
    if (card === undefined || card === known) return
    known = card
    const sent = document.activeElement?.matches('.ac-pushButton:focus-visible') === true && !card.contains(document.activeElement)
    if (sent) faulty(card)[0]?.focus()
  }).observe(chat, { childList: true, subtree: true })
}
