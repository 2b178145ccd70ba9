/** Mails that nobody wanted, and links that a stranger would end: what the embedded service holds back, and what it never does. */
import assert from 'node:assert/strict'
import { createAccountClient, type AccountAnswer } from '../../src/accounts/accountClient.ts'
import { engines } from '../support/databases.ts'
import { eventually, linkOf, newKey, someone, startEmbedded, type Embedded } from './embedded.ts'

const hour = 3_600_000
/** Who asks, as a header has it. */
const requesterOf = (who: string): string => who.replaceAll(' ', '-').padEnd(16, '.')
const held = (answer: AccountAnswer): number | undefined => {
  assert.ok('accepted' in answer, JSON.stringify(answer))
  return answer.heldMs
}

for (const engine of engines)
  describe(`the mails of the embedded account service on ${engine.name}`, () => {
    let service: Embedded
    beforeEach(async () => {
      service = await startEmbedded({ engine, quotas: { mailbox: 10, sender: 12, domain: 30, all: 40 } })
    })
    afterEach(() => service.stop())

    const resend = (email: string, requester: string): Promise<AccountAnswer> =>
      service.client.resendActivation(newKey(), { email, locale: 'fr' }, { requester: requesterOf(requester) })
    const ask = (email: string, requester: string, more = {}): Promise<AccountAnswer> =>
      service.client.requestAccount(newKey(), { fields: someone(email, more), locale: 'fr' }, { requester: requesterOf(requester) })
    const settled = (): Promise<unknown> =>
      eventually(async () => (await service.storage.outbox.counts()).every(each => each.status !== 'waiting') || undefined, 'an end of the work')
    const mailsTo = async (part: string): Promise<number> => {
      await settled()
      return (await service.mailbox.list(1000)).filter(mail => mail.to.some(to => to.includes(part))).length
    }
    const heading = async (link: string): Promise<string> => /<h1>(.*?)<\/h1>/.exec(await (await fetch(link)).text())?.[1] ?? ''

    it('leave the owner her own and her link, whatever strangers ask for', async () => {
      const email = 'owner@univ.example'
      assert.equal(held(await ask(email, 'the owner of it all')), undefined)
      const first = linkOf(await service.mail(email))
      for (let stranger = 0; stranger < 6; stranger++)
        for (let i = 0; i < 6; i++) await resend(email, `stranger number ${stranger} of many`)
      await ask(email, 'a stranger with a name', { lastName: 'Stranger' })
      await settled()
      assert.equal(await heading(first), 'Activer votre compte')
      assert.equal(held(await resend(email, 'the owner of it all')), undefined)
      await settled()
      const all = (await service.mailbox.list(1000)).filter(({ to }) => to.includes(email))
      assert.ok(all.length <= 11, `${all.length} mails`)
      const newest = linkOf((await service.mailbox.read(all[0]!.id))!)
      assert.equal(await heading(newest), 'Activer votre compte')
      assert.equal(await heading(first), 'Un lien plus récent existe')
    })

    it('make active what the owner of the link asked for', async () => {
      const email = 'named@univ.example'
      await ask(email, 'a stranger who came first', { lastName: 'Stranger' })
      await service.mail(email)
      await ask(email, 'the owner of it all')
      const link = linkOf(await service.mail(email))
      const page = await (await fetch(link)).text()
      const hidden = Object.fromEntries([...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name!, value!]))
      const answer = await fetch(link.split('?')[0]!, { method: 'POST', body: new URLSearchParams({ ...hidden, password: 'Une-Phrase-1898' }) })
      assert.equal(answer.status, 200)
      const { fields } = await service.storage.db.selectFrom('account').select('fields').where('email', '=', email).executeTakeFirstOrThrow()
      assert.equal((JSON.parse(fields) as { lastName: string }).lastName, 'Curie')
      const kept = await service.storage.db.selectFrom('account_request').select('fields').where('email', '=', email).execute()
      assert.deepEqual(kept.map(each => each.fields), [null, null])
    })

    it('are counted for the mailbox, not for one way of writing it', async () => {
      for (let i = 0; i < 16; i++) await ask(`victim+${i}@univ.example`, `conversation number ${i}`)
      assert.equal(await mailsTo('victim'), 10)
      const dotted = ['marie.curie', 'm.ariecurie', 'MarieCurie', 'm.a.r.i.e.curie+x']
      for (let i = 0; i < 16; i++) await ask(`${dotted[i % 4]!}@${i % 2 === 0 ? 'gmail.com' : 'googlemail.com'}`, `conversation number ${i}`)
      assert.equal((await mailsTo('gmail')) + (await mailsTo('googlemail')), 10)
      service.pass(hour + 1)
      assert.equal(held(await ask('VICTIM+99@univ.example', 'another conversation')), undefined)
    })

    it('are bounded for one sender, for one domain and in all', async () => {
      let sent = 0
      for (let i = 0; i < 15; i++) if (held(await ask(`a${i}@one.example`, 'a diligent conversation')) === undefined) sent++
      assert.equal(sent, 12)
      for (let i = 0; i < 30; i++) if (held(await ask(`b${i}@one.example`, `conversation number ${i}`)) === undefined) sent++
      assert.equal(sent, 30)
      for (let i = 0; i < 30; i++) if (held(await ask(`c${i}@other${i}.example`, `conversation number ${i}`)) === undefined) sent++
      assert.equal(sent, 40)
      assert.equal(await mailsTo('example'), 40)
    })

    it('are not used up by requests that lead to none', async () => {
      for (let i = 0; i < 60; i++) await resend(`nobody${i}@univ.example`, `conversation number ${i}`)
      await settled()
      assert.equal(held(await ask('somebody@univ.example', 'somebody there is')), undefined)
    })

    it('are counted one after the other, however parallel they are asked for', async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => ask('crowd@univ.example', `conversation number ${i}`)))
      assert.equal(answers.filter(answer => held(answer) === undefined).length, 10)
      assert.equal(await mailsTo('crowd'), 10)
    })

    it('keep an account whose mail was held back, and say for how long', async () => {
      const email = 'late@univ.example'
      for (let i = 0; i < 10; i++) await ask(email.replace('@', `+${i}@`), `conversation number ${i}`)
      const key = newKey()
      const asked = () => service.client.requestAccount(key, { fields: someone(email), locale: 'fr' }, { requester: requesterOf('late, and patient') })
      const wait = held(await asked())
      assert.ok(wait !== undefined && wait > 3_500_000 && wait <= hour, String(wait))
      // Asked again under its key it is the same request, with the same answer.
      assert.ok(held(await asked()) !== undefined)
      assert.equal(await mailsTo(email), 0)
      service.pass(wait + 1)
      assert.equal(held(await resend(email, 'late, and patient')), undefined)
      assert.equal(await heading(linkOf(await service.mail(email))), 'Activer votre compte')
    })

    it('are at most five an hour for one who does not say who asks, whether or not there is an account', async () => {
      const anonymous = createAccountClient({ url: `${service.url}/accounts/v1`, token: service.token })
      for (const email of ['often@univ.example', 'nobody.often@univ.example']) {
        if (email === 'often@univ.example') await ask(email, 'whoever asked before')
        const answers = []
        for (let i = 0; i < 6; i++) answers.push(held(await anonymous.resendActivation(newKey(), { email, locale: 'fr' })) === undefined)
        assert.deepEqual(answers, [true, true, true, true, true, false])
      }
    })
  })
