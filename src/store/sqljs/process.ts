import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Where a process runs, and which one it is, so that another process can prove that it is gone. */
export interface ProcessIdentity {
  pid: number
  /** When it started, in ticks since the boot; '' where the system does not say. A pid alone may be reused. */
  started: string
  host: string
  /** This machine's lasting id, '' where there is none (containers, other systems than Linux). */
  machine: string
  /** Changes with every boot, '' where the system does not say. */
  boot: string
  /** Containers number their processes by themselves: a pid means something in its namespace only. */
  namespace: string
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    machine: read('/etc/machine-id'),
    boot: read('/proc/sys/kernel/random/boot_id'),
    namespace: link('/proc/self/ns/pid'),
  }
}

/**
 * Whether that process is certainly gone: its pid is, or belongs to a later process, or the machine was started anew.
 * Whatever can't be seen from here (another machine, another container) is not.
 */
export function isGone(other: ProcessIdentity, here: ProcessIdentity = thisProcess()): boolean {
  if (other.host !== here.host || other.machine !== here.machine) return false
  if (other.boot !== here.boot) return here.machine !== ''
  if (other.namespace !== here.namespace) return false
  if (!isAlive(other.pid)) return true
  const started = startOf(other.pid)
  return started !== '' && other.started !== '' && started !== other.started
}

/** Whether its pid means here what it means there. */
export const isHere = (other: ProcessIdentity, here: ProcessIdentity = thisProcess()): boolean =>
  other.host === here.host &&
  other.machine === here.machine &&
  other.boot === here.boot &&
  other.namespace === here.namespace

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !'ZX'.includes(stat(pid)[0] ?? '-')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Field 22 of /proc/<pid>/stat. */
const startOf = (pid: number): string => stat(pid)[19] ?? ''

/** The fields of /proc/<pid>/stat from the third, the state, on. The second is a name and may hold anything. */
function stat(pid: number): string[] {
  const line = read(`/proc/${pid}/stat`)
  return line === '' ? [] : line.slice(line.lastIndexOf(')') + 2).split(' ')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
