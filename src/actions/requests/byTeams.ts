/**
 * The helpdesk's chat in Teams is told that there is a request, or something new in one: its subject, its reference and where it stands
 * on the desk. What the person wrote stays there, for those who may see it.
 */
import type { Library } from '../../content/library.ts'
import type { OutboxEntry, Outcome } from '../../storage/storage.ts'
import type { HandoverWay } from './handOver.ts'

/** Writes Markdown into the helpdesk's chat. */
export type TellChat = (text: string, entry: Pick<OutboxEntry, 'attempt' | 'createdAt'>) => Promise<Outcome>

/** @param page the address of a request on the desk */
export const byTeams = ({ tell, library, page }: {
  tell: TellChat
  library: Pick<Library, 'words' | 'defaultLocale'>
  page: (reference: string) => string
}): HandoverWay => ({
  name: 'teams',
  deliver: ({ request: { reference, subject, createdAt }, event }, attempt) => {
    const variables = { reference, subject, requestPage: page(reference) }
    const text = library.words(library.defaultLocale, `pages:report.notice.${event?.kind ?? 'created'}`, variables)
    return tell(text, { attempt, createdAt: new Date(event?.at ?? createdAt).toISOString() })
  },
})
