import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const MB = 1024 * 1024

/** Megabytes of a process that are in memory, those that it shares with others included (RSS). */
export function resident(pid: number): number {
  const file = `/proc/${pid}/status`
  if (existsSync(file)) return kilobytes(readFileSync(file, 'utf8'), 'VmRSS')
  return (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / MB
}

/** The same with shared memory divided among those who share it (PSS); undefined where the system can't tell. */
export function share(pid: number): number | undefined {
  try {
    return kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss')
  } catch {
    return undefined
  }
}

const kilobytes = (text: string, name: string): number =>
  (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / MB
