/** How a conversation opens: welcomed with the menu, or at what the link asks for that led here. */
import type { DialogContext } from '../sdk.ts'
import { withLink, type Link } from '../turns/pageEvents.ts'
import { linkTarget } from './beginnings.ts'
import { begin } from './running.ts'
import type { Turn } from './turn.ts'

/** Welcomes once, with the menu, or with what the link that led here asks for. */
export async function greet(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
  const { conversations, library } = turn.with
  turn.state.greeted = true
  turn.state.facts = withLink(turn.facts, link)
  if (linkTarget(link, conversations, library) === undefined) return turn.menu('greeting', conversations.menu)
  await turn.bot('linked')
  await followLink(dc, turn, link)
}

/** Begins what a link asks for, in the place of what is going on. */
export async function followLink(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
  turn.state.facts = withLink(turn.facts, link)
  const { conversations, library } = turn.with
  const target = linkTarget(link, conversations, library)
  if (target === undefined) return
  await dc.cancelAllDialogs()
  if (target.article !== undefined) turn.remember('article', target.article)
  await begin(dc, turn, target.dialog)
}
