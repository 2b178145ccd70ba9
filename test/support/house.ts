/** The frame of the pages as it is built, for pages that are mounted alone. */
import { readAssets } from '../../src/channels/page/assets.ts'
import type { Library } from '../../src/content/library.ts'
import { createHouse, type House } from '../../src/pages/house.ts'
import { publicDir } from '../../src/root.ts'

export const houseOf = (library: Library): House =>
  createHouse({ library, styles: readAssets(publicDir).text('page.css'), theme: {}, settings: {} })
