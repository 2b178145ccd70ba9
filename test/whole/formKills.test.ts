/** A page that is answered and killed before its redirect is followed. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { temporaryFolder } from '../support/databases.ts'
import { openPage } from '../support/formPage.ts'
import { freePort, Victim } from '../support/kills.ts'

describe('killed between a post and its redirect', function () {
  this.timeout(300_000)
  it('has kept the answer, and says the same to whoever sends it again', async () => {
    const dataDir = temporaryFolder()
    const victim = new Victim(await freePort(), { dataDir })
    try {
      await victim.start()
      const page = await openPage(victim.address)
      await page.press(page.choices()[0] ?? '')
      const fields = { ...page.hidden(), text: 'retour' }
      const answered = await page.post(fields)
      assert.equal(answered.status, 303)
      await victim.kill()
      await victim.start()
      const again = await page.post(fields)
      assert.equal(again.status, 303)
      await page.reload()
      assert.equal(page.html.match(/class="entry person"/g)?.length, 2)
      // Killed while it is at work on one: either it was kept, or it was not, and sent again it is there once.
      const next = { ...page.hidden(), text: 'Bonjour' }
      const lost = page.post(next).catch(() => undefined)
      await victim.kill()
      await lost
      await victim.start()
      await page.post(next)
      await page.reload()
      assert.equal(page.html.match(/class="entry person"/g)?.length, 3)
    } finally {
      await victim.kill()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})
