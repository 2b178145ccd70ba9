/**
 * Debian's dovecot (2.3) as an IMAP server of the test's own, over a Maildir: what is delivered is a file, and so is what was marked as
 * read. Nothing is installed here; where there is none, `dovecotMissing` says it in a sentence.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryFolder } from './databases.ts'
import { freePort } from './kills.ts'

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find(existsSync)
const version = program === undefined ? '' : execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()

/** Why it cannot be tried here; undefined: it can. */
export const dovecotMissing =
  program === undefined ? 'Dovecot is not on this machine: answers by mail were not tried on it (apt-get install dovecot-imapd).'
  : version.startsWith('2.3.') ? undefined
  : `Dovecot ${version} is set up in another way than 2.3: answers by mail were not tried on it.`

export interface Dovecot {
  /** For `REPLIES_IMAP_URL`. */
  readonly url: string
  /** Puts mails into the mailbox. */
  deliver(...mails: readonly string[]): void
  /** How many are not marked as read. */
  unread(): number
  /** How many there are. */
  all(): number
  stop(): Promise<void>
}

const isRoot = userInfo().uid === 0
/** Whom Debian keeps for what belongs to nobody: dovecot opens no mailbox of root's. */
const nobody = 65_534

const settingsFor = (folder: string, port: number, owner: number): string => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
${isRoot ? '' : `default_internal_user = ${userInfo().username}\ndefault_login_user = ${userInfo().username}\ndefault_internal_group =\n`}
first_valid_uid = ${owner}
mail_location = maildir:${folder}/mail
passdb {
  driver = static
  args = password=pass
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner} home=${folder}/mail
}
service imap-login {
  ${isRoot ? '' : 'chroot ='}
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  ${isRoot ? '' : 'chroot ='}
}
`

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => (socket.destroy(), resolve(true))).once('error', () => resolve(false)).once('close', () => resolve(false))
  })

export async function startDovecot(): Promise<Dovecot> {
  const folder = temporaryFolder()
  const port = await freePort()
  const owner = isRoot ? nobody : userInfo().uid
  const mail = join(folder, 'mail')
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(mail, name), { recursive: true })
  if (isRoot) for (const path of [folder, mail, ...['cur', 'new', 'tmp'].map(name => join(mail, name))]) chownSync(path, nobody, nobody)
  writeFileSync(join(folder, 'dovecot.conf'), settingsFor(folder, port, owner))
  const child = spawn(program ?? '', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 200 || child.exitCode !== null) throw new Error('Dovecot did not start')
    await delay(50)
  }
  const flagged = (): string[] => readdirSync(join(mail, 'cur'))
  const fresh = (): string[] => readdirSync(join(mail, 'new'))
  return {
    url: `imap://replies:pass@127.0.0.1:${port}/INBOX`,
    deliver: (...mails) => {
      for (const raw of mails) {
        const name = `${Date.now()}.${randomUUID()}.test`
        const path = join(mail, 'tmp', name)
        writeFileSync(path, raw)
        if (isRoot) chownSync(path, nobody, nobody)
        // At once, or not at all.
        renameSync(path, join(mail, 'new', name))
      }
    },
    unread: () => fresh().length + flagged().filter(name => !/:2,[A-Z]*S/.test(name)).length,
    all: () => fresh().length + flagged().length,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
