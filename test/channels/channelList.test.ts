import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Channel } from '../../src/channels/channel.ts'
import { createChannelList } from '../../src/channels/channelList.ts'
import { usualCapabilities } from '../../src/presentation/capabilities.ts'
import { root } from '../../src/root.ts'
import type { OutboxEntry } from '../../src/storage/storage.ts'
import { sendingEntry } from '../../src/turns/sending.ts'
import type { TurnLogic, TurnScope } from '../../src/turns/turnScope.ts'

const channel = (name: string, more: Partial<Channel> = {}): Channel =>
  ({ name, routes: [], shows: usualCapabilities, stop: () => undefined, ...more })

/** An entry of the outbox that carries a reply. */
const entry = (key: string): OutboxEntry => ({
  ...sendingEntry(key, { reference: { serviceUrl: 'https://example.org' }, activity: { id: '1', text: 'bonjour' } }),
  attempt: 1,
  createdAt: '2026-11-29T00:00:00.000Z',
  told: false,
})

describe('the list of channels', () => {
  it('refuses two of a name, and two that speak for the others', () => {
    const list = createChannelList()
    list.add(channel('a'))
    list.add(channel('b', { others: ['c'] }))
    assert.throws(() => list.add(channel('a')), /a already/)
    assert.throws(() => list.add(channel('d', { others: [] })), /b and d/)
    assert.deepEqual(list.names(), ['a', 'b', 'c'])
  })

  it('delivers through the channel that the conversation came by, and through that of the others what has none', async () => {
    const got: string[] = []
    const deliver = (name: string): NonNullable<Channel['deliver']> => async ({ activity }, { conversation }) => {
      got.push(`${name} ${conversation} ${activity.text}`)
      return { done: true }
    }
    const list = createChannelList()
    const handlers = (): ReturnType<typeof list.handlers> => list.handlers()
    assert.deepEqual(await handlers()['send']?.(entry('a/1')), { failed: { code: 'no_channel' } })
    list.add(channel('a', { deliver: deliver('a') }))
    list.add(channel('silent'))
    list.add(channel('rest', { others: [], deliver: deliver('rest') }))
    for (const key of ['a/1', 'ab/1', 'b/a/1']) assert.deepEqual(await handlers()['send']?.(entry(key)), { done: true })
    assert.deepEqual(got, ['a a/1 bonjour', 'rest ab/1 bonjour', 'rest b/a/1 bonjour'])
    assert.deepEqual(await handlers()['send']?.(entry('silent/1')), { failed: { code: 'no_channel' } })
  })

  it('sends later only what its channel delivers, and where that reaches', () => {
    const list = createChannelList()
    const deliver: Channel['deliver'] = () => Promise.resolve({ done: true })
    list.add(channel('reads'))
    list.add(channel('always', { deliver }))
    list.add(channel('far', { deliver, reaches: ({ serviceUrl }) => serviceUrl !== undefined }))
    const asked = [['reads', {}], ['always', {}], ['far', {}], ['far', { serviceUrl: 'x' }], ['unknown', { serviceUrl: 'x' }]] as const
    assert.deepEqual(asked.map(([name, reference]) => list.sendsLater(name, reference)), [false, true, false, true, false])
  })

  it('adds to a turn what its own channel adds, and no other', async () => {
    const ran: string[] = []
    const around = (name: string) => (logic: TurnLogic): TurnLogic => async (context, scope) => {
      ran.push(name)
      await logic(context, scope)
    }
    const list = createChannelList()
    const logic = list.around(async () => void ran.push('logic'))
    list.add(channel('a', { around: around('a') }))
    list.add(channel('b', { around: around('b') }))
    list.add(channel('c'))
    for (const name of ['a', 'b', 'c', 'unknown']) await logic({} as never, { channel: name } as TurnScope)
    assert.deepEqual(ran, ['a', 'logic', 'b', 'logic', 'logic', 'logic'])
  })

  it('is all that knows a channel by its name', () => {
    const rooms = ['actions', 'app', 'bot', 'flow', 'http', 'presentation', 'turns']
    const naming = rooms
      .flatMap(room => readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' }).map(file => join('src', room, file)))
      .filter(file => file.endsWith('.ts') && /['"`](?:msteams|directline|azure-directline|webchat|console|emulator)['"`/]/.test(readFileSync(join(root, file), 'utf8')))
    assert.deepEqual(naming, [])
  })
})
