import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { verifyPassword } from '../../src/accounts/service/password.ts'
import { createAccountStore } from '../../src/accounts/service/accountStore.ts'
import { readConfig } from '../../src/config.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { engines } from '../support/databases.ts'
import type { Embedded } from './embedded.ts'
import { eventually, linkOf, newKey, someone, startEmbedded } from './embedded.ts'

const good = 'Une-Phrase-1898'

/** The hidden fields of a page's form. */
export const fieldsOf = (page: string): Record<string, string> =>
  Object.fromEntries([...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name!, value!]))

const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers })

for (const engine of engines)
  describe(`the embedded account service on ${engine.name}`, () => {
    let service: Embedded
    before(async () => {
      service = await startEmbedded({ engine, portalUrl: 'https://portal.example.org/' })
    })
    after(() => service.stop())

    const ask = async (email: string, key = newKey(), locale = 'fr'): Promise<string> => {
      const answer = await service.client.requestAccount(key, { fields: someone(email), locale })
      assert.ok('accepted' in answer, JSON.stringify(answer))
      return answer.accepted
    }
    const activate = async (link: string, password = good): Promise<Response> => {
      const page = await (await fetch(link)).text()
      return post(link.split('?')[0]!, { ...fieldsOf(page), password })
    }
    const stateOf = (email: string) =>
      service.storage.db.selectFrom('account').selectAll().where('email', '=', email).executeTakeFirst()

    it('takes a request, sends a link, activates once and announces exactly the requests of the account', async () => {
      const email = 'marie@example.org'
      const requests = [await ask(email)]
      const first = linkOf(await service.mail(email))
      requests.push(await ask(email))
      const second = linkOf(await service.mail(email))
      assert.match(await (await fetch(first)).text(), /Un lien plus récent existe/)
      const opened = fieldsOf(await (await fetch(second)).text())
      const done = await activate(second)
      assert.equal(done.status, 200)
      const page = await done.text()
      assert.match(page, /Votre compte est actif/)
      assert.match(page, /href="https:\/\/portal\.example\.org\/"/)
      await eventually(() => (service.events.length >= 2 ? true : undefined), 'the announcements')
      assert.deepEqual(service.events.map(event => event.requestId).sort(), requests.sort())
      const account = await stateOf(email)
      assert.equal(account?.status, 'active')
      assert.equal(await verifyPassword(good, account.password_hash ?? ''), true)
      assert.equal(await verifyPassword(`${good}x`, account.password_hash ?? ''), false)
      assert.match(await (await fetch(second)).text(), /Votre compte est déjà actif/)
      // The page that was still open in another tab.
      const late = await post(second.split('?')[0]!, { ...opened, password: 'Another-Password-1898' })
      assert.match(await late.text(), /Votre compte est déjà actif/)
      assert.equal(await verifyPassword(good, (await stateOf(email))?.password_hash ?? ''), true)
      assert.equal(service.events.length, 2)
    })

    it('answers the same for an address that has an account, and says so by mail alone', async () => {
      const email = 'irene@example.org'
      const request = await ask(email)
      await activate(linkOf(await service.mail(email)))
      await eventually(() => service.events.find(event => event.requestId === request), 'the announcement')
      const announced = service.events.length
      await ask(` ${email.toUpperCase()}`.trim())
      const mail = await service.mail(email)
      assert.equal(mail.subject, 'Vous avez déjà un compte NOA')
      assert.match(mail.text, /https:\/\/portal\.example\.org\//)
      assert.doesNotMatch(mail.text, /activate/)
      assert.ok('accepted' in (await service.client.resendActivation(newKey(), { email, locale: 'en' })))
      assert.equal((await service.mail(email)).subject, 'You already have a NOA account')
      assert.equal((await stateOf(email))?.status, 'active')
      assert.equal(service.events.length, announced)
    })

    it('writes in its own language when it does not speak the one asked for', async () => {
      await ask('jurgen@example.org', newKey(), 'de')
      assert.equal((await service.mail('jurgen@example.org')).subject, 'Activez votre compte NOA')
    })

    it('says nothing about an address that has no account, and sends nothing there', async () => {
      const answer = await service.client.resendActivation(newKey(), { email: 'nobody@example.org', locale: 'fr' })
      assert.ok('accepted' in answer)
      await eventually(
        async () => (await service.storage.outbox.counts()).every(each => each.status !== 'waiting') || undefined,
        'an end of the work',
      )
      assert.equal((await service.mailbox.list()).some(mail => mail.to.includes('nobody@example.org')), false)
    })

    it('does the very same work for every address, so that its time tells nothing either', async () => {
      const database = await engine.create()
      const done: string[] = []
      const storage = await openStorage({ ...database, log: event => done.push(event.query.sql) })
      const store = createAccountStore({ storage, activationHours: 24, quotas: readConfig({}).mail.mostPerHour, clock: Date.now })
      try {
        const accept = async (email: string): Promise<readonly string[]> => {
          done.length = 0
          const answer = await store.accept({ key: newKey(), sender: newKey(), body: { email }, email, fields: { lastName: 'x' }, locale: 'fr' })
          const work = [...done]
          assert.ok('accepted' in answer)
          const mail = await store.mails.prepare(answer.accepted)
          if (email === 'active@example.org' && mail?.template === 'activation') await store.activate(mail.token, 'hash')
          return work
        }
        for (const email of ['active@example.org', 'pending@example.org']) await accept(email)
        const [unknown, pending, active] = [await accept('new@example.org'), await accept('pending@example.org'), await accept('active@example.org')]
        assert.deepEqual(pending, unknown)
        assert.deepEqual(active, unknown)
        assert.ok(unknown.length > 2)
      } finally {
        await storage.close()
        await database.remove()
      }
    })

    it('is one request under one key, however often and however parallel', async () => {
      const email = 'paul@example.org'
      const key = newKey()
      const ids = await Promise.all(Array.from({ length: 8 }, () => ask(email, key)))
      assert.equal(new Set(ids).size, 1)
      await service.mail(email)
      assert.equal(await ask(email, key), ids[0])
      assert.deepEqual(await service.client.requestAccount(key, { fields: someone('other@example.org'), locale: 'fr' }), {
        failed: { code: 'conflict' },
      })
      assert.equal((await service.mailbox.list()).filter(mail => mail.to.includes(email)).length, 1)
    })

    it('ends the old link when a new one is asked for, and keeps only digests of either', async () => {
      const email = 'pierre@example.org'
      await ask(email)
      const old = linkOf(await service.mail(email))
      assert.ok('accepted' in (await service.client.resendActivation(newKey(), { email, locale: 'en' })))
      const mail = await service.mail(email)
      assert.equal(mail.subject, 'Activate your NOA account')
      const fresh = linkOf(mail)
      assert.notEqual(old, fresh)
      assert.match(await (await fetch(`${old}&lang=en`)).text(), /There is a more recent link/)
      const token = new URL(fresh).searchParams.get('token')!
      assert.ok(Buffer.from(token, 'base64url').length >= 16)
      const hashes = await service.storage.db.selectFrom('activation_token').select('hash').execute()
      assert.ok(hashes.some(({ hash }) => hash === createHash('sha256').update(token).digest('hex')))
      const outbox = await service.storage.db.selectFrom('outbox').selectAll().execute()
      assert.equal(JSON.stringify([outbox, hashes]).includes(token), false)
    })

    it('changes nothing when the link is opened, however often', async () => {
      const email = 'scanner@example.org'
      await ask(email)
      const link = linkOf(await service.mail(email))
      for (const method of ['GET', 'HEAD', 'GET']) assert.equal((await fetch(link, { method })).status, 200)
      assert.equal((await stateOf(email))?.status, 'pending')
      assert.equal((await activate(link)).status, 200)
    })

    it('lets a link be used once by two who press at the same moment', async () => {
      const email = 'twice@example.org'
      const request = await ask(email)
      const link = linkOf(await service.mail(email))
      const pages = await Promise.all([activate(link, `${good}-a`), activate(link, `${good}-b`)])
      const texts = await Promise.all(pages.map(page => page.text()))
      assert.deepEqual(texts.map(text => /déjà actif/.test(text)).sort(), [false, true])
      await eventually(() => service.events.find(event => event.requestId === request), 'the announcement')
      assert.equal(service.events.filter(event => event.requestId === request).length, 1)
    })

    it('refuses a form that is not its own', async () => {
      const email = 'forged@example.org'
      await ask(email)
      const link = linkOf(await service.mail(email))
      const page = link.split('?')[0]!
      const fields = fieldsOf(await (await fetch(link)).text())
      const tries = [
        post(page, { token: fields['token']!, password: good }),
        post(page, { ...fields, form: `${fields['form']!.slice(0, -3)}abc`, password: good }),
        post(page, { ...fields, password: good }, { origin: 'https://evil.example.org' }),
        post(page, { ...fields, password: good }, { origin: 'null' }),
        post(page, { ...fields, password: good }, { 'sec-fetch-site': 'cross-site' }),
      ]
      for (const answer of await Promise.all(tries)) assert.equal(answer.status, 403)
      assert.equal((await stateOf(email))?.status, 'pending')
      const right = await post(page, { ...fields, password: good }, { origin: service.url, 'sec-fetch-site': 'same-origin' })
      assert.equal(right.status, 200)
    })

    it('refuses a weak password, says how to repair it, and keeps the link', async () => {
      const email = 'weak.password@example.org'
      await ask(email)
      const link = linkOf(await service.mail(email))
      for (const password of ['', 'court1!A', 'toutenminuscules', 'Weak.Password1@', 'Aa1!Aa1!Aa1!']) {
        const answer = await activate(link, password)
        assert.equal(answer.status, 422, password)
        const page = await answer.text()
        assert.match(page, /aria-invalid="true"/)
        assert.match(page, /aria-describedby="fault rule hint"/)
        if (password !== '') assert.equal(page.includes(password), false)
      }
      assert.equal((await activate(link, 'sept mots que personne ne devinera ici')).status, 200)
    })

    it('says that a link is too old, and sends a new one at the press of a button', async () => {
      const email = 'late@example.org'
      await ask(email, newKey(), 'en')
      const link = linkOf(await service.mail(email))
      service.pass(25 * 3_600_000)
      const answer = await fetch(link)
      assert.equal(answer.status, 410)
      const page = await answer.text()
      assert.match(page, /This link is no longer valid/)
      assert.equal((await post(link.split('?')[0]!, { ...fieldsOf(page), password: good })).status, 410)
      const sent = await post(`${service.url}/activate/again`, fieldsOf(page))
      assert.equal(sent.status, 200)
      assert.match(await sent.text(), /A new link is on its way/)
      assert.equal((await activate(linkOf(await service.mail(email)))).status, 200)
    })

    it('announces again until it was heard', async () => {
      const email = `patient-${newKey()}@example.org`
      const request = await ask(email)
      let tries = 0
      // An announcement of before may come once more meanwhile.
      service.receiver = ({ requestId }) => ({ status: requestId === request && ++tries < 3 ? 500 : 204 })
      await activate(linkOf(await service.mail(email)))
      await eventually(() => service.events.find(event => event.requestId === request), 'the announcement')
      assert.equal(tries, 3)
      service.receiver = () => ({ status: 204 })
    })

    it('refuses what is not for it: no token, a wrong one, no JSON, unknown fields, no key', async () => {
      const url = `${service.url}/accounts/v1/accounts`
      const body = JSON.stringify({ fields: someone('a@example.org'), locale: 'fr' })
      const headers = { authorization: `Bearer ${service.token}`, 'content-type': 'application/json', 'idempotency-key': newKey() }
      const send = async (change: Record<string, string | undefined>, text = body): Promise<[number, unknown]> => {
        const given = Object.fromEntries(Object.entries({ ...headers, ...change }).filter(([, value]) => value !== undefined))
        const answer = await fetch(url, { method: 'POST', headers: given as Record<string, string>, body: text })
        return [answer.status, await answer.json()]
      }
      assert.equal((await send({ authorization: undefined }))[0], 401)
      assert.equal((await send({ authorization: 'Bearer nothing' }))[0], 401)
      assert.equal((await send({ authorization: `Basic ${service.token}` }))[0], 401)
      assert.equal((await send({}, '{'))[0], 400)
      assert.deepEqual(await send({ 'idempotency-key': undefined }), [
        422, { errors: [{ field: 'Idempotency-Key', code: 'empty' }] },
      ])
      const refused = (fields: object): Promise<[number, unknown]> => send({}, JSON.stringify({ fields, locale: 'fr' }))
      assert.deepEqual(await refused(someone('marie@', { terms: false as true, title: 'madam' as 'madame' })), [
        422,
        { errors: [{ field: 'title', code: 'notAnOption' }, { field: 'email', code: 'missingDomain' }, { field: 'terms', code: 'mustAccept' }] },
      ])
      assert.deepEqual(await refused(someone('a@example.org', { lastName: 'x'.repeat(81), phone: '12' })), [
        422, { errors: [{ field: 'lastName', code: 'tooLong' }, { field: 'phone', code: 'phoneDigits' }] },
      ])
      assert.deepEqual(await refused({ email: 'a@example.org' }), [
        422,
        {
          errors: [
            { field: 'lastName', code: 'empty' },
            { field: 'firstName', code: 'empty' },
            { field: 'employer', code: 'empty' },
            { field: 'terms', code: 'mustAccept' },
          ],
        },
      ])
      const [status, answer] = await refused({ ...someone('a@example.org'), '<script>': 'x', email: 'a@example.org' })
      assert.deepEqual([status, answer], [422, { errors: [{ field: 'body', code: 'unexpected' }] }])
      assert.deepEqual(service.faults, [])
    })

    it('answers broken links and forms kindly', async () => {
      for (const query of ['', '?token=', '?token=abc', `?token=${'x'.repeat(5000)}`, '?token=%00', '?token=<script>alert(1)</script>']) {
        const answer = await fetch(`${service.url}/activate${query}`)
        assert.equal(answer.status, 404, query)
        const page = await answer.text()
        assert.match(page, /Ce lien ne mène à aucun compte/)
        assert.equal(page.includes('alert(1)'), false)
      }
      for (const path of ['/activate', '/activate/again']) {
        assert.equal((await post(`${service.url}${path}`, {})).status, 404)
        assert.equal((await fetch(`${service.url}${path}`, { method: 'POST', body: '{"a":1}' })).status, 404)
      }
    })

    it('answers whatever is sent to it, and never with a fault of its own', async function () {
      this.timeout(120_000)
      const url = `${service.url}/accounts/v1`
      const headers = { authorization: `Bearer ${service.token}`, 'content-type': 'application/json', 'idempotency-key': 'fuzzing-key' }
      const text = fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.constantFrom('\0', '../..', '<b>', '{{x}}', 'é'.repeat(9000)))
      const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), fc.object({ maxDepth: 2 }))
      const body = fc.oneof(
        fc.json(),
        text,
        fc.record({ fields: fc.dictionary(fc.oneof(text, fc.constantFrom('email', 'terms', '__proto__', 'title')), value), locale: value }).map(each => JSON.stringify(each)),
        fc.record({ email: value, locale: fc.constantFrom('fr', 'xx-YY', '') }).map(each => JSON.stringify(each)),
      )
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('/accounts', '/activation-emails'), body, async (path, sent) => {
          const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: sent })
          await answer.arrayBuffer()
          assert.ok([202, 400, 409, 413, 422, 429].includes(answer.status), String(answer.status))
        }),
        { numRuns: 300 },
      )
      await fc.assert(
        fc.asyncProperty(text, text, text, async (token, form, password) => {
          const lang = form.slice(0, 5)
          const answers = await Promise.all([
            fetch(`${service.url}/activate?${new URLSearchParams({ token, lang }).toString()}`),
            post(`${service.url}/activate`, { token, form, password, lang }),
            post(`${service.url}/activate/again`, { token, form }),
          ])
          for (const answer of answers) {
            assert.ok([404, 403, 413, 431].includes(answer.status), String(answer.status))
            await answer.arrayBuffer()
          }
        }),
        { numRuns: 100 },
      )
      assert.deepEqual(service.faults, [])
    })

    it('forgets what never came to anything, and keeps active accounts', async () => {
      const email = 'never@example.org'
      await ask(email)
      await service.mail(email)
      assert.equal(await service.service.expire(new Date(0)), 0)
      service.pass(40 * 24 * 3_600_000)
      assert.ok((await service.service.expire(new Date(Date.now() + 39 * 24 * 3_600_000))) > 0)
      assert.equal(await stateOf(email), undefined)
      assert.equal((await stateOf('marie@example.org'))?.status, 'active')
    })
  })
