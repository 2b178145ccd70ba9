/**
 * Commands are understood at any step, in every language at once, and only when they are the whole message: "annuler" cancels,
 * "annuler ma mission" is a text like another.
 */
import type { Library } from '../content/library.ts'
import { fold } from '../flow/checks.ts'

export const commandNames = ['cancel', 'restart', 'back', 'help', 'why', 'human', 'forget', 'french', 'english', 'greeting', 'thanks'] as const
export type Command = (typeof commandNames)[number]

/** Makes the function that recognises a command, from the phrases that editors keep in `dialogs/<locale>/bot.yml`. */
export function commandRecogniser(library: Library): (text: string) => Command | undefined {
  const phrases = new Map<string, Command>()
  for (const locale of library.locales)
    for (const command of commandNames)
      for (const phrase of library.list(locale, `dialogs:bot.commands.${command}`)) phrases.set(fold(phrase), command)
  return text => (text.length > 60 ? undefined : phrases.get(fold(text)))
}
