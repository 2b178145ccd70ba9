/** The Direct Line that the settings ask for: the guide's own, or Azure's, for which the guide gives out the tokens. */
import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Channel } from '../channel.ts'
import { createAzureDirectLine } from './azure.ts'
import { createDirectLine, type DirectLine, type DirectLineOptions } from './directLine.ts'

export function openDirectLine(
  options: DirectLineOptions & { readonly log: Log },
  { directLine: { secret, url }, limits, microsoft }: Pick<Config, 'directLine' | 'limits' | 'microsoft'>,
): Channel & Pick<DirectLine, 'streams' | 'expire'> {
  const { upgrades, ...own } = createDirectLine({ ...options, limits })
  if (secret === undefined || url === undefined) return { ...own, upgrades }
  if (microsoft.appId === undefined)
    options.log.warn({ code: 'direct_line_without_bot' }, 'DIRECT_LINE_SECRET is set and MICROSOFT_APP_ID is not: only a Direct Line of this machine reaches the guide')
  const { storage, publicUrl, address, log } = options
  // Conversations of its own, from before, still end and expire.
  return { ...own, routes: createAzureDirectLine({ storage, secret, url, publicUrl, address, log, limits }).routes }
}
