import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives the whole run a home folder of its own before any worker starts, so that a test that forgets to ask for one
 * still can't touch the person's `~/.baton`, caches or git settings. Returns what removes it.
 */
export default function setup(): () => void {
  const home = mkdtempSync(join(tmpdir(), 'baton-home-'))
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Baton tests\n\temail = tests@example.invalid\n[init]\n\tdefaultBranch = main\n',
  )
  for (const [name, folder] of Object.entries(homeVariables(home))) {
    mkdirSync(folder, { recursive: true })
    process.env[name] = folder
  }
  // What the person who runs the tests has set for their own Baton must not reach the tests' ones.
  for (const name of Object.keys(process.env))
    if (/^(MCP_(TASK|DEBUG)|TASK_COORDINATOR_URL$|PORT$|BATON_TOKEN$)/.test(name)) delete process.env[name]
  return () => rmSync(home, { recursive: true, force: true })
}

/** The variables by which programs find a person's folders, all inside `home`. */
export function homeVariables(home: string): Record<string, string> {
  return {
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
  }
}
