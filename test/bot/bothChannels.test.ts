/** The same conversations in the web chat and in Teams: the same steps, the same buttons, the same words. */
import assert from 'node:assert/strict'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, buttonsOf } from '../support/talk.ts'

/** What a person does: words, or `[option]` or `[edit field]` for a button. */
const conversations: Readonly<Record<string, readonly string[]>> = {
  'a sign-up with a change in its review': [
    'je voudrais créer un compte', '[none]', '[none]', '[create]', '[madame]', 'Curie', 'Marie', 'marie.curie@example.org', 'Institut du radium',
    '[_skip]', '[_skip]', '[_skip]', '[accept]', '[edit email]', 'marie', 'marie@example.org', '[submit]',
  ],
  'a unit that is looked up': ['quel établissement choisir ?', 'LIRIS', '1', '[noCredentials]', '[wait]', '[solved]'],
  'a blank page, interrupted': [
    'page blanche', '[whiteAfterLogin]', 'c’est quoi Janus ?', 'je n’ai jamais reçu le mail d’activation', 'non', 'merci', 'retour',
  ],
  'a change of language, and back': ['où est mon mail d’activation ?', 'english', 'why?', 'français', 'annuler', 'lkjlkj', 'lkjlkj', 'lkjlkj'],
  'a question that an article answers': ['c’est quoi une tutelle ?', '[yes]', 'au revoir'],
  'a report': ['parler à quelqu’un', 'la page reste blanche', '[skip]', 'marie@example.org', '[cancel]'],
}

/** Everything that a message says, without what only makes it a card. */
function saidIn({ text, summary, attachments = [] }: Activity): string {
  const texts: string[] = []
  const read = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(read)
    else if (typeof part === 'object' && part !== null) {
      const { type, text: said } = part as { type?: string; text?: string }
      if ((type === 'TextBlock' || type === 'TextRun') && said !== undefined) texts.push(said)
      for (const [name, inner] of Object.entries(part)) if (name !== 'actions' && name !== 'data') read(inner)
    }
  }
  for (const { content } of attachments) read(content)
  const plain = (said: string): string => said.replace(/[*_\\[\]]|\(mailto:[^)]*\)/g, '').replace(/\d\d:\d\d:\d\d/g, 'now').replace(/\s+/g, ' ').trim()
  return plain(texts.length > 0 ? texts.join(' ') : (text ?? summary ?? ''))
}

describe('both channels', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  async function play(channel: string, script: readonly string[]): Promise<string[]> {
    const talk = await beginTalk(storage, { channel, settings: { helpdeskEmail: 'aide@example.org', portalUrl: 'https://noa.example.org' } })
    const exchange: string[] = []
    for (const line of script) {
      const [, option = '', field] = /^\[(\S+?)(?: (\S+))?\]$/.exec(line) ?? []
      const names = option === '' ? await talk.say(line) : await talk.press(option, field)
      exchange.push(`> ${line}`)
      for (const [index, reply] of talk.last.entries()) {
        const offered = buttonsOf(reply).map(button => (button.field === undefined ? button.option : `${button.option} ${button.field}`))
        exchange.push(`${names[index] ?? ''} [${offered.join(' | ')}] ${saidIn(reply)}`)
      }
    }
    return exchange
  }

  for (const [title, script] of Object.entries(conversations))
    it(`hold ${title} in the same way`, async () => {
      const web = await play('directline', script)
      assert.ok(web.length >= 2 * script.length, web.join('\n'))
      assert.deepEqual(await play('msteams', script), web)
    })
})
