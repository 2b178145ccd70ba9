/** A person in a conversation with a whole guide, worker and mail included, without a page between. */
import assert from 'node:assert/strict'
import { ActivityTypes, type Activity } from '../../src/sdk.ts'
import { pageEvents } from '../../src/turns/pageEvents.ts'
import type { RunningGuide } from './guide.ts'
import { buttonsOf, nameOf } from './talk.ts'

export interface PersonIn {
  begin(): Promise<string[]>
  /** Follows a link. */
  link(values: Readonly<Record<string, string>>): Promise<string[]>
  /** Says a text and returns the names of what was answered at once. */
  say(text: string): Promise<string[]>
  /** Presses a button of the last answer by its option's name. */
  press(option: string): Promise<string[]>
  /** Waits until something of this name is said, and returns all that it shows. */
  wait(step: string, seconds?: number): Promise<string>
  /** All that the last answer shows. */
  shown(): string
}

/** Someone who talks with a whole guide, as a terminal would. */
export function personIn(guide: RunningGuide, conversation = 'a'): PersonIn {
  let heard = 0
  let last: Activity[] = []
  const hear = async (): Promise<string[]> => {
    const log = await guide.app.storage.conversations.log(`console/${conversation}`, heard)
    heard = log.at(-1)?.watermark ?? heard
    const said = log.map(({ activity }) => JSON.parse(activity) as Activity).filter(({ from }) => from.role === 'bot')
    if (said.length > 0) last = said
    return said.map(nameOf)
  }
  const send = async (activity: Partial<Activity>): Promise<string[]> => {
    const parties = { from: { id: 'p', name: '' }, recipient: { id: 'noa', name: '' } }
    await guide.app.turns.receive({ channel: 'console', conversation, locale: 'fr', activity: { ...parties, ...activity } })
    return hear()
  }
  return {
    begin: () => send({ type: ActivityTypes.ConversationUpdate, membersAdded: [{ id: 'p', name: '' }] }),
    link: value => send({ type: ActivityTypes.Event, name: pageEvents.link, value }),
    say: text => send({ type: ActivityTypes.Message, text }),
    press: option => {
      const value = last.flatMap(buttonsOf).findLast(each => each.option === option)
      assert.ok(value !== undefined, `no button ${option}`)
      return send({ type: ActivityTypes.Message, value })
    },
    wait: async (step, seconds = 20) => {
      for (let tries = 0; tries < seconds * 20; tries++) {
        await hear()
        const found = last.find(activity => nameOf(activity) === step)
        if (found !== undefined) return `${found.text ?? ''}${JSON.stringify(found.attachments ?? '')}`
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      assert.fail(`${step} was not said`)
    },
    shown: () => JSON.stringify(last),
  }
}
