/**
 * The guide in Microsoft's own emulator of Teams, in a real browser, every conversation in both languages: in a soak, or with
 * `PLAYGROUND=whole`. `npm test` speaks as Teams does, without the emulator (test/channels). `PLAYGROUND_PICTURES=<folder>` keeps
 * screenshots.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { root } from '../../src/root.ts'
import { startBrowser } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { startPlayground, type Playground } from '../support/playground.ts'
import { openTeamsChat, type TeamsChat } from '../support/teamsChat.ts'

const whole = process.env['PLAYGROUND'] === 'whole'
const pictures = process.env['PLAYGROUND_PICTURES']

interface Language {
  readonly locale: string
  readonly createAccount: string
  readonly restart: string
  readonly other: string
  readonly unit: string
  readonly blankPage: string
}

const languages: Readonly<Record<'fr' | 'en', Language>> = {
  fr: {
    locale: 'fr-FR', createAccount: 'je voudrais créer un compte', restart: 'recommencer', other: 'English',
    unit: 'Mon laboratoire dépend-il du CNRS ?', blankPage: 'la page est toute blanche',
  },
  en: {
    locale: 'en-GB', createAccount: 'I would like to create an account', restart: 'start again', other: 'français',
    unit: 'Is my laboratory a CNRS unit?', blankPage: 'the page is completely blank',
  },
}

/** Answers the form's questions one by one until its review. */
async function fillIn(chat: TeamsChat, email: string): Promise<void> {
  await chat.hears('createAccount.fillIn.title')
  await chat.press('madame')
  await chat.hears('createAccount.fillIn.lastName')
  await chat.say('Skłodowska')
  await chat.hears('createAccount.fillIn.firstName')
  await chat.say('Marie *1898*')
  await chat.hears('createAccount.fillIn.email')
  await chat.say('marie.example.org')
  await chat.hears('createAccount.fillIn.email retry')
  await chat.say(email)
  await chat.hears('createAccount.fillIn.employer')
  await chat.say('Institut du radium')
  for (const field of ['unit', 'position', 'phone']) {
    await chat.hears(`createAccount.fillIn.${field}`)
    await chat.press('_skip')
  }
  await chat.hears('createAccount.fillIn.terms')
  await chat.press('accept')
  await chat.hears('createAccount.fillIn review')
}

/** From "I would like an account" to the first question of the form. */
async function wayToTheForm(chat: TeamsChat, { createAccount }: Language): Promise<void> {
  await chat.say(createAccount)
  await chat.hears('findUnit.whereAreYou')
  await chat.press('none')
  await chat.hears('findInstitution.employer')
  await chat.press('none')
  await chat.hears('chooseLogin.createItNow')
  await chat.press('create')
}

for (const [name, language] of Object.entries(whole ? languages : {}))
  describe(`in Microsoft’s emulator of Teams (${name})`, function () {
    this.timeout(180_000)
    let guide: RunningGuide
    let playground: Playground
    let browser: Browser
    let chat: TeamsChat
    before(async () => {
      if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
      guide = await startGuide({ PORTAL_URL: 'https://noa.example.org' })
      playground = await startPlayground(`${guide.address}/api/messages`, language.locale)
      browser = await startBrowser()
      chat = await openTeamsChat(browser, playground, guide, pictures)
    })
    after(async () => {
      await browser?.close()
      await playground?.stop()
      await guide?.stop()
    })
    /** A picture of where a test ended, and nothing refused on the way. */
    afterEach(async function () {
      await chat?.screenshot(`${name}-${(this.currentTest?.title ?? '').replace(/[^a-z]+/gi, '-').slice(0, 60)}`)
    })

    it('welcomes once, in the person’s language, when it is installed', async () => {
      await chat.hears('bot.greeting')
      assert.deepEqual(await chat.said(), ['bot.greeting'])
      const row = await guide.app.storage.db.selectFrom('conversation').select('locale').where('channel', '=', 'msteams').executeTakeFirstOrThrow()
      assert.equal(row.locale.slice(0, 2), name)
    })

    it('takes a sign-up on one card, with the profile’s name in it, and shows in the card what is to be repaired', async () => {
      await wayToTheForm(chat, language)
      await chat.hears('createAccount.fillIn.title')
      await chat.press('_card')
      await chat.hears('createAccount.fillIn')
      const { library } = guide.app
      const field = (of: string) => chat.page.locator('.ac-adaptiveCard').last().getByLabel(library.plain(name, `forms:localAccount.${of}.label`)).first()
      assert.equal(await field('lastName').inputValue(), 'Wilber')
      await field('email').fill('alex.example.org')
      await field('employer').fill('Institut du radium')
      await chat.page.locator('.ac-adaptiveCard').last().getByRole('checkbox').check()
      await chat.screenshot(`${name}-card`)
      await chat.press('submit')
      await chat.hears('createAccount.fillIn')
      await chat.page.locator('.ac-adaptiveCard').last().getByText(library.plain(name, 'forms:localAccount.email.errors.missingAt').slice(0, 20)).waitFor()
      assert.equal(await field('email').inputValue(), 'alex.example.org')
      assert.equal(await field('employer').inputValue(), 'Institut du radium')
      await chat.screenshot(`${name}-card-to-repair`)
      await field('email').fill('alex@example.org')
      await chat.press('submit')
      const { activity } = await chat.hears('createAccount.fillIn review')
      assert.match(JSON.stringify(activity.attachments), /alex@example\.org/)
      await chat.say(language.restart)
      await chat.hears(/^bot\.(?:restarted|menu)/)
    })

    it('takes a sign-up question by question, changes an answer in the review, and says when the account is active', async () => {
      const email = `marie.${name}@example.org`
      await wayToTheForm(chat, language)
      await fillIn(chat, email)
      await chat.screenshot(`${name}-review`)
      await chat.press('edit', 'employer')
      await chat.hears('createAccount.fillIn.employer')
      await chat.say('Sorbonne')
      const { activity } = await chat.hears('createAccount.fillIn review')
      assert.match(JSON.stringify(activity.attachments), /Sorbonne/)
      assert.equal(await chat.page.locator('.fai-OutputCard').filter({ hasText: 'Marie *1898*' }).count() > 0, true, 'what was typed is shown as it is')
      await chat.press('submit')
      await chat.hears('createAccount.mailSent')
      const link = /https?:\/\/\S+\/activate\?\S+/.exec((await guide.mailTo(email)).text)?.[0]
      assert.ok(link !== undefined, 'the mail holds no link')
      const activation = await (await browser.newContext()).newPage()
      await activation.goto(link)
      for (const field of await activation.locator('input[type=password]').all()) await field.fill('Radium, 1898 : polonium !')
      await activation.locator('form[method=post] button[type=submit], form[method=post] button:not([type])').first().click()
      await chat.hears('bot.announcement guides/login/account-active')
      await activation.context().close()
    })

    it('leaves no card that could be answered twice, and answers a press on an old one without doing what it said', async () => {
      await chat.say(language.restart)
      const { buttons } = await chat.hears(/^bot\.(?:restarted|menu)/)
      for (let tries = 0; tries < 50 && (await chat.openCards()) > 1; tries++) await new Promise(resolve => setTimeout(resolve, 100))
      assert.equal(await chat.openCards(), 1)
      // Another device that has not heard yet of the answer still shows the buttons.
      chat.deafToUpdates(true)
      await chat.say(language.createAccount)
      await chat.hears('findUnit.whereAreYou')
      const before = await chat.said()
      const old = chat.page.locator('.ac-adaptiveCard').getByRole('button', { name: buttons.at(-1)!.title, exact: true }).last()
      await old.click()
      chat.deafToUpdates(false)
      await chat.hears('bot.oldButton')
      assert.ok((await chat.said()).slice(before.length).every(name => name === 'bot.oldButton' || name === 'findUnit.whereAreYou'))
      await old.waitFor({ state: 'detached' })
    })

    it('takes a button that is pressed twice for one answer', async () => {
      await chat.hears('findUnit.whereAreYou')
      const before = (await chat.said()).length
      await chat.press('none', undefined, 2)
      await chat.hears('findInstitution.employer')
      await new Promise(resolve => setTimeout(resolve, 1000))
      const said = (await chat.said()).slice(before)
      assert.equal(said.filter(name => name === 'findInstitution.employer').length - said.filter(name => name === 'bot.oldButton').length, 1, said.join(' '))
    })

    it('goes on in the other language', async () => {
      await chat.say(language.other)
      await chat.hears('bot.switched')
      await chat.say(language.other === 'English' ? 'français' : 'English')
      await chat.hears('bot.switched')
    })

    it('says of a laboratory whether it is the CNRS’s', async () => {
      await chat.say(language.restart)
      await chat.hears(/^bot\.(?:restarted|menu)/)
      await chat.say(language.unit)
      await chat.hears('findUnit.whereAreYou')
      await chat.say('UMR 5205')
      await chat.hears(/^findUnit\.(?:isCnrs|whichUnit|notFound)/)
    })

    it('looks for the cause of a blank page', async () => {
      await chat.say(language.restart)
      await chat.hears(/^bot\.(?:restarted|menu)/)
      await chat.say(language.blankPage)
      const { buttons } = await chat.hears(/^(?:reloadPage|fixBlankPage|checkIncident)\./)
      assert.ok(buttons.length > 0)
    })

    it('was never refused by the emulator, which is left as it was', async () => {
      assert.deepEqual(await chat.faults(), [])
      assert.ok(!existsSync(join(root, '.m365agentsplayground.yml')) && !existsSync(join(root, 'devTools')))
      assert.doesNotMatch(guide.log.join(''), /skłodowska|marie|radium|sorbonne/i)
    })

    // Last, since the emulator's page forgets the conversation, and is confused when a card of before changes.
    it('does not welcome again when the emulator installs it again, as it does with every visit', async () => {
      const before = await chat.said()
      await chat.page.reload()
      await chat.page.getByText('installationUpdate 200').waitFor()
      assert.deepEqual(await chat.said(), before)
    })
  })
