/** `noa contract`: what the portal's account service has to answer to. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { contractOfForm } from '../accounts/contractOfForm.ts'
import { readConfig } from '../config.ts'
import { readFolder } from '../content/folder.ts'
import { say } from './terminal.ts'

export function contractCommand(program: Command): void {
  program
    .command('contract')
    .description('writes the contract of the account service (OpenAPI 3.1, YAML) for the form of local accounts as it is asked here')
    .argument('[dir]', 'another content folder')
    .action(async (given?: string) => {
      const dir = given ?? readConfig(process.env).contentDir
      const form = (await readFolder(dir)).fields.find(({ id }) => id === 'localAccount')
      if (form === undefined) program.error(`There is no form in ${dir}: forms/fields/localAccount.yml`)
      else say(stringify(contractOfForm(form)).trimEnd())
    })
}
