/** The room of the words: find a text, change it, see it, put it online, take it back. */
import type { DeskRoom } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { draftsRoutes } from './draftsPage.ts'
import { fieldsRoutes } from './fieldsPage.ts'
import { showFind } from './findPage.ts'
import { newPageRoutes } from './newPage.ts'
import { picturePath, showPicture } from './picturePage.ts'
import { seePath, showSeen } from './seePage.ts'
import { textRoutes } from './textPage.ts'
import { tryRoutes } from './tryPage.ts'
import { versionRoutes } from './versionPages.ts'
import { editors, type WordsParts } from './wordsParts.ts'

export const wordsRoom = (parts: WordsParts): DeskRoom => ({
  name: 'words', path: wordsPath, roles: editors,
  waiting: async ({ say }) => {
    const count = (await parts.editing.drafts()).length
    return count === 0 ? undefined : say('deskWords.drafts.waiting', { count })
  },
  routes: desk => [
    desk.get(wordsPath, editors, visit => showFind(parts, visit)),
    desk.get(picturePath, editors, visit => showPicture(parts, visit)),
    desk.get(seePath, editors, visit => showSeen(parts, visit)),
    ...tryRoutes(parts, desk),
    ...fieldsRoutes(parts, desk),
    ...newPageRoutes(parts, desk),
    ...textRoutes(parts, desk),
    ...draftsRoutes(parts, desk),
    ...versionRoutes(parts, desk),
  ],
})
