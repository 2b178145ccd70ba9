/** A PostgreSQL that fails in many ways: it is stopped in the middle, hangs, has a full disk; the network to it is cut, or swallows. */
import { execFileSync } from 'node:child_process'
import { chownSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryFolder, type TestDatabase } from './databases.ts'
import { freePort } from './kills.ts'
import { otherUser } from './postgresServer.ts'

export const faults = ['stopped', 'hanging', 'cut', 'swallowed', 'full'] as const
export type Fault = (typeof faults)[number]

export interface FaultyPostgres extends TestDatabase {
  /** PostgreSQL itself, past the network that fails. */
  readonly direct: URL
  /** Fails in that way for so long, ms, and is well again. */
  fail(fault: Fault, ms: number): Promise<void>
}

/** A wire between two ports that can be cut, or swallow what is said. */
async function wire(to: number): Promise<{ port: number; cut(): void; swallow(yes: boolean): void; close(): void }> {
  const pairs = new Set<Socket>()
  let swallowing = false
  const server = createServer(near => {
    const far = connect(to, '127.0.0.1')
    for (const [from, onward] of [[near, far], [far, near]] as const) {
      pairs.add(from)
      from.on('error', () => onward.destroy()).on('close', () => (pairs.delete(from), onward.destroy()))
      from.on('data', chunk => void (swallowing || onward.write(chunk)))
    }
  })
  const cut = (): void => {
    for (const each of pairs) each.destroy()
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    // A server that listens on a port has an address of this form.
    port: (server.address() as AddressInfo).port,
    cut,
    swallow: yes => {
      swallowing = yes
      // What was swallowed cannot be said again: the connections are of no use.
      if (!yes) cut()
    },
    close: () => {
      cut()
      server.close()
    },
  }
}

/** Processes below one. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(each => each !== '').map(Number)

/**
 * Starts one, as root on Linux: its disk is one of its own, of 200 MB.
 * @param bin folder of PostgreSQL's programs
 */
export async function startFaultyPostgres(bin: string): Promise<FaultyPostgres> {
  const [dataDir, disk] = [temporaryFolder(), temporaryFolder()]
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', disk])
  const { uid = 0, gid = 0 } = otherUser()
  chownSync(disk, uid, gid)
  const data = join(disk, 'data')
  const as = { uid, gid, cwd: disk, stdio: 'ignore' } as const
  const port = await freePort()
  const options = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=64MB -c max_connections=100`
  const start = (): void => void execFileSync(join(bin, 'pg_ctl'), ['-D', data, '-w', '-t', '60', '-o', options, '-l', join(disk, 'log'), 'start'], as)
  const stop = (mode: string): void => void execFileSync(join(bin, 'pg_ctl'), ['-D', data, '-m', mode, '-w', 'stop'], as)
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'noa', '-A', 'trust', '-E', 'UTF8', '--locale=C'], as)
  start()
  const between = await wire(port)
  const address = (at: number): string => `postgres://noa@127.0.0.1:${at}/postgres`
  const ballast = join(disk, 'ballast')
  const runs = (): boolean => {
    try {
      execFileSync(join(bin, 'pg_ctl'), ['-D', data, 'status'], as)
      return true
    } catch {
      return false
    }
  }

  const failing: Readonly<Record<Fault, (ms: number) => Promise<void>>> = {
    stopped: async ms => {
      stop('immediate')
      await delay(ms)
      start()
    },
    hanging: async ms => {
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      const all = [pid, ...childrenOf(pid)]
      const send = (signal: NodeJS.Signals): void => {
        for (const each of all)
          try {
            process.kill(each, signal)
          } catch {
            // It ended in between.
          }
      }
      send('SIGSTOP')
      await delay(ms)
      send('SIGCONT')
    },
    cut: async ms => {
      between.cut()
      await delay(ms)
      between.cut()
    },
    swallowed: async ms => {
      between.swallow(true)
      await delay(ms)
      between.swallow(false)
    },
    full: async ms => {
      try {
        for (let n = 0; ; n++) writeFileSync(`${ballast}${n}`, Buffer.alloc(1 << 20))
      } catch {
        // Full.
      }
      await delay(ms)
      for (const name of readdirSync(disk)) if (name.startsWith('ballast')) rmSync(join(disk, name))
      // It may have given up; somebody makes room and starts it again.
      if (!runs()) start()
    },
  }
  return {
    dataDir,
    databaseUrl: address(between.port),
    direct: new URL(address(port)),
    fail: (fault, ms) => failing[fault](ms),
    remove: async () => {
      between.close()
      stop('fast')
      execFileSync('umount', [disk])
      for (const folder of [disk, dataDir]) rmSync(folder, { recursive: true, force: true })
      await Promise.resolve()
    },
  }
}
