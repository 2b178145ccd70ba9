/** Help with activation against the embedded account service: the countdown, the new link, the corrected address. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { activate, Person, script } from '../support/kills.ts'
import type { ReceivedMail } from '../../src/mail/mailFolder.ts'

const from = 'Comptes NOA <comptes@noa.example.org>'

describe('help with activation', function () {
  this.timeout(60_000)
  let guide: RunningGuide
  before(async () => {
    guide = await startGuide({ RESEND_SECONDS: '4', MAIL_FROM: from })
  })
  after(() => guide.stop())

  const linkIn = (mail: ReceivedMail): string => /https?:\/\/\S+\/activate\?token=[\w-]+/.exec(mail.text)?.[0] ?? ''

  it('shows what to look for, waits before another mail, then sends one whose link works, and corrects the address', async () => {
    const person = new Person(guide.address, 7, { acknowledged: 0, repeated: 0 })
    let seen = 0
    /** What was said since, once this step is the last that was. */
    const hear = async (step: string): Promise<string> => {
      for (let tries = 0; tries < 200; tries++) {
        const log = (await person.log()).slice(seen)
        if (log.at(-1)?.channelData?.step === step) {
          seen += log.length
          return JSON.stringify(log.filter(each => each.from.role === 'bot'))
        }
        await delay(50)
      }
      throw new Error(`${step} was not said: ${(await person.log()).slice(seen).map(({ channelData }) => channelData?.step).join(', ')}`)
    }
    await person.begin()
    for (const [said] of script) await person.say(said.replace('{email}', person.email))
    await hear('bot.anythingElse')
    const first = await guide.mailTo(person.email)

    // What is said is not asked.
    await person.say('je n’ai pas reçu le mail d’activation')
    const question = await hear('findActivationMail.isItYours')
    assert.ok(question.includes('p…7@example.org') && !question.includes(person.email))
    await person.say('yes')
    const look = await hear('findActivationMail.found')
    // Sender and subject are those of the mail that came.
    assert.ok(look.includes(first.subject), 'the subject is not told')
    assert.ok(look.includes('comptes@noa.example.org'), 'the sender is not told')

    await person.say('resend')
    assert.match(await hear('resendActivationLink.tooSoon'), /dans \d\ssecondes?/)
    await delay(4100)
    await person.say('again')
    const resent = await hear('resendActivationLink.arrived')
    assert.ok(resent.includes(first.subject))
    let second = first
    for (let tries = 0; tries < 100 && second.id === first.id; tries++) {
      second = await guide.mailTo(person.email)
      await delay(50)
    }
    // It ends once the service knows that the new mail is out; that lies in the mailbox a moment earlier.
    const ended = async (): Promise<boolean> => /Un lien plus récent existe/.test(await (await fetch(linkIn(first))).text())
    for (let tries = 0; !(await ended()); tries++) {
      assert.ok(tries < 500, 'the first link lives on')
      await delay(50)
    }
    assert.match(await (await fetch(linkIn(second))).text(), /Activer votre compte/)

    await person.say('again')
    await hear('resendActivationLink.tooSoon')
    await person.say('wrongAddress')
    assert.ok((await hear('correctRequest.fillIn')).includes(person.email))
    await person.say('marie.right@example.org')
    const review = await hear('correctRequest.fillIn')
    for (const kept of ['marie.right@example.org', 'Curie', 'Institut du radium']) assert.ok(review.includes(kept), kept)
    await person.say('oui')
    await hear('bot.anythingElse')
    await activate(linkIn(await guide.mailTo('marie.right@example.org')), guide.address)
    assert.match(await hear('bot.announcement'), /Votre compte est actif/)
    assert.doesNotMatch(guide.log.join(''), /curie|radium|person7|marie/i)
  })
})
