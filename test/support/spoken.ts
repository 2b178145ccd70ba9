/**
 * What a screen reader would say of a page, in its order: Chromium's own accessibility tree, and not what we meant by our HTML. With
 * what must hold of it on every page of a conversation.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** Something that is said: its role, its name, and the level of a heading. */
export interface Spoken {
  readonly role: string
  readonly name: string
  readonly level?: number
}

/** Can be used, and so must be called something. */
const used = ['button', 'link', 'textbox', 'checkbox', 'radio', 'combobox', 'DisclosureTriangle', 'searchbox']
const said = [...used, 'heading', 'StaticText', 'image', 'main', 'banner', 'contentinfo', 'log', 'term', 'group', 'alert']

/** All of it, from top to bottom. */
async function spoken(page: Page): Promise<Spoken[]> {
  const wire = await page.context().newCDPSession(page)
  try {
    const { nodes } = await wire.send('Accessibility.getFullAXTree')
    const byId = new Map(nodes.map(node => [node.nodeId, node]))
    const lines: Spoken[] = []
    const walk = (id: string): void => {
      const node = byId.get(id)
      if (node === undefined) return
      // The protocol types every value as `any`.
      const role = String(node.role?.value ?? '')
      const level: unknown = node.properties?.find(({ name }) => name === 'level')?.value.value
      if (!node.ignored && said.includes(role))
        lines.push({ role, name: String(node.name?.value ?? '').replace(/\s+/g, ' ').trim(), ...(typeof level === 'number' ? { level } : {}) })
      for (const child of node.childIds ?? []) walk(child)
    }
    walk(nodes[0]?.nodeId ?? '')
    return lines
  } finally {
    await wire.detach()
  }
}

/** What is used stands under a name of its own, and comes after the one heading that says what is asked. */
export async function heardInOrder(page: Page): Promise<void> {
  const lines = await spoken(page)
  const at = (found: (line: Spoken) => boolean): number => lines.findIndex(found)
  const told = lines.map(({ role, name }) => `${role} ${name}`).join('\n')
  assert.deepEqual(lines.filter(({ role, name }) => used.includes(role) && name === ''), [], `without a name:\n${told}`)

  const names = lines.filter(({ role }) => role === 'button').map(({ name }) => name)
  assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), [], 'two buttons of one name')

  const headings = lines.filter(({ role, level }) => role === 'heading' && level === 1)
  assert.equal(headings.length, 1, `one heading of the page:\n${told}`)
  const title = (await page.title()).replace(/\s+/g, ' ')
  const heading = headings[0]?.name ?? ''
  assert.ok(title.includes(heading.replace(/ \([^()]*\)$/, '').slice(0, 60)), `${title} / ${heading}`)

  const main = at(({ role }) => role === 'main')
  const asked = at(({ role, level }) => role === 'heading' && level === 1)
  const field = at(({ role }) => role === 'textbox')
  assert.ok(main < asked && asked < field && field < at(({ role }) => role === 'contentinfo'), `not in order:\n${told}`)

  // Whoever only listens hears what can be answered before the field that takes any other words.
  for (const answer of await page.locator('#now .choices button').allInnerTexts()) {
    const heard = at(({ role, name }) => role === 'button' && name === answer.replace(/\s+/g, ' ').trim())
    const last = lines.findLastIndex(({ role }) => role === 'textbox')
    assert.ok(asked < heard && heard < last, `${answer} at ${heard} of ${asked} to ${last}:\n${told}`)
  }
}

/** The focus is somewhere. */
export async function focused(page: Page): Promise<void> {
  assert.notEqual(await page.evaluate<string>('document.activeElement.tagName'), 'BODY', 'the focus is lost')
}
