import type { Topic } from '../understanding/index.ts'
import type { Command } from './interpret.ts'

/** What a text in the middle of a dialog asked for instead of answering; done when the dialog's turn is over. */
export type Wish =
  | { readonly revised: string }
  | { readonly through: string; readonly text: string }
  | { readonly command: Command; readonly text: string }
  | { readonly topic: Topic; readonly at: 'once' | 'ifWanted' }
