/** What is edited at the desk beside sentences, to its last corner; `words.test.ts` has the way through it. One guide, over HTTP. */
import assert from 'node:assert/strict'
import { fieldsPath } from '../../../src/pages/desk/words/textPlaces.ts'
import { editStore, type EditStore } from '../../../src/storage/publishedEdits.ts'
import { DeskVisitor, fieldsOf, pageOf, type Sent } from '../../support/deskVisitor.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { Person } from '../../support/kills.ts'
import { inSoak } from '../../support/soak.ts'

describe('more than words at the desk', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let claire: DeskVisitor
  let paul: DeskVisitor
  let ines: DeskVisitor
  let edits: EditStore
  before(async () => {
    guide = await startGuide()
    edits = editStore(guide.app.storage.db)
    claire = await DeskVisitor.enter(guide, 'Claire', 'editor')
    paul = await DeskVisitor.enter(guide, 'Paul', 'editor')
    ines = await DeskVisitor.enter(guide, 'Inès', 'publisher')
  })
  after(() => guide?.stop())
  const say = (key: string, variables?: Record<string, string>): string => guide.app.library.plain('fr', `pages:deskWords.${key}`, variables)

  describe('the fields of the form', () => {
    const at = `${fieldsPath}?form=localAccount`
    const names = (): string[] => guide.app.library.form('localAccount').fields.map(({ name }) => name)
    const required = (): string[] => guide.app.library.form('localAccount').fields.filter(each => each.required).map(({ name }) => name)
    /** What the page would send: its boxes as they are checked, and others in their place. */
    const sentBy = (page: string, checked: readonly string[], act: string): Sent[] =>
      [...fieldsOf(page), ...checked.map((name): Sent => ['required', name]), ['do', act]]
    /** A conversation in which the form is being filled in. */
    async function fillingIn(number: number): Promise<{ person: Person; asked: () => Promise<string> }> {
      const person = new Person(guide.address, number, { acknowledged: 0, repeated: 0 })
      await person.begin()
      const asked = async (): Promise<string> => {
        const { channelData: { step = '', field = '', part = '' } = {} } = (await person.log()).findLast(({ from }) => from.role === 'bot') ?? {}
        return `${step} ${field} ${part}`.trim()
      }
      for (const said of ['je voudrais créer un compte', 'none', 'none', 'create']) await person.say(said)
      return { person, asked }
    }

    inSoak('are put in another order and made obligatory as drafts; a conversation under way is not broken, the next one has them', async () => {
      const page = await claire.get(at)
      assert.match(await claire.get('/desk/words?subject=forms%3AlocalAccount'), /\/desk\/words\/fields\?form=localAccount/)
      assert.equal([...page.matchAll(/name="required"/g)].length, 4, 'what the file demands has no box')
      const { person, asked } = await fillingIn(1)
      for (const said of ['Passer', 'Curie', 'Marie', person.email, 'Institut du radium', 'Passer', 'Passer', 'Passer', 'accept']) await person.say(said)
      assert.equal(await asked(), 'createAccount.fillIn  review')

      const moved = await claire.post(at, sentBy(page, [], 'up lastName'))
      assert.match(moved.url, /kept=$/)
      const again = await pageOf(moved)
      assert.ok(again.indexOf('id="field-lastName"') < again.indexOf('id="field-title"'))
      await claire.keep(at, sentBy(again, ['phone'], 'keep'))
      assert.equal(names()[0], 'title', 'nothing is live yet')
      const drafts = await claire.get('/desk/words/drafts')
      assert.match(drafts, new RegExp(say('fields.isRequired', { field: 'Téléphone' })))
      assert.doesNotMatch(drafts, /lastName<|true<|>title/)
      assert.match((await ines.publish('Le nom d’abord')).url, /versions\/1\?done=$/)
      assert.deepEqual([names().slice(0, 2), required().includes('phone')], [['lastName', 'title'], true])

      // Whoever was at the end is asked for what must be known now, and goes through.
      await person.say('oui')
      assert.equal(await asked(), 'createAccount.fillIn phone field')
      await person.say('01 44 96 40 00')
      await person.say('oui')
      await guide.mailTo(person.email)
      const next = await fillingIn(2)
      assert.equal(await next.asked(), 'createAccount.fillIn lastName field')
      assert.match((await ines.post('/desk/words/versions/1/undo', [['why', 'Comme avant']])).url, /versions\/2\?done=$/)
      assert.deepEqual([names()[0], required().includes('phone')], ['title', false])
      await next.person.say('Curie')
      assert.equal(await next.asked(), 'createAccount.fillIn firstName field')
    })

    inSoak('are never let off what the file demands, whoever asks; the second of two who move them is told', async () => {
      const [hers, his] = [await claire.get(at), await paul.get(at)]
      const forged = await claire.post(at, [...fieldsOf(hers).filter(([name]) => name !== 'order'), ['order', 'nobody'], ['required', 'email'], ['do', 'keep']])
      assert.doesNotMatch(await pageOf(forged), new RegExp(say('text.drop')))
      await edits.saveDraft({ key: 'fields:localAccount.email.required', locale: '', text: 'false', by: 'Claire' })
      assert.equal((await ines.publish('Sans adresse')).status, 422)
      await claire.keep(at, [...fieldsOf(await claire.get(at)), ['do', 'drop  fields:localAccount.email.required']])
      assert.equal((await edits.drafts()).length, 0)

      await claire.keep(at, sentBy(hers, [], 'down title'))
      const second = await paul.post(at, sentBy(his, [], 'down title'))
      assert.equal(second.status, 200, 'the same, twice')
      const third = await paul.post(at, sentBy(his, ['unit'], 'up phone'))
      assert.equal(third.status, 409)
      assert.match(await pageOf(third), /role="alert"/)
      assert.deepEqual((await edits.drafts()).map(({ key, by }) => [key, by]), [['fields:localAccount.order', 'Claire'], ['fields:localAccount.unit.required', 'Paul']])
    })
  })

  describe('the helpdesk’s hours', () => {
    const key = 'hours:helpdesk'
    const all = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    const hours = (name: string, variables?: Record<string, string>): string => guide.app.library.plain('fr', `pages:deskHours.${name}`, variables)
    const week = (text: string): Sent[] => all.map(day => [`week-${day}`, text])
    const seen = (page: string): Sent => ['seen', /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '']

    inSoak('are filled in by who helps, checked, published by who publishes, said to people, and taken back', async () => {
      const ada = await DeskVisitor.enter(guide, 'Ada', 'agent')
      const page = await ada.get('/desk/hours')
      assert.match(page, new RegExp(hours('said.nothing')))
      const untouched = await ada.post('/desk/hours', [seen(page), ['timeZone', 'Europe/Paris'], ['holidays', 'on']])
      assert.match(await pageOf(untouched), new RegExp(hours('keptNothing')))
      const faulty = await pageOf(await ada.post('/desk/hours', [seen(page), ...week('9h-12h, 25h-26h'), ['timeZone', 'Europe/Paris']]))
      assert.match(faulty, /<p class="fault">[^<]*25:00/)
      assert.match(faulty, /value="9:00-12:00, 25:00-26:00"[^>]*aria-invalid/)
      assert.equal((await ines.publish('Faux', ` ${key}`)).status, 422)
      // Not open on any day of this year but one, whenever the test is run.
      const [from, to] = [`${new Date().getUTCFullYear()}-01-01`, `${new Date().getUTCFullYear() + 1}-01-31`]
      const kept = await pageOf(await ada.post('/desk/hours', [
        seen(faulty), ...week('de 9h à 12h30 et 14h-17h'), ['timeZone', 'Europe/Paris'], ['holidays', 'on'], ['count', '2'], ['unit', 'days'],
        ['closed-0-from', from], ['closed-0-to', to], ['closed-0-label', 'Travaux'],
      ]))
      assert.match(kept, new RegExp(`${hours('said.open')}</dt><dd>du lundi au dimanche de 9`))
      assert.match(kept, /value="Travaux"/)
      assert.doesNotMatch(kept, /class="fault"/)
      const drafts = (await ines.get('/desk/words/drafts')).replace(/<span class="visually-hidden">[^<]*<\/span>|<[^>]*>/g, '')
      assert.match(drafts, /lundi\s: 9:00-12:30, 14:00-17:00[\s\S]*fermée du 1er janvier[^<]*Travaux/)
      assert.doesNotMatch(drafts, /timeZone|monday/)
      assert.equal(guide.app.library.hours(), undefined)
      assert.match((await ines.publish('Nos heures', ` ${key}`)).url, /done=$/)
      assert.deepEqual(guide.app.library.hours()?.answerWithin, { count: 2, unit: 'days' })
      assert.match(await ada.get('/desk/hours'), new RegExp(hours('said.reads', { reads: '[^<]* février à partir de 9' })))
      const [version] = await edits.versions()
      assert.match((await ines.post(`/desk/words/versions/${version?.number}/undo`, [['why', 'Pas encore']])).url, /done=$/)
      assert.equal(guide.app.library.hours(), undefined)
    })

    inSoak('tell the second of two who fill them in, and keep what was written in the boxes', async () => {
      const page = await claire.get('/desk/hours')
      await claire.keep('/desk/hours', [seen(page), ...week('9-12')])
      const second = await paul.post('/desk/hours', [seen(page), ...week('14-18')])
      assert.equal(second.status, 409)
      const text = await pageOf(second)
      assert.match(text, /<blockquote lang="fr">lundi\s: 9:00-12:00/)
      assert.match(text, /value="14:00-18:00"/)
      await paul.keep('/desk/hours', [seen(text), ...week('14-18')])
      assert.match(await claire.get('/desk/hours'), /value="14:00-18:00"/)
    })
  })
})
