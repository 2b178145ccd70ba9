/** Reads the words, learns or loads what they teach from a folder, asks it a sentence and a question, and writes one line of JSON. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { join } from 'node:path'
import { beginLearning } from '../../../src/app/learning.ts'
import { articleQuestions } from '../../../src/actions/articles.ts'
import { readFolder } from '../../../src/content/folder.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { contentDir } from '../../../src/root.ts'
import { learnedFiles, understandingData } from '../../../src/understanding/index.ts'

const folder = await readFolder(contentDir)
const library = await openLibrary({ dir: contentDir, folder, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'x@example.org' } })
const words = { data: understandingData(folder.words.filter(({ kind }) => kind === 'understanding')), articles: articleQuestions(library) }
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()
await new Promise(resolve => setTimeout(resolve, 20))
loop.reset()
const nothing = (): void => undefined
const learning = beginLearning(words, learnedFiles([join(process.argv[2]!, 'learned')]), { info: nothing, warn: nothing, error: nothing })
await learning.ready
const wall = performance.now()
const { user, system } = process.cpuUsage()
const began = performance.now()
learning.understanding.understand('je n’ai pas reçu le mail d’activation', 'fr')
learning.finder.find('combien de temps vit le lien ?', 'fr')
const sentence = performance.now() - began
await new Promise(resolve => setTimeout(resolve, 20))
await learning.stop()
process.stdout.write(`${JSON.stringify({ processor: (user + system) / 1000, wall, stall: loop.max / 1e6, sentence })}\n`)
