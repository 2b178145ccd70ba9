/**
 * What people come to the page for, from the greeting to the end, told once for every way in which a page can be used: with its script,
 * without, by keys alone, on a bad line, and with a script that stops to come in the middle.
 */
import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { RunningGuide } from './guide.ts'
import { alive, keyboard, pageVisitor, pointer, type Hand, type PageVisitor } from './pageVisitor.ts'
import { nameOf } from './talk.ts'

/** In which way somebody uses the page. */
export interface Way {
  readonly name: string
  readonly script: boolean
  readonly keys?: true
  /** Runs before an action, with how many there were. */
  readonly before?: (page: Page, actions: number) => Promise<void>
  /** Runs after something new was heard, with how many actions there were. */
  readonly heard?: (page: Page, actions: number) => Promise<void>
}

/** Keys are those of the words, or `guides:` with the name of a page. */
interface Traveller {
  readonly page: Page
  readonly guide: RunningGuide
  readonly locale: string
  readonly script: boolean
  /** An address that nobody else of this guide has. */
  readonly email: string
  words(key: string): string
  press(key: string): Promise<void>
  /** One of the page's own buttons. */
  tool(name: string): Promise<void>
  say(text: string): Promise<void>
  field(name: string, text: string): Promise<void>
  accept(): Promise<void>
  hears(key: string): Promise<void>
  /** What is asked now, as it is shown. */
  shown(): Promise<string>
  /** Another page of the same browser. */
  elsewhere(address: string, use: (page: Page, hand: Hand) => Promise<void>): Promise<void>
}

type Journey = (person: Traveller) => Promise<void>

const sentences = {
  create: { fr: 'je voudrais créer un compte', en: 'I would like to create an account' },
  blank: { fr: 'la page reste blanche', en: 'the page stays blank' },
  star: { fr: 'à quoi sert l’étoile dans le formulaire ?', en: 'what is the star in the form for?' },
} as const
const said = (name: keyof typeof sentences, locale: string): string => sentences[name][locale === 'fr' ? 'fr' : 'en']

/** From « créer un compte » to its form, for somebody without laboratory or institution. */
export async function toTheForm({ press, hears }: Pick<Traveller, 'press' | 'hears'>): Promise<void> {
  await hears('dialogs:askForAccount.first.text')
  await press('dialogs:findUnit.whereAreYou.options.none')
  await hears('dialogs:findInstitution.employer.text')
  await press('dialogs:findInstitution.employer.options.none')
  await hears('dialogs:chooseLogin.createItNow.text')
  await press('dialogs:chooseLogin.createItNow.options.create')
}

export const journeys: Readonly<Record<string, Journey>> = {
  async 'sign-up to the active account'({ press, say, hears, field, accept, words, shown, guide, locale, email, elsewhere }) {
    await hears('dialogs:bot.greeting.text')
    await say(said('create', locale))
    await toTheForm({ press, hears })
    await press('dialogs:bot.form.card.open')
    await hears('dialogs:bot.form.card.text')
    await field('lastName', 'Skłodowska <b>*x*</b>')
    await field('firstName', 'Marie')
    await field('email', 'marie.example.org')
    await field('employer', 'Institut du radium')
    await accept()
    await press('dialogs:bot.form.card.submit')
    await hears('dialogs:bot.form.card.repair_one')
    await field('email', email)
    await press('dialogs:bot.form.card.submit')
    await hears('dialogs:createAccount.fillIn.review')
    assert.match(await shown(), /Skłodowska <b>\*x\*<\/b>/)
    await press('dialogs:createAccount.fillIn.submit')
    await hears('dialogs:createAccount.mailSent.text')
    const link = /https?:\/\/\S+\/activate\?\S+/.exec((await guide.mailTo(email)).text)?.[0]
    assert.ok(link, 'the mail holds no link')
    await elsewhere(link, async (page, hand) => {
      await hand.fill(page.locator('#password'), 'Radium, 1898 : polonium !')
      await hand.press(page.getByRole('button', { name: words('pages:activate.ready.submit'), exact: true }))
      await page.getByRole('heading', { name: words('pages:activate.done.heading') }).waitFor()
    })
    await hears('guides:login/account-active')
  },

  async 'choice of the login'({ press, say, hears }) {
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:chooseLogin.menu')
    await hears('dialogs:findUnit.whereAreYou.text')
    await say('UMR 5506')
    await hears('dialogs:findUnit.isCnrs.text')
    await press('dialogs:findUnit.isCnrs.options.right')
    await hears('dialogs:chooseLogin.whatNext.text')
    await press('dialogs:chooseLogin.whatNext.options.forgotPassword')
    await hears('dialogs:chooseLogin.whatNext.text')
    await press('dialogs:chooseLogin.whatNext.options.done')
    await hears('dialogs:bot.anythingElse.text')
  },

  async 'diagnosis of a blank page'({ press, say, hears, script, locale }) {
    await hears('dialogs:bot.greeting.text')
    await say(said('blank', locale))
    // Only a page with a script can look at the browser.
    if (script) {
      await hears('dialogs:selfCheck.mayI.text')
      await press('dialogs:selfCheck.mayI.options.no')
    }
    await hears('dialogs:reloadPage.didReloadHelp.text')
    await press('dialogs:reloadPage.didReloadHelp.options.yes')
    await hears('dialogs:fixBlankPage.solved.text')
  },

  async 'an article, and back from its page'({ page, say, hears, words, guide, locale, elsewhere }) {
    const { title } = guide.app.library.article('help', locale, 'required-fields')!
    await hears('dialogs:bot.greeting.text')
    await say(said('star', locale))
    await page.locator('#now').filter({ hasText: title }).waitFor()
    // The number of a button is as good as the button.
    await say('1')
    await hears('dialogs:bot.anythingElse.text')
    await elsewhere(`${guide.address}/${words('pages:help.path')}/required-fields`, async (other, hand) => {
      await hand.press(other.getByRole('link', { name: words('pages:help.article.talk') }))
      await hand.press(other.getByRole('button', { name: words('pages:page.linked.begin') }))
      await other.locator('#now').filter({ hasText: words('dialogs:askForAccount.first.text').slice(0, 20) }).waitFor()
    })
  },

  async 'a report to the helpdesk'({ press, say, hears, shown, guide, email }) {
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:contactSupport.menu')
    await hears('dialogs:contactSupport.ownWords.text')
    await say('<img src=x onerror=alert(1)> https://noa.example.org/activate?token=abcdef')
    await hears('dialogs:contactSupport.page.text')
    await press('dialogs:contactSupport.page.options.skip')
    await hears('dialogs:contactSupport.email.text')
    await say(email)
    await hears('dialogs:contactSupport.review.text')
    assert.match(await shown(), /<img src=x onerror=alert\(1\)>/)
    await press('dialogs:contactSupport.review.options.send')
    await hears('dialogs:contactSupport.sent.text')
    const reference = /NOA-\w{6}/.exec(await shown())?.[0] ?? 'none'
    assert.ok((await guide.mailTo('aide@example.org')).subject.includes(reference))
  },

  // Whether there is such an account is told to nobody: the way is the same, and only whoever has one gets a mail.
  async 'a new activation link'({ press, say, hears, email }) {
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:activationHelp.menu')
    await hears('dialogs:activationHelp.matter.text')
    await press('dialogs:activationHelp.matter.options.linkFails')
    await hears('dialogs:activationHelp.linkSays.text')
    await press('dialogs:activationHelp.linkSays.options.expired')
    await hears('dialogs:resendActivationLink.address.text')
    await say(email)
    await hears('dialogs:resendActivationLink.arrived.text')
    await press('dialogs:resendActivationLink.arrived.options.yes')
    await hears('dialogs:activationHelp.isItActive.text')
    await press('dialogs:activationHelp.isItActive.options.yes')
    await hears('dialogs:activationHelp.solved.text')
  },

  async 'an institution of the federation'({ press, say, hears }) {
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:chooseLogin.menu')
    await hears('dialogs:findUnit.whereAreYou.text')
    await press('dialogs:findUnit.whereAreYou.options.none')
    await hears('dialogs:findInstitution.employer.text')
    await say('Université de Bordeaux')
    await hears('dialogs:findInstitution.isIt.text')
    await press('dialogs:findInstitution.isIt.options.right')
    await hears('dialogs:chooseLogin.whatNext.text')
    await press('dialogs:chooseLogin.whatNext.options.done')
    await hears('dialogs:bot.anythingElse.text')
  },

  async erasure({ press, tool, hears, page }) {
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:activationHelp.menu')
    await hears('dialogs:activationHelp.matter.text')
    await tool('erase')
    await hears('dialogs:bot.areYouSure.text')
    await press('dialogs:bot.choices.erase')
    await hears('dialogs:bot.forgotten.text')
    assert.equal(await page.locator('#entries > li').count(), 0, 'what was said is still shown')
  },

  async 'another language'({ press, hears, page, locale, guide }) {
    const other = locale === 'fr' ? 'en' : 'fr'
    await hears('dialogs:bot.greeting.text')
    await press('dialogs:chooseLogin.menu')
    await hears('dialogs:findUnit.whereAreYou.text')
    await press(`language ${other}`)
    await page.locator(`html[lang=${other}]`).waitFor()
    await page.locator('#now').filter({ hasText: guide.app.library.plain(other, 'dialogs:bot.switched.text').slice(0, 20) }).waitFor()
  },
}

/** Names of what was said in the conversation that was spoken to last, and what people said to it. */
export async function stepsOf({ app: { storage } }: RunningGuide): Promise<string[]> {
  const { id } = await storage.db.selectFrom('page_session').select('id').orderBy('seen_at', 'desc').executeTakeFirstOrThrow()
  const log = await storage.conversations.log(`page/${id}`, 0)
  return log.flatMap(({ activity }) => {
    // As the guide stored it.
    const said = JSON.parse(activity) as Parameters<typeof nameOf>[0]
    return said.type === 'message' ? [said.from?.role === 'bot' ? nameOf(said) : 'person'] : []
  })
}

/** Makes a journey in one of the ways, from an empty page of a browser that has never been here. */
export async function travel(
  guide: RunningGuide, { context, page }: Pick<Visit, 'context' | 'page'>, locale: string, name: string, way: Way,
): Promise<void> {
  const { library } = guide.app
  let actions = 0
  const handOn = (on: Page): Hand => (way.keys === true ? keyboard(on) : pointer)
  const hand = handOn(page)
  const visitor: PageVisitor = pageVisitor(page, library, locale, hand)
  const { words, seen, now } = visitor
  const acting = async (act: () => Promise<void>): Promise<void> => {
    await way.before?.(page, actions++)
    await act()
  }
  const own = (value: string): Locator => page.locator(`button[name=act][value="${value}"]`)
  const hears = async (text: string): Promise<void> => {
    // Without a script a page that waits looks again by itself for a while, and any when its button is pressed.
    const more = page.locator('.again button:visible')
    const still = (await page.locator('html.live').count()) === 0
    for (let tries = 0; still && tries < 8; tries++) {
      const heard = await visitor.hears(text, 3000).then(() => true, () => false)
      if (heard) break
      if ((await more.count()) > 0) await more.click()
    }
    await visitor.hears(text)
    await way.heard?.(page, actions)
  }
  await page.goto(`${guide.address}/?lang=${locale}`)
  if (way.script) await alive(page)
  const journey = journeys[name]
  assert.ok(journey, `there is no journey ${name}`)
  await journey({
    page, guide, locale, words,
    script: way.script,
    email: `${name.replace(/\W/g, '')}.${way.name.replace(/\W/g, '')}.${locale}@example.org`,
    press: key => acting(() => key.startsWith('language ') ? hand.press(own(key.replace(' ', ':'))) : visitor.press(words(key))),
    tool: each => acting(() => hand.press(own(each))),
    say: text => acting(() => visitor.say(text)),
    field: (field, text) => hand.fill(now.getByLabel(new RegExp(`^${words(`forms:localAccount.${field}.label`)} \\(`)), text),
    accept: () => hand.check(now.getByRole('checkbox')),
    hears: key => {
      const guide = key.startsWith('guides:') ? library.article('guides', locale, key.slice('guides:'.length)) : undefined
      return hears(guide?.title ?? seen(key))
    },
    shown: () => now.innerText(),
    elsewhere: async (address, use) => {
      const other = await context.newPage()
      await other.goto(address)
      await use(other, handOn(other))
      await other.close()
    },
  })
}
