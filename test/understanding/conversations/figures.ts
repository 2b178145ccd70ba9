/**
 * Walks a sheet of conversations and says what failed: `node dist/test/understanding/conversations/figures.js FILE [DATA_DIR]`.
 * DATA_DIR: a folder into which the full directories were imported; without one the starter directory answers.
 */
import { resolve } from 'node:path'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { readSheet, typeThrough, type Walked } from './typedThrough.ts'

const [file = 'test/understanding/conversations/development.jsonl', dataDir = ':memory:'] = process.argv.slice(2)
const storage = await openStorage({ dataDir })
const walked: Walked[] = []
for (const conversation of readSheet(resolve(file))) walked.push(await typeThrough(storage, conversation))
for (const { verdict, id, persona, ends, course } of walked)
  if (verdict !== 'reached') console.log([`${verdict} ${id}: ${persona} (${ends.join(' or ')})`, ...course].join('\n'), '\n')
const count = (verdict: Walked['verdict']): number => walked.filter(each => each.verdict === verdict).length
console.log(`${count('reached')} of ${walked.length} reached their end, ${count('destroyed')} destroyed`)
await storage.close()
