/** Sends the mail that a request leads to. */
import type { Library } from '../../content/library.ts'
import { composeMail, type MailColours } from '../../mail/compose.ts'
import { sendMail } from '../../mail/handler.ts'
import type { Mailer } from '../../mail/mailer.ts'
import type { OutboxHandler } from '../../storage/storage.ts'
import type { AccountMails } from './accountMails.ts'
import { activationPath } from './activationForm.ts'

/**
 * The handler of these entries. The entry's id is the mail's: sent again it has the same Message-ID and the same link.
 * @param options.publicAddress origin under which people reach the activation page
 */
export function accountMailHandler(options: {
  mails: AccountMails
  mailer: Mailer
  library: Library
  activationHours: number
  publicAddress: () => string
  portalUrl: string | undefined
  colours?: MailColours | undefined
}): OutboxHandler {
  const { mails, mailer, library, activationHours, publicAddress, portalUrl, colours } = options
  return async ({ id, payload, attempt }) => {
    // Written by `acceptRequests.ts` and by nothing else.
    const { requestId } = JSON.parse(payload) as { requestId: string }
    const mail = await mails.prepare(requestId)
    if (mail === undefined) return { done: true }
    const { template, locale, email } = mail
    const link = mail.template === 'activation' ? `${publicAddress()}${activationPath}?token=${mail.token}` : portalUrl
    const duration = library.plain(locale, 'pages:activate.duration', { count: activationHours })
    const words = composeMail(library, template, locale, { duration, ...(link === undefined ? {} : { link }) }, [], colours)
    const sent = await sendMail(mailer, { id, to: { address: email }, locale, ...words }, attempt)
    if ('done' in sent) await mails.taken(requestId)
    if ('failed' in sent) await mails.refused(requestId)
    return sent
  }
}
