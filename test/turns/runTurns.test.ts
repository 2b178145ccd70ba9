import assert from 'node:assert/strict'
import { ActivityTypes, type Activity } from '../../src/sdk.ts'
import { createTurns, type TurnsOptions } from '../../src/turns/runTurns.ts'
import type { TurnLogic } from '../../src/turns/turnScope.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { engines, type TestDatabase } from '../support/databases.ts'

/** Says how many messages it has heard, and forgets nothing: enough to see a turn lost or run twice. */
const counting: TurnLogic = async (context, { state }) => {
  if (context.activity.type === ActivityTypes.Message) {
    state.asks += 1
    await context.sendActivity(`heard ${state.asks}: ${context.activity.text}`)
  } else await context.sendActivity(`told ${context.activity.name}`)
}

const message = (text: string): Partial<Activity> => ({ type: ActivityTypes.Message, text, from: { id: 'someone', name: '' } })
const texts = (activities: readonly Activity[]): string[] => activities.map(({ text }) => text)

for (const engine of engines)
  describe(`a turn on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    beforeEach(async () => {
      database = await engine.create()
      storage = await openStorage(database)
    })
    afterEach(async () => {
      await storage.close()
      await database.remove()
    })
    const turnsOf = (logic = counting) => createTurns({ storage, logic, locales: ['fr', 'en'], defaultLocale: 'fr' })
    const log = async (): Promise<string[]> =>
      (await storage.conversations.log('directline/a', 0)).map(({ activity }) => (JSON.parse(activity) as Activity).text)

    it('stores what was said and what was answered, in order, with numbered ids', async () => {
      const turns = turnsOf()
      const received = await turns.receive({ channel: 'directline', conversation: 'a', activity: message('un') })
      assert.deepEqual(texts(received.replies), ['heard 1: un'])
      assert.equal(received.id, 'a|0000001')
      assert.equal(received.replies[0]?.id, 'a|0000002')
      assert.equal(received.replies[0]?.replyToId, 'a|0000001')
      assert.equal(received.watermark, 2)
      assert.deepEqual(await log(), ['un', 'heard 1: un'])
    })

    it('answers a repeated delivery with the first one’s id and replies, and does nothing else', async () => {
      const turns = turnsOf()
      const incoming = { channel: 'directline', conversation: 'a', activity: message('un'), deliveryId: 'd1' }
      const all = await Promise.all([turns.receive(incoming), turns.receive(incoming), turns.receive(incoming)])
      for (const received of all) assert.deepEqual([received.id, texts(received.replies)], ['a|0000001', ['heard 1: un']])
      assert.deepEqual(all.map(({ repeated }) => repeated), [false, true, true])
      assert.deepEqual(await log(), ['un', 'heard 1: un'])
    })

    it('keeps the order of a conversation, and lets others pass a slow one', async () => {
      let release = (): void => undefined
      const slow = new Promise<void>(resolve => (release = resolve))
      const turns = turnsOf(async (context, scope) => {
        if (context.activity.text === 'lent') await slow
        await counting(context, scope)
      })
      const first = turns.receive({ channel: 'directline', conversation: 'a', activity: message('lent') })
      const second = turns.receive({ channel: 'directline', conversation: 'a', activity: message('deux') })
      const other = await turns.receive({ channel: 'directline', conversation: 'b', activity: message('autre') })
      assert.deepEqual(texts(other.replies), ['heard 1: autre'])
      release()
      assert.deepEqual(texts((await first).replies), ['heard 1: lent'])
      assert.deepEqual(texts((await second).replies), ['heard 2: deux'])
    })

    it('stores nothing of a turn that fails, and the next one goes on', async () => {
      const turns = turnsOf(async (context, scope) => {
        await counting(context, scope)
        scope.entrust({ id: 'w', kind: 'work', payload: '{}' })
        if (context.activity.text === 'boum') throw new Error('planted')
      })
      await assert.rejects(turns.receive({ channel: 'directline', conversation: 'a', activity: message('boum'), deliveryId: 'd' }), /planted/)
      assert.deepEqual(await log(), [])
      assert.deepEqual(await storage.outbox.counts(), [])
      const again = await turns.receive({ channel: 'directline', conversation: 'a', activity: message('bien'), deliveryId: 'd' })
      assert.deepEqual(texts(again.replies), ['heard 1: bien'])
    })

    it('never lets two processes overwrite each other', async () => {
      const other = await openStorage(database)
      try {
        const both = [turnsOf(), createTurns({ storage: other, logic: counting, locales: ['fr', 'en'], defaultLocale: 'fr' })]
        const said = Array.from({ length: 30 }, (_, index) => `m${index}`)
        await Promise.all(
          said.map((text, index) => both[index % 2]!.receive({ channel: 'directline', conversation: 'a', activity: message(text), deliveryId: text })),
        )
        const logged = await log()
        assert.equal(logged.length, 60)
        assert.deepEqual(new Set(logged.filter(text => !text.startsWith('heard'))), new Set(said))
        assert.deepEqual(logged.filter(text => text.startsWith('heard')).map(text => text.split(':')[0]), said.map((_, index) => `heard ${index + 1}`))
      } finally {
        await other.close()
      }
    })

    it('tells a conversation of an event once, and settles its entry in the same commit', async () => {
      const turns = turnsOf(async (context, scope) => {
        if (context.activity.type === ActivityTypes.Message) scope.entrust({ id: 'w1', kind: 'work', payload: '{}', conversation: scope.key })
        await counting(context, scope)
      })
      await turns.receive({ channel: 'directline', conversation: 'a', activity: message('un') })
      const told = { key: 'directline/a', event: { name: 'x', value: {} }, deliveryId: 'outcome:w1', settles: { id: 'w1', reference: 'r1' } }
      assert.deepEqual(await Promise.all([turns.tell(told), turns.tell(told)]), [true, false])
      assert.equal(await turns.tell({ ...told, deliveryId: 'other' }), false)
      assert.deepEqual(await log(), ['un', 'heard 1: un', 'told x'])
      assert.deepEqual(await storage.outbox.byReference('r1'), { id: 'w1', conversation: 'directline/a' })
      assert.equal(await turns.tell({ ...told, key: 'directline/none' }), false)
    })

    it('does not take a conversation that changes all the time for one that was told', async () => {
      const other = await openStorage(database)
      try {
        const busy = createTurns({ storage: other, logic: counting, locales: ['fr', 'en'], defaultLocale: 'fr' })
        const turns = turnsOf(async (context, scope) => {
          if (scope.internal !== undefined) await busy.receive({ channel: 'directline', conversation: 'a', activity: message('encore') })
          await counting(context, scope)
        })
        await turns.receive({ channel: 'directline', conversation: 'a', activity: message('un') })
        await assert.rejects(turns.tell({ key: 'directline/a', event: { name: 'x', value: {} }, deliveryId: 'x' }), /changed by others/)
        assert.ok(!(await log()).includes('told x'))
      } finally {
        await other.close()
      }
    })

    it('sends to channels that do not read the log, in order, after the commit', async () => {
      const asked: unknown[] = []
      const sendsLater: TurnsOptions['sendsLater'] = (...of) => asked.push(of) > 0 && of[0] === 'written'
      const turns = createTurns({ storage, logic: counting, locales: ['fr'], defaultLocale: 'fr', sendsLater })
      const reference = { serviceUrl: 'http://127.0.0.1:9/', bot: { id: 'bot', name: '' } }
      await turns.receive({ channel: 'read', conversation: 't', activity: message('un'), reference })
      assert.deepEqual(await storage.outbox.counts(), [])
      await turns.receive({ channel: 'written', conversation: 't', activity: message('un'), reference })
      assert.deepEqual(asked, [['read', reference], ['written', reference]], 'its channel says whether')
      assert.deepEqual(await storage.outbox.counts(), [{ kind: 'send', status: 'waiting', count: 1 }])
      const { replies } = await turns.receive({ channel: 'written', conversation: 'u', activity: { ...message('un'), deliveryMode: 'expectReplies' }, reference })
      assert.deepEqual(replies.map(({ text }) => text), ['heard 1: un'])
      assert.deepEqual(await storage.outbox.counts(), [{ kind: 'send', status: 'waiting', count: 1 }])
    })
  })
