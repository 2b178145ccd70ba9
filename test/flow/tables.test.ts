import assert from 'node:assert/strict'
import { after, all, answer, human, menu, topics } from '../../dialogs/index.ts'
import { isTopic } from '../../src/understanding/index.ts'
import { defineDialog } from '../../src/flow/define.ts'
import { drawDialog, unreachable } from '../../src/flow/draw.ts'
import { arrowsOf, isEnd } from '../../src/flow/table.ts'

describe('the tables of the conversations', () => {
  const names = new Set(all.map(({ name }) => name))
  for (const table of all) {
    it(`${table.name}: every step can be reached, every dialog that it begins is one of the conversations`, () => {
      assert.deepEqual(unreachable(table), [])
      for (const step of Object.values(table.steps)) if (step.kind === 'begin') assert.ok(all.includes(step.begin), step.begin.name)
    })
    it(`${table.name}: stays small enough to be read at a glance`, () => {
      assert.ok(Object.keys(table.steps).length <= 21)
    })
    it(`${table.name}: every fixed arrow of its drawing is in its table`, () => {
      const drawing = drawDialog(table)
      for (const [name, step] of Object.entries(table.steps))
        for (const { arrow } of arrowsOf(step))
          if (typeof arrow === 'string' && !isEnd(arrow)) assert.match(drawing, new RegExp(`s_${name} -->(\\|\\w+\\|)? s_${arrow}\\b`))
    })
  }
  it('the menu, the topics and what comes after name conversations that exist', () => {
    const begun = Object.values(topics).map(({ dialog }) => dialog)
    for (const name of [...menu, ...begun, ...Object.values(after).flat(), answer, human]) assert.ok(names.has(name), name)
    for (const topic of Object.keys(topics)) assert.ok(isTopic(topic), topic)
    for (const dialog of begun) assert.ok((after[dialog]?.length ?? 0) >= 2, dialog)
    assert.ok(menu.length <= 5)
  })
  it('finds a step that nothing reaches', () => {
    const table = defineDialog('island', { first: { say: true, next: 'end' }, lost: { say: true, next: 'first' } })
    assert.deepEqual(unreachable(table), ['lost'])
  })
})
