/**
 * What tests of the whole product speak with: the project's words and, in place of its form, the one of an invented portal
 * (`test/fixtures/forms`). Which fields the shipped form has is an operator's to change, and no test's to know.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentDir, root } from '../../src/root.ts'

/**
 * A content folder of one's own, made of the project's, with the invented form unless told otherwise. It ends with the process.
 * @param forms another folder of forms
 */
export function contentWith(forms: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'noa-content-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const shipped = join(contentDir, 'forms')
  cpSync(contentDir, folder, { recursive: true, filter: path => path !== shipped })
  cpSync(forms, join(folder, 'forms'), { recursive: true })
  return folder
}

export const testedContent = contentWith(join(root, 'test/fixtures/forms'))
