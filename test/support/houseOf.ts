/** The frame of the pages as it is built, for pages that are mounted alone. */
import { readAssets } from '../../src/channels/page/assets.ts'
import type { Library } from '../../src/content/library.ts'
import { createHouse, type House } from '../../src/pages/house.ts'
import { publicDir } from '../../src/root.ts'

/** @param icon an address that is served there */
export const houseOf = (library: Library, icon?: string): House =>
  createHouse({ library, styles: readAssets(publicDir).text('page.css'), icon, theme: {}, settings: {} })
