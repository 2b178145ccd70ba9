import { BotAdapter, TurnContext, type Activity, type ResourceResponse } from '../../src/sdk.ts'

/** Sends nothing anywhere: what was said is kept here. */
export class MemoryAdapter extends BotAdapter {
  readonly sent: Partial<Activity>[] = []

  async sendActivities(_: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.sent.push(...activities)
    return activities.map(() => ({ id: '' }))
  }
  override updateActivity(): Promise<never> {
    throw new Error('not here')
  }
  override deleteActivity(): Promise<never> {
    throw new Error('not here')
  }
  override continueConversation(): Promise<never> {
    throw new Error('not here')
  }
}

/** The context of a turn that begins with an activity: a message with no text where nothing else is given. */
export const turnContext = (adapter: BotAdapter, activity: Partial<Activity> = {}): TurnContext =>
  new TurnContext(adapter, {
    type: 'message', id: 'x', text: '', channelId: 'directline', timestamp: new Date(0), serviceUrl: '', from: { id: 'someone', name: '' },
    recipient: { id: 'noa', name: '' }, conversation: { id: 'a', name: '', isGroup: false, conversationType: '' }, ...activity,
  })
