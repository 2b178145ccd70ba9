/** How a conversation opens: welcomed with the menu, or at what the link asks for that led here. */
import type { DialogContext } from '../sdk.ts'
import { withLink, type Link } from '../turns/pageEvents.ts'
import { linkTarget, nearestTarget } from './beginnings.ts'
import { again, begin } from './running.ts'
import type { Turn } from './turn.ts'

/** Welcomes once, with the menu, or with what the link that led here asks for. */
export async function greet(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
  const { conversations, library } = turn.with
  turn.state.greeted = true
  turn.state.facts = withLink(turn.facts, link)
  const notice = await turn.with.atTheStart(turn.locale)
  if (notice !== '') await turn.bot('incidentNow', { variables: { notice } })
  if (linkTarget(link, conversations, library) === undefined) return welcome(dc, turn, link)
  await turn.bot('linked')
  await followLink(dc, turn, link)
}

/** Welcomes whom no link leads anywhere. One that was meant to is made the best of, and never passed over in silence. */
async function welcome(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
  const { conversations, library } = turn.with
  const { menu } = conversations
  const near = nearestTarget(link, conversations, library)
  delete turn.state.facts.article
  if (near === undefined) return turn.menu('greeting', menu)
  if (near === 'nothing') return turn.menu('linkUnknown', menu)
  if ('article' in near) {
    await turn.bot('linkArticle')
    return beginArticle(dc, turn, near.article)
  }
  const others = menu.filter(each => each !== turn.with.dialogFor(near.topic))
  return turn.menu('linkNear', [near.topic, ...others].slice(0, 5), { variables: { other: turn.place(near.topic) } })
}

async function beginArticle(dc: DialogContext, turn: Turn, article: string): Promise<void> {
  turn.remember('article', article)
  await begin(dc, turn, turn.with.conversations.answer)
}

/** Begins what a link asks for, in the place of what is going on. Where that is not clear, it is asked. */
export async function followLink(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
  turn.state.facts = withLink(turn.facts, link)
  const { conversations, library } = turn.with
  const target = linkTarget(link, conversations, library)
  if (target === undefined) {
    const near = nearestTarget(link, conversations, library)
    if (near === undefined) return
    if (near === 'nothing' && dc.activeDialog === undefined) return turn.menu('linkUnknown', conversations.menu)
    if (near === 'nothing' || 'article' in near) {
      await (near === 'nothing' ? turn.bot('linkPassedBy') : turn.show(near.article))
      // A page shows the last message's buttons only: without its question, the person has no way on.
      return again(dc, turn)
    }
    const variables = { other: turn.place(near.topic), present: turn.place(dc.activeDialog?.id ?? '') }
    return turn.menu('otherSubject', [near.topic, 'stay'], { variables })
  }
  await dc.cancelAllDialogs()
  if (target.article !== undefined) turn.remember('article', target.article)
  await begin(dc, turn, target.dialog)
}
