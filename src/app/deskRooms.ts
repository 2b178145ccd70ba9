/** The rooms of the desk, in the order of its navigation. How to make one: `src/pages/desk/desk.ts`. */
import type { DeskRoom } from '../pages/desk/desk.ts'
import { figuresRoom } from '../pages/desk/figuresRoom.ts'
import { guideRoom } from '../pages/desk/guideRoom.ts'
import { questionsRoom } from '../pages/desk/questions/questionsRoom.ts'
import { requestsRoom } from '../pages/desk/requestsRoom.ts'
import { wordsRoom } from '../pages/desk/words/wordsRoom.ts'
import { countedSince } from '../storage/counters.ts'
import type { Foundations } from './foundations.ts'
import { deskQuestions } from './deskQuestions.ts'
import type { Thinking } from './thinking.ts'
import { deskWords } from './deskWords.ts'

export const deskRooms = (foundations: Foundations, thinking: Thinking): DeskRoom[] => [
  requestsRoom({ requests: thinking.requests, notices: thinking.notices, library: foundations.library }),
  wordsRoom(deskWords(foundations, thinking)),
  questionsRoom(deskQuestions(foundations, thinking)),
  figuresRoom({ library: foundations.library, since: day => countedSince(foundations.storage.db, day) }),
  guideRoom(foundations),
]
