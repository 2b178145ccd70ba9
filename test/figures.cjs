/**
 * Mocha's own "spec" report, which also keeps the true figures in the file FIGURES_FILE after every test: `test/run.mjs`
 * prints them as the last line even when a test takes the process down. In parallel mode the events of a file come all at once when it
 * has ended, and a file whose process died is one failure. CommonJS, since mocha loads a reporter with require.
 */
const { writeFileSync } = require('node:fs')
const Mocha = require('mocha')

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING, EVENT_TEST_RETRY } = Mocha.Runner.constants

module.exports = class Figures extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const figures = { passed: 0, failed: 0, skipped: 0, again: [], ended: false }
    const keep = () => writeFileSync(process.env.FIGURES_FILE, JSON.stringify(figures))
    const count = kind => () => {
      figures[kind] += 1
      keep()
    }
    runner.on(EVENT_TEST_PASS, count('passed'))
    runner.on(EVENT_TEST_FAIL, count('failed'))
    runner.on(EVENT_TEST_PENDING, count('skipped'))
    runner.on(EVENT_TEST_RETRY, (test, error) => figures.again.push(`${test.fullTitle()} (${String(error?.message).split('\n', 1)[0].slice(0, 120)})`))
    runner.once(EVENT_RUN_END, () => {
      figures.ended = true
      keep()
    })
    keep()
  }
}
