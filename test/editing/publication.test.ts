import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ContentError } from '../../src/content/contentError.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { editStore } from '../../src/storage/publishedEdits.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { openEdited, ownContent, type EditedWords } from '../support/editedWords.ts'
import { forkScript } from '../support/processes.ts'

const greeting = 'dialogs:bot.greeting.text'
const bot = 'dialogs/fr/bot.yml'
const words = {
  fr: 'Bonjour, ici le guide de la maison. **Dites ce qui vous bloque.**',
  en: 'Hello, this is the guide of the house. **What is in your way?**',
}

const withGreeting = (file: string, text: string): string => file.replace(/^greeting:\n {2}text: .*\n(?: {4}.*\n)*/m, `greeting:\n  text: "${text}"\n`)

/** Publishes the greeting in both languages. */
async function publishGreeting({ editing }: EditedWords): Promise<void> {
  for (const locale of ['fr', 'en'] as const) await editing.save({ key: greeting, locale, text: words[locale], by: 'Claire' })
  assert.deepEqual(await editing.publish('Claire', 'The name of the house'), { version: 1 })
}

for (const engine of engines)
  describe(`published words on ${engine.name}`, () => {
    let database: TestDatabase
    let content: ReturnType<typeof ownContent>
    const opened: EditedWords[] = []
    const open = async (): Promise<EditedWords> => {
      const edited = await openEdited(content.dir, database)
      opened.push(edited)
      return edited
    }
    const closeAll = async (): Promise<void> => {
      for (const each of opened.splice(0)) await each.close()
    }
    beforeEach(async () => {
      database = await engine.create()
      content = ownContent()
    })
    afterEach(async () => {
      await closeAll()
      content.remove()
      await database.remove()
    })

    it('says an edit in every process within a second, and the release’s words again once it is undone', async () => {
      const [here, there] = [await open(), await open()]
      const before = there.publication.library.plain('fr', greeting)
      const held = there.publication.current()
      await publishGreeting(here)
      assert.equal(here.publication.library.plain('fr', greeting), words.fr)
      const published = performance.now()
      while (there.publication.library.plain('fr', greeting) !== words.fr) {
        assert.ok(performance.now() - published < 5000, 'the other process did not see it')
        await delay(20)
      }
      // Whoever began with other words goes on with them.
      assert.equal(held.library.plain('fr', greeting), before)
      assert.deepEqual(await here.editing.undo(1, 'Claire', 'Too long'), { version: 2 })
      assert.equal(here.publication.library.plain('fr', greeting), before)
      assert.deepEqual((await here.editing.versions()).map(({ number, undoOf }) => [number, undoOf]), [[2, 1], [1, undefined]])
      assert.deepEqual((await here.editing.changes(2)).map(({ locale, before: from, after }) => [locale, from, after]), [['fr', words.fr, undefined], ['en', words.en, undefined]])
    })

    it('refuses a draft that the check has something against, with its words at its place', async () => {
      const { editing, publication } = await open()
      const key = 'dialogs:bot.proposed.text'
      await editing.save({ key, locale: 'fr', text: 'J’ai noté cela.', by: 'Claire' })
      const published = await editing.publish('Claire', 'Shorter')
      assert.ok('refused' in published)
      assert.ok(published.refused.some(({ at, message }) => at?.key === key && /proposed/.test(message.fr)), JSON.stringify(published.refused))
      assert.match(publication.library.plain('fr', key, { proposed: 'Lyon' }), /Lyon/)
      assert.equal((await editing.drafts()).length, 1)
    })

    it('tells two editors of one text, and overwrites neither; two publishers publish once', async () => {
      const [{ editing: hers }, { editing: his }] = [await open(), await open()]
      const first = await hers.save({ key: greeting, locale: 'fr', text: words.fr, by: 'Claire' })
      assert.ok('saved' in first)
      const second = await his.save({ key: greeting, locale: 'fr', text: 'Bonjour.', by: 'Paul' })
      assert.ok('overtakenBy' in second)
      assert.deepEqual([second.overtakenBy?.by, second.overtakenBy?.text], ['Claire', words.fr])
      assert.ok('saved' in (await his.save({ key: greeting, locale: 'fr', text: `${words.fr} Bienvenue.`, by: 'Paul' }, first.saved.revision)))
      assert.ok('overtakenBy' in (await hers.save({ key: greeting, locale: 'fr', text: words.fr, by: 'Claire' }, first.saved.revision)))
      const both = await Promise.all([hers.publish('Claire', 'a'), his.publish('Paul', 'b')])
      assert.equal(both.filter(each => 'version' in each).length, 1, JSON.stringify(both))
      assert.equal((await hers.versions()).length, 1)
    })

    /** What files do, whatever the database is. */
    const ofFiles = engine === engines[0] ? it : undefined
    ofFiles?.('goes on with the last sound words when the files are faulty, also after a restart, and says so', async () => {
      const edited = await open()
      await publishGreeting(edited)
      content.change(bot, 'greeting:', '"greeting:')
      await edited.publication.reload()
      assert.equal(edited.publication.library.plain('fr', greeting), words.fr)
      assert.ok(edited.log.some(({ code, file, line, sentence }) => code === 'content_faulty' && file === bot && Number(line) > 1 && sentence !== ''))
      await closeAll()
      const again = await open()
      assert.equal(again.publication.library.plain('fr', greeting), words.fr)
      assert.equal(again.publication.faults()[0]?.file, bot)
      content.change(bot, '"greeting:', 'greeting:')
      await again.publication.reload()
      assert.deepEqual(again.publication.faults(), [])
    })

    ofFiles?.('takes none of the kept words that are damaged, and keeps sound ones in their place', async () => {
      await open()
      await closeAll()
      const kept = join(database.dataDir, 'content')
      const [name = ''] = readdirSync(kept)
      for (const damaged of ['[["a"', '{}']) {
        writeFileSync(join(kept, name), damaged)
        writeFileSync(join(kept, `${name}.1.part`), damaged)
        await open()
        await closeAll()
        assert.deepEqual(readdirSync(kept), [name], damaged)
        assert.ok(readFileSync(join(kept, name), 'utf8').length > 100_000)
      }
      content.change(bot, 'greeting:', '"greeting:')
      // Newer than the sound one, and looked at first.
      writeFileSync(join(kept, `${'f'.repeat(64)}.json`), '[["a"')
      assert.equal((await open()).publication.faults()[0]?.file, bot)
    })

    ofFiles?.('holds a language without its originals for no sound words', async () => {
      const { publication } = await open()
      renameSync(join(content.dir, 'help/fr'), join(content.dir, 'help/xx'))
      await publication.reload()
      assert.ok(publication.faults().some(({ file, code }) => file.startsWith('help/fr/') && code === 'originalMissing'))
      assert.ok(publication.library.articles('help', 'fr').length > 10)
    })

    it('brings an upgrade through that changes other sentences; shows one that both have changed; gives way where an edit does not fit', async () => {
      const edited = await open()
      await publishGreeting(edited)
      await closeAll()
      // What the release says itself by now is no edit any more.
      content.write('dialogs/en/bot.yml', withGreeting(content.read('dialogs/en/bot.yml'), words.en))
      content.change(bot, 'Nous voilà revenus au début.', 'Retour au début.')
      content.change(bot, 'Bonjour, je suis le guide automatique de NOA. **Qu’est-ce qui', 'Bonjour, je suis le guide. **Qu’est-ce qui')
      const upgraded = await open()
      assert.match(upgraded.publication.library.plain('fr', 'dialogs:bot.restarted.text'), /^Retour au début/)
      assert.equal(upgraded.publication.library.plain('fr', greeting), words.fr)
      assert.deepEqual(upgraded.publication.current().conflicts.map(({ key, locale }) => [key, locale]), [[greeting, 'fr']])
      assert.match((await upgraded.editing.text(greeting))?.in['fr']?.release ?? '', /^Bonjour, je suis le guide\. /)
      await closeAll()
      // One that wants a variable which the edit does not have: the release's words are said.
      content.write(bot, withGreeting(content.read(bot), 'Bonjour de {{mailFrom}}.'))
      content.write('dialogs/en/bot.yml', withGreeting(content.read('dialogs/en/bot.yml'), 'Hello from {{mailFrom}}.'))
      const last = await open()
      assert.match(last.publication.library.plain('fr', greeting), /^Bonjour de /)
      assert.deepEqual(last.publication.current().aside.map(({ locale }) => locale), ['fr'])
      assert.deepEqual((await last.store.live()).edits.map(({ locale }) => locale), ['fr'])
    })

    it('has published all of a version or nothing of it when it is killed meanwhile', async () => {
      const keys = Array.from({ length: 200 }, (_, n) => `dialogs:bot.made${n}.text`)
      for (let round = 0; round < 3; round++) {
        const child = forkScript(`
          import { openStorage } from 'src/storage/openStorage.ts'
          import { editStore } from 'src/storage/publishedEdits.ts'
          const store = editStore((await openStorage(${JSON.stringify({ dataDir: database.dataDir, databaseUrl: database.databaseUrl })})).db)
          process.send('ready')
          for (let seen = (await store.news()).version; ; seen++)
            await store.publish({ seen, by: 'a', why: 'b', digest: 'c', changes: ${JSON.stringify(keys)}.map(key => ({ key, locale: 'fr', after: String(seen + 1) })) })
        `)
        await once(child, 'message')
        await delay(40 + round * 45)
        child.kill('SIGKILL')
        await once(child, 'exit')
        const storage = await openStorage(database)
        const { version, edits } = await editStore(storage.db).live()
        assert.deepEqual([...new Set(edits.map(({ text }) => text))], version === 0 ? [] : [String(version)])
        assert.equal(edits.length, version === 0 ? 0 : keys.length)
        await storage.close()
      }
    })
  })

describe('words of which none are sound', () => {
  it('refuse the start in one sentence', async () => {
    const [engine] = engines
    const [database, content] = [await engine!.create(), ownContent()] // SQLite is always there
    try {
      content.change(bot, 'greeting:', '"greeting:')
      await assert.rejects(openEdited(content.dir, database), (error: Error) => {
        assert.ok(error instanceof ContentError)
        assert.match(error.message, /^The content folder has \d+ mistakes? \(dialogs\/fr\/bot\.yml:\d+ [^\n]+\) and no sound copy of it is kept: correct them [^\n]+\.$/)
        return true
      })
    } finally {
      content.remove()
      await database.remove()
    }
  })
})
