/** The whole way by forms alone, as any browser would send them: from the greeting to the active account. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { openPage } from '../support/formPage.ts'
import { startGuide } from '../support/guide.ts'

describe('a sign-up by forms', function () {
  this.timeout(300_000)
  it('repairs what is wrong at its field, keeps the rest, and ends with an active account', async () => {
    const guide = await startGuide()
    try {
      const { library } = guide.app
      const words = (key: string): string => library.plain('fr', key)
      const page = await openPage(guide.address)
      await page.write('je voudrais créer un compte')
      for (const key of ['findUnit.whereAreYou.options.none', 'findInstitution.employer.options.none', 'chooseLogin.createItNow.options.create'])
        await page.press(words(`dialogs:${key}`))
      await page.press(words('dialogs:bot.form.card.open'))
      const submit = words('dialogs:bot.form.card.submit')
      const filled = { lastName: 'Skłodowska <b>', firstName: 'Marie', email: 'marie.example.org', employer: 'Institut du radium', terms: 'accept' }
      const inputs = (fields: object): Record<string, string> => Object.fromEntries(Object.entries(fields).map(([name, value]) => [`input.field.${name}`, String(value)]))
      await page.press(submit, inputs(filled))
      assert.match(page.title(), /^Erreur/)
      assert.match(page.html, /<input id="in-field.lastName" name="input.field.lastName" value="Skłodowska &lt;b&gt;" type="text" autocomplete="family-name"/)
      assert.match(page.html, /<input id="in-field.email"[^>]* aria-invalid="true" aria-describedby="fault-field.email"/)
      assert.equal(page.html.match(/<p class="fault"/g)?.length, 1)
      await page.press(submit, inputs({ email: 'marie.formulaire@example.org' }))
      assert.match(page.html, /<dl class="review">.*Skłodowska &lt;b&gt;.*marie\.formulaire@example\.org/s)
      await page.press(words('dialogs:createAccount.fillIn.submit'))
      const mail = await guide.mailTo('marie.formulaire@example.org')
      const link = /https?:\/\/\S+\/activate\?\S+/.exec(mail.text)?.[0] ?? ''
      const form = await (await fetch(link)).text()
      const fields = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
      const activated = await fetch(`${guide.address}/activate`, {
        method: 'POST', headers: { origin: guide.address },
        body: new URLSearchParams([...fields, ['password', 'Radium, 1898 : polonium !']] as [string, string][]),
      })
      assert.ok(activated.ok, String(activated.status))
      const active = library.article('guides', 'fr', 'login/account-active')?.title ?? 'none'
      for (let tries = 0; tries < 100 && !page.html.replace(/<[^>]*>/g, '').includes(active); tries++) {
        await delay(100)
        await page.reload()
      }
      assert.ok(page.html.replace(/<[^>]*>/g, '').includes(active), active)
      assert.doesNotMatch(guide.log.join(''), /curie|marie|radium|skłodowska/i)
    } finally {
      await guide.stop()
    }
  })
})
