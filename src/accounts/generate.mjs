/** Makes `contract.d.ts` from `openapi.yaml`, so that the client is typed by the contract and by nothing else. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Writes the types unless those that are there come from this very document.
 * @param {{ root: string }} options folder of the checkout
 * @returns {Promise<boolean>} whether the file was written
 * @throws when the document cannot be read or is no OpenAPI document
 */
export async function generateContract({ root }) {
  const from = join(root, 'src/accounts/openapi.yaml')
  const to = join(root, 'src/accounts/contract.d.ts')
  const document = await readFile(from)
  const mark = `// As long as the document makes it, for the compiler to read. Made by generate.mjs from openapi.yaml, sha256 ${createHash('sha256').update(document).digest('hex')}\n`
  if ((await readFile(to, 'utf8').catch(() => '')).startsWith(mark)) return false
  // Loaded only when there is work: it brings its own copy of the TypeScript compiler's printer.
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  await writeFile(to, mark + astToString(await openapiTS(pathToFileURL(from))))
  return true
}
