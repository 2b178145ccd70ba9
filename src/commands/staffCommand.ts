/** `noa staff`: who may work at the desk. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { readConfig } from '../config.ts'
import { nameOf } from '../staff/people.ts'
import { rolesAmong, roles } from '../staff/roles.ts'
import { createStaff, type Staff } from '../staff/staff.ts'
import { invitationPath } from '../pages/desk/deskPaths.ts'
import { openStorage } from '../storage/openStorage.ts'
import { fold } from '../text/fold.ts'
import { say } from './terminal.ts'

/** Works on the guide's own database, beside a guide that runs. */
async function withStaff(work: (staff: Staff) => Promise<void>): Promise<void> {
  const { dataDir, databaseUrl } = readConfig(process.env)
  const storage = await openStorage({ dataDir, databaseUrl })
  try {
    await work(createStaff(storage))
  } finally {
    await storage.close()
  }
}

const day = (time: string | undefined): string => time?.slice(0, 10) ?? '-'

export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('who may work at the desk (/desk)')

  staff
    .command('invite')
    .description('prints a link that signs somebody in, once, within a day; a link of the same name that was not used ends')
    .argument('<name>', 'a name, in quotes where it has spaces')
    .addOption(
      new Option('--role <role>', 'what they may do there; may be given several times')
        .choices(roles)
        .argParser((role: string, before: readonly string[] | undefined) => [...(before ?? []), ...role.split(',')])
        .makeOptionMandatory(),
    )
    .action((given: string, { role }: { role: readonly string[] }) =>
      withStaff(async ({ people }) => {
        const name = nameOf(given)
        const wrong = role.find(each => !roles.some(known => known === each))
        if (fold(name) === '') return program.error('The name must hold a letter or a number.')
        if (wrong !== undefined) return program.error(`There is no role ${wrong}: ${roles.join(', ')}`)
        const invitation = await people.invite(name, rolesAmong(role), undefined)
        if (invitation === 'lastOperator') return
        const { publicUrl, host, port } = readConfig(process.env)
        process.stderr.write(`For ${name}, once, until ${invitation.expiresAt.slice(0, 16).replace('T', ' ')} UTC:\n`)
        say(`${publicUrl ?? `http://${host}:${port}`}${invitationPath}?token=${invitation.token}`)
      }),
    )

  staff
    .command('list')
    .description('everybody who was invited, with their roles')
    .action(() =>
      withStaff(async ({ people }) => {
        const members = await people.list()
        for (const { name, roles: held, signedInAt, openUntil, revokedAt } of members) {
          const state = revokedAt !== undefined ? `revoked ${day(revokedAt)}` : openUntil !== undefined ? 'invited' : `last seen in ${day(signedInAt)}`
          say(`${name}  ${held.join(', ')}  ${state}`)
        }
        if (members.length === 0) process.stderr.write('Nobody was invited: noa staff invite NAME --role operator\n')
      }),
    )

  staff
    .command('revoke')
    .description('ends what somebody may do at the desk, at once')
    .argument('<name>')
    .action((name: string) =>
      withStaff(async ({ people }) => {
        const found = (await people.list()).filter(member => member.revokedAt === undefined && fold(member.name) === fold(name))
        if (found.length === 0) return program.error('Nobody of that name may work at the desk: noa staff list')
        for (const member of found) await people.revoke(member.id, undefined)
        say(`${found[0]?.name ?? name} may work at the desk no more.`)
      }),
    )
}
