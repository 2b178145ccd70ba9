/** The rooms of the desk, in the order of its navigation. How to make one: `src/pages/desk/desk.ts`. */
import type { DeskRoom } from '../pages/desk/desk.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

export const deskRooms = (_foundations: Foundations, _thinking: Thinking): DeskRoom[] => []
