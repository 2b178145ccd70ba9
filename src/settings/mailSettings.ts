/** How mails go out. */
import { address, set, text, whole, wrong, type Environment } from '../environment.ts'

/** The most mails that the embedded account service sends within an hour. */
export interface MailsPerHour {
  /** To one mailbox, whichever of its addresses was given. */
  readonly mailbox: number
  /** For one conversation. */
  readonly sender: number
  /** To the mailboxes of one domain. */
  readonly domain: number
  readonly all: number
}

export interface MailSettings {
  /** `smtp://user:password@host:port`; undefined = embedded mailbox. */
  readonly smtpUrl?: string
  readonly from: string
  readonly mostPerHour: MailsPerHour
}

export function readMail(env: Environment): MailSettings {
  const from = text(env, 'MAIL_FROM') ?? 'NOA <noa@localhost>'
  if (!/^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>,;]+@[^\s@<>,;]+$/.test(from))
    throw wrong('MAIL_FROM', 'must be one address, with or without a name', 'NOA <noa@example.org>')
  return set<MailSettings>({
    smtpUrl: address(env, 'SMTP_URL', ['smtp:', 'smtps:'], 'smtp://localhost:25'),
    from,
    mostPerHour: Object.freeze<MailsPerHour>({
      mailbox: whole(env, 'MAILS_PER_MAILBOX', 10, 1, 10_000),
      sender: whole(env, 'MAILS_PER_CONVERSATION', 20, 1, 10_000),
      domain: whole(env, 'MAILS_PER_DOMAIN', 500, 1, 1_000_000),
      all: whole(env, 'MAILS_PER_HOUR', 2000, 1, 1_000_000),
    }),
  })
}
