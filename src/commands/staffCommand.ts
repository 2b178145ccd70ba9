/** `noa staff`: who may work at the desk. */
import { Option, type Command } from 'commander'
import { readConfig } from '../config.ts'
import { nameOf, type Member } from '../staff/people.ts'
import { rolesAmong, roles } from '../staff/roles.ts'
import { createStaff, type Staff } from '../staff/staff.ts'
import { invitationPath } from '../pages/desk/deskPaths.ts'
import { openStorage } from '../storage/openStorage.ts'
import { fold } from '../text/fold.ts'
import { say } from './terminal.ts'

/** Works on the guide's own database, beside a guide that runs. */
async function withStaff(work: (staff: Staff) => Promise<void>): Promise<void> {
  const { dataDir, databaseUrl, databaseListenUrl } = readConfig(process.env)
  const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
  try {
    await work(createStaff(storage))
  } finally {
    await storage.close()
  }
}

/** Those of a name who may work at the desk. */
const named = async (people: Staff['people'], name: string): Promise<readonly Member[]> =>
  (await people.list()).filter(member => member.revokedAt === undefined && fold(member.name) === fold(name))

const roleOption = (): Option =>
  new Option('--role <role>', `what they may do there; may be given several times (${roles.join(', ')})`)
    .argParser((role: string, before: readonly string[] | undefined) => [...(before ?? []), role])
    .makeOptionMandatory()

const day = (time: string | undefined): string => time?.slice(0, 10) ?? '-'

export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('who may work at the desk (/desk)')

  staff
    .command('invite')
    .description('prints a link that signs somebody in, once, within a day; a link of the same name that was not used ends')
    .argument('<name>', 'a name, in quotes where it has spaces')
    .addOption(roleOption())
    .action((given: string, { role }: { role: readonly string[] }) =>
      withStaff(async ({ people }) => {
        const name = nameOf(given)
        if (fold(name) === '') return program.error('The name must hold a letter or a number.')
        const chosen = rolesAmong(role)
        if (chosen.length < role.length) return program.error(`The roles are ${roles.join(', ')}`)
        const invitation = await people.invite(name, chosen, undefined)
        if (invitation === 'lastOperator') return
        const { publicUrl, host, port } = readConfig(process.env)
        if (invitation.known) process.stderr.write(`${name} is on the list already and has these roles from now on.\n`)
        process.stderr.write(`For ${name}, once, until ${invitation.expiresAt.slice(0, 16).replace('T', ' ')} UTC:\n`)
        say(`${publicUrl ?? `http://${host}:${port}`}${invitationPath}?token=${invitation.token}`)
      }),
    )

  staff
    .command('roles')
    .description('gives somebody who is on the list other roles, from their next request on')
    .argument('<name>')
    .addOption(roleOption())
    .action((name: string, { role }: { role: readonly string[] }) =>
      withStaff(async ({ people }) => {
        const [found, another] = await named(people, name)
        const chosen = rolesAmong(role)
        if (found === undefined) return program.error('Nobody of that name may work at the desk: noa staff list')
        if (another !== undefined) return program.error('There are several of that name: give them their roles at /desk/staff')
        if (chosen.length < role.length) return program.error(`The roles are ${roles.join(', ')}`)
        await people.setRoles(found.id, chosen, undefined)
        say(`${found.name}: ${chosen.join(', ')}`)
      }),
    )

  staff
    .command('list')
    .description('everybody who was invited, with their roles')
    .action(() =>
      withStaff(async ({ people }) => {
        const members = await people.list()
        for (const { name, roles: held, signedInAt, openUntil, revokedAt } of members) {
          const state = revokedAt !== undefined ? `revoked ${day(revokedAt)}` : openUntil !== undefined ? 'invited' : signedInAt === undefined ? 'never came in' : `came in ${day(signedInAt)}`
          say(`${name}  ${held.join(', ') || 'no role'}  ${state}`)
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
        const found = await named(people, name)
        if (found.length === 0) return program.error('Nobody of that name may work at the desk: noa staff list')
        for (const member of found) await people.revoke(member.id, undefined)
        say(`${found[0]?.name ?? name} may work at the desk no more.`)
      }),
    )
}
