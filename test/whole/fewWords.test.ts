/**
 * How much somebody answers and reads on the ways that most people go. Counted is what the page says from the greeting to the end of the
 * journey: sentences, steps, headings and what is to be chosen from; one turn is one answer.
 */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { contentDir } from '../../src/root.ts'
import { openPage, type FormPage } from '../support/formPage.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'

interface Bounds {
  readonly turns: number
  readonly words: number
}

/** What the page says now: without what only a machine reads, and without the field in which a person writes. */
function readable(page: FormPage): string {
  const now = /<section id="now"[^>]*>(.*?)<\/section>/s.exec(page.html)?.[1] ?? ''
  const said = now.replace(/<form class="write".*?<\/form>/gs, ' ').replace(/<span class="visually-hidden">.*?<\/span>/gs, ' ')
  return said.replace(/<[^>]*>/g, ' ').replaceAll('&#39;', '’').replace(/&#?\w+;/g, ' ').replace(/\s+/g, ' ').trim()
}
const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}’'@./-]*/gu)?.length ?? 0

describe('the ways that most people go', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  before(async () => {
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org', HELPDESK_EMAIL: 'aide@example.org', CONTENT_DIR: contentDir })
  })
  after(() => guide.stop())

  /** Goes a way: what is written, or the key of the button that is pressed. */
  async function go(locale: string, answers: readonly string[], userAgent: string): Promise<Bounds & { readonly read: readonly string[] }> {
    const { library } = guide.app
    const page = await openPage(guide.address, { query: `?lang=${locale}`, headers: { 'user-agent': userAgent } })
    const read = [readable(page)]
    for (const answer of answers) {
      if (answer.includes(':')) await page.press(library.plain(locale, answer))
      else await page.write(answer)
      // What is done outside answers a moment later.
      for (let looks = 0; looks < 50 && page.html.includes('class="again waits'); looks++) {
        await delay(200)
        await page.reload()
      }
      read.push(readable(page))
    }
    const words = read.reduce((sum, text) => sum + wordsIn(text), 0)
    console.log(`    ${locale}: ${answers.length} turns, ${words} words`)
    return { turns: answers.length, words, read }
  }
  const within = ({ turns, words }: Bounds, most: Bounds): void =>
    assert.ok(turns <= most.turns && words <= most.words, `${JSON.stringify({ turns, words })}, at most ${JSON.stringify(most)}`)

  const secretary = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  for (const [locale, said] of Object.entries({ fr: 'la page reste blanche', en: 'the page stays blank' }))
    it(`gets a secretary with a blank page through, when the first remedy works (${locale})`, async () => {
      within(await go(locale, [said, 'dialogs:reloadPage.didReloadHelp.options.yes'], secretary), { turns: 6, words: 150 })
    })

  for (const [locale, said] of Object.entries({ fr: 'je voudrais créer un compte', en: 'I would like to create an account' }))
    it(`gets whoever needs a local account to the mail that activates it (${locale})`, async () => {
      const answers = [
        said, 'dialogs:findUnit.whereAreYou.options.retired', 'dialogs:chooseLogin.createItNow.options.create',
        'Curie', 'Marie', `marie.${locale}@example.org`, 'dialogs:createAccount.fillIn.submit',
      ]
      const found = await go(locale, answers, secretary)
      within(found, { turns: 9, words: 350 })
      // Whoever has said that they are retired is asked for no employer: three questions are three.
      assert.ok(found.read.some(text => /3 (?:sur|of) 3/.test(text)), found.read.at(-3))
    })
})
