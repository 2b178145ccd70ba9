/** `noa person`: what is kept of one person, for the operator who gets their letter: a copy of it, or its end. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { accountsOf, eraseAccounts, type AccountsOfPerson } from '../accounts/service/accountsOf.ts'
import { eraseTrace } from '../actions/person/erasePerson.ts'
import { copyOf } from '../actions/person/personCopy.ts'
import { traceOf, type Trace } from '../actions/person/personTrace.ts'
import { createRequests } from '../actions/requests/requestStore.ts'
import { readConfig, type Config } from '../config.ts'
import { openLibrary } from '../content/openLibrary.ts'
import { openMailFolder, type MailFolder, type ReceivedMail } from '../mail/mailFolder.ts'
import { createStaff } from '../staff/staff.ts'
import { openStorage } from '../storage/openStorage.ts'
import { fileName } from '../storage/sqlite.ts'
import type { Storage } from '../storage/storage.ts'
import { holdsAddress } from '../text/address.ts'
import { say } from './terminal.ts'
import { readableCopy } from './personTexts.ts'

/** What was found of somebody. */
interface Found {
  readonly trace: Trace
  readonly accounts: AccountsOfPerson
  readonly mails: readonly ReceivedMail[]
  /** How many there are of each, in words. */
  readonly counts: readonly (readonly [what: string, count: number])[]
  readonly total: number
}

/** How long it may take until what was erased has left the disk, ms. */
const patienceWithDisk = 15_000
/** What came in while it was erased is erased, too, this many times. */
const mostRounds = 5

const noAccounts: AccountsOfPerson = { accounts: [], requests: [] }

const holds = ({ address, references }: Trace) => ({ to, from, subject, text, html = '', headers, attachments }: ReceivedMail): boolean => {
  const named = [...headers.values()].map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
  const parts = [...to, from, subject, text, html, ...named, ...attachments.map(({ content }) => content.toString())]
  const ofAddress = (part: string): boolean => address !== undefined && holdsAddress(part, address)
  return parts.some(part => ofAddress(part) || references.some(reference => part.includes(reference)))
}

async function find({ db }: Pick<Storage, 'db'>, folder: MailFolder | undefined, asked: string): Promise<Found> {
  const trace = await traceOf(db, asked)
  const accounts = trace.address === undefined ? noAccounts : await accountsOf(db, trace.address)
  const mails = trace.address === undefined && trace.references.length === 0 ? [] : ((await folder?.those(holds(trace))) ?? [])
  const counts = [
    ['conversations', trace.conversations.length],
    ['requests to the helpdesk', trace.references.length],
    ['accounts of the embedded service', accounts.accounts.length],
    ['requests for accounts and activation mails', accounts.requests.length],
    ['mails of the embedded mailbox', mails.length],
    ['entries of work outside that belong to no conversation', trace.entries.length],
  ] as const
  return { trace, accounts, mails, counts, total: counts.reduce((sum, [, count]) => sum + count, 0) }
}

/** What a command on this machine cannot see or take away, in sentences. */
function outOfReach({ dataDir, databaseUrl, accounts, mail, settings, handover }: Config, { trace }: Found): string[] {
  const { address, references, mentioned, alsoGiven } = trace
  const copies = existsSync(dataDir) ? readdirSync(dataDir).filter(name => name.startsWith(`${fileName}.before-`)) : []
  const handed = [
    settings.helpdeskEmail === undefined ? [] : ['in the mailbox of HELPDESK_EMAIL'],
    handover.webhook === undefined ? [] : ['at HANDOVER_URL'],
    handover.glpi === undefined ? [] : ['in GLPI'],
    handover.teamsChat === undefined ? [] : ['in HELPDESK_TEAMS_CHAT (reference and subject)'],
  ].flat()
  return [
    ...(accounts.url === undefined ? [] : [`Accounts are kept at ACCOUNT_API_URL (${new URL(accounts.url).host}), which has no way to ask for this: write to whoever runs it.`]),
    ...(mail.smtpUrl === undefined ? [] : ['Mails that went out through SMTP_URL are with those who got them, and with the relays between.']),
    ...(references.length === 0 || handed.length === 0 ? [] : [`The helpdesk was handed ${references.join(', ')}: that copy is ${handed.join(', ')}.`]),
    ...(mentioned.length === 0 ? [] : [`Agents wrote the address into other people’s requests, which stay: ${mentioned.join(', ')}.`]),
    ...(alsoGiven.length === 0 ? [] : [`Given there as well: ${alsoGiven.join(', ')}. What is kept of an address is found by that address.`]),
    ...(address === undefined ? ['Accounts are found by an address only.'] : []),
    ...(copies.length === 0 ? [] : [`Former databases that restore set aside are in DATA_DIR, yours to delete: ${copies.join(', ')}.`]),
    databaseUrl === undefined
      ? 'Backups keep what was there on their day: yours to delete.'
      : 'PostgreSQL keeps dead rows, its write-ahead log, archives and backups for a while: .github/operating.md says how long.',
    'The log of the desk says for a year that a request of this reference was looked at, and nothing of what it held.',
  ]
}

/** Asks at the terminal. */
async function agreed(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question('This cannot be undone. Write "erase" to go on: ')).trim() === 'erase'
  } finally {
    terminal.close()
  }
}

const listed = (counts: Found['counts']): string => counts.map(([what, count]) => `${String(count).padStart(6)}  ${what}`).join('\n')

/** Works on the guide's own database and mailbox, beside a guide that runs. */
async function withKept(work: (config: Config, storage: Storage, folder: MailFolder | undefined) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const { dataDir, databaseUrl, databaseListenUrl } = config
  const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
  try {
    const dir = join(dataDir, 'mail')
    await work(config, storage, existsSync(dir) ? await openMailFolder(dir) : undefined)
  } finally {
    await storage.close()
  }
}

async function exported(asked: string, { json, lang }: { json?: true; lang?: string }): Promise<void> {
  await withKept(async (config, storage, folder) => {
    const found = await find(storage, folder, asked)
    const { accounts: { accounts, requests: accountRequests }, mails, trace } = found
    const kept = { ...(await copyOf(storage, createRequests(storage), trace)), accounts, accountRequests, mails }
    await createStaff(storage).audit.note(undefined, 'personExported', String(found.total))
    if (json === true) {
      const readable = mails.map(({ headers: _, attachments, ...mail }) =>
        ({ ...mail, attachments: attachments.map(({ content, ...each }) => ({ ...each, content: content.toString() })) }))
      say(JSON.stringify({ asked, madeAt: new Date().toISOString(), ...kept, mails: readable }, undefined, 2))
    } else {
      const { contentDir: dir, locales, defaultLocale } = config
      const library = await openLibrary({ dir, defaultLocale, locales })
      const spoken = lang ?? kept.conversations[0]?.language ?? kept.requests[0]?.locale ?? accounts[0]?.locale
      say(readableCopy(library, locales.find(locale => locale === spoken) ?? defaultLocale, asked, kept, new Date()))
    }
    process.stderr.write(`${listed(found.counts)}\nNot in this copy:\n${outOfReach(config, found).map(line => `- ${line}`).join('\n')}\n`)
    if (kept.requests.some(({ events }) => events.some(({ kind }) => kind === 'note')))
      process.stderr.write('It holds notes that agents made for each other: read it before you hand it over.\n')
  })
}

async function erased(asked: string, { yes }: { yes?: true }): Promise<void> {
  await withKept(async (config, storage, folder) => {
    let found = await find(storage, folder, asked)
    const first = found
    if (found.total === 0) {
      process.stderr.write(`Nothing is kept under that name.\n${outOfReach(config, found).map(line => `- ${line}`).join('\n')}\n`)
      return
    }
    process.stderr.write(`${listed(found.counts)}\n`)
    if (found.trace.references.length > 0) process.stderr.write(`Requests: ${found.trace.references.join(', ')}\n`)
    if (yes !== true && !(process.stdin.isTTY && (await agreed()))) {
      process.stderr.write(process.stdin.isTTY ? 'Nothing was erased.\n' : 'Nothing was erased: add --yes.\n')
      process.exitCode = 1
      return
    }
    for (let round = 0; found.total > 0 && round < mostRounds; round++) {
      const { trace, accounts, mails } = found
      await storage.db.transaction().execute(async transaction => {
        await eraseTrace(transaction, trace, Date.now())
        await eraseAccounts(transaction, accounts, Date.now())
        if (round === 0) await createStaff(storage).audit.note(undefined, 'personErased', String(found.total), transaction)
      })
      for (const { id } of mails) await folder?.erase(id)
      // Work that was in hand, and a guide that runs, may have added something.
      found = await find(storage, folder, asked)
    }
    await storage.tidy()
    const left = await storage.leavesDisk(patienceWithDisk)
    say(`Erased:\n${listed(first.counts)}`)
    process.stderr.write(`${outOfReach(config, first).map(line => `- ${line}`).join('\n')}\n`)
    if (found.total > 0) {
      process.stderr.write('More came in meanwhile, or is in hand at this very moment: do it again in a minute.\n')
      process.exitCode = 1
    }
    if (!left) process.stderr.write('It is gone from the database, and not yet from the file on the disk: restart the guide, or see "What stays on the disk" in .github/operating.md.\n')
  })
}

export function personCommands(program: Command): void {
  const person = program.command('person').description('what is kept of one person, for the operator who gets their letter; also while the guide runs')
  const who = 'their e-mail address, the reference of a request (NOA-7K3M9Q), or a conversation’s id'

  person
    .command('export')
    .description('prints all of it, to be read, in their language')
    .argument('<who>', who)
    .option('--json', 'as JSON, for programs')
    .option('--lang <locale>', 'in this language; otherwise that of the conversation')
    .action((asked: string, options: { json?: true; lang?: string }) => exported(asked.trim(), options))

  person
    .command('erase')
    .description('takes all of it away: conversations, accounts, requests, mails')
    .argument('<who>', who)
    .option('--yes', 'without asking')
    .action((asked: string, options: { yes?: true }) => erased(asked.trim(), options))
}
