/** The rooms of the desk, in the order of its navigation. How to make one: `src/pages/desk/desk.ts`. */
import { helpdeskVariables } from '../actions/helpdeskVariables.ts'
import type { Library } from '../content/library.ts'
import type { DeskRoom } from '../pages/desk/desk.ts'
import { figuresRoom } from '../pages/desk/figuresRoom.ts'
import { guideRoom } from '../pages/desk/guideRoom.ts'
import { hoursRoom, type SaidHours } from '../pages/desk/hoursRoom.ts'
import { noticesRoom } from '../pages/desk/noticesRoom.ts'
import { questionsRoom } from '../pages/desk/questions/questionsRoom.ts'
import { requestsRoom } from '../pages/desk/requestsRoom.ts'
import { wordsRoom } from '../pages/desk/words/wordsRoom.ts'
import { countedSince } from '../storage/counters.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Foundations } from './foundations.ts'
import { deskQuestions } from './deskQuestions.ts'
import { linksOnDesk } from './linksOnDesk.ts'
import type { Thinking } from './thinking.ts'
import { deskWords } from './deskWords.ts'

/** What rooms may ask of the guide beside what it stands on. */
export interface DeskWays {
  readonly turns: Pick<InternalTurns, 'rehearse'>
  /** Origin under which people reach the guide. */
  readonly publicAddress: () => string
}

/** What people are told of the helpdesk's hours, with the words of a library. */
const saidHours = ({ config }: Foundations) => (library: Library, locale: string): SaidHours => {
  const { helpdeskOpen: open, helpdeskReads: reads, helpdeskDelay: delay } = helpdeskVariables(library, config.settings, locale)
  const text = (value: string | number | undefined): string | undefined => (value === undefined ? undefined : String(value))
  return { open: text(open), reads: text(reads), delay: text(delay) }
}

export const deskRooms = (foundations: Foundations, thinking: Thinking, { turns, publicAddress }: DeskWays): DeskRoom[] => [
  linksOnDesk(foundations, turns, publicAddress),
  requestsRoom({
    requests: thinking.requests, notices: thinking.notices, library: foundations.library,
    reads: locale => saidHours(foundations)(foundations.library, locale).reads,
  }),
  noticesRoom({ notices: thinking.notices, library: foundations.library }),
  hoursRoom({ ...deskWords(foundations, thinking), saidHours: saidHours(foundations) }),
  wordsRoom(deskWords(foundations, thinking)),
  questionsRoom(deskQuestions(foundations, thinking)),
  figuresRoom({ library: foundations.library, since: day => countedSince(foundations.storage.db, day) }),
  guideRoom(foundations),
]
