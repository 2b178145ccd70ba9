/** The desk's room of links, with what it looks at: a link is shown as the page shows it. */
import { greetingActivity } from '../channels/page/pageHandIn.ts'
import { sayDrawn } from '../channels/page/showing.ts'
import { drawingFor, viewOf } from '../channels/page/view.ts'
import { browsersOf } from '../content/browserNames.ts'
import type { DeskRoom } from '../pages/desk/desk.ts'
import { linksRoom } from '../pages/desk/linksRoom.ts'
import { readMessage } from '../presentation/html/message.ts'
import * as conversations from '../../dialogs/index.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Foundations } from './foundations.ts'

export const linksOnDesk = (
  { library, config, pictureOf }: Foundations,
  turns: Pick<InternalTurns, 'rehearse'>,
  publicAddress: () => string,
): DeskRoom => linksRoom({
  library, publicAddress,
  topics: Object.fromEntries(Object.entries(conversations.topics).map(([topic, { dialog }]) => [topic, dialog])),
  browsers: () => browsersOf(library),
  botId: config.microsoft.appId,
  preview: async (link, locale) => {
    const replies = await turns.rehearse({ ...greetingActivity('', '', { link }), locale })
    const messages = replies.flatMap(reply => readMessage(reply) ?? [])
    return viewOf(messages, drawingFor(sayDrawn(library, locale), locale, { action: '/', hidden: {} }, pictureOf)).now.html
  },
})
