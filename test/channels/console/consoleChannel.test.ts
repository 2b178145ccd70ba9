/** `noa talk`, with a terminal of the test's own. */
import assert from 'node:assert/strict'
import { toPlainText } from '../../../src/content/markdown.ts'
import { internalEvents } from '../../../src/turns/internalEvents.ts'
import { until } from '../../support/directLineClient.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

describe('the console', function () {
  this.timeout(30_000)
  let guide: RunningGuide
  before(async () => (guide = await startGuide()))
  after(() => guide.stop())

  it('greets, takes a number for a choice, shows what comes late, and ends with the lines', async () => {
    const { library, storage, turns, console } = guide.app
    const printed: string[] = []
    const shows = async (part: string): Promise<void> => until(() => printed.some(each => each.includes(part)), part, 15_000)
    const label = library.plain('en', 'dialogs:askForAccount.menu')
    async function* lines(): AsyncGenerator<string> {
      await shows(toPlainText(library.words('en', 'dialogs:bot.greeting.text')).split('\n')[0] ?? '')
      const number = new RegExp(`^  (\\d+)\\. ${label}$`, 'm').exec(printed.join('\n'))?.[1]
      assert.ok(number, 'the menu stands there with numbers')
      yield number
      await shows('  1. ')
      const { key } = await storage.db.selectFrom('conversation').select('key').where('channel', '=', 'console').executeTakeFirstOrThrow()
      const event = { name: internalEvents.announcement, value: { name: 'requestAccount.accepted' } }
      assert.equal(await turns.tell({ key, event, deliveryId: 'late' }), true)
      await shows(toPlainText(library.words('en', 'dialogs:bot.announcements.requestAccount.accepted')).slice(0, 30))
    }
    await console.talk({ lines: lines(), print: text => void printed.push(text), locale: 'en' })
  })
})
