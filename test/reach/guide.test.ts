import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Client, clientNamed } from '../../src/reach/connect/clients.ts'
import { type Plan, write } from '../../src/reach/connect/files.ts'
import { guide, planGuide, planNoGuide } from '../../src/reach/connect/guide.ts'
import { hookEvents, planHooks, planNoHooks } from '../../src/reach/connect/hooks.ts'
import { tempDir } from '../support/temp.ts'

const around = () => ({ platform: 'linux' as const, home: tempDir(), workspace: tempDir(), env: {} })
const codex = clientNamed('codex') as Client
const done = (plan: Plan | undefined) => plan && write(plan)

test('the section is added behind what is there, brought up to date, and taken out', () => {
  const at = around()
  const file = join(at.workspace, 'AGENTS.md')
  const mine = '# Rules\n\nBe kind.\n'
  writeFileSync(file, mine)
  done(planGuide(codex, at))
  expect(readFileSync(file, 'utf8')).toBe(`${mine}\n${guide}`)
  writeFileSync(file, `${mine}\n${guide.replace('Before you start', 'In old words')}\nMore of mine.\n`)
  done(planGuide(codex, at))
  expect(readFileSync(file, 'utf8')).toBe(`${mine}\n${guide}\nMore of mine.\n`)
  expect(planGuide(codex, at)).toMatchObject({ before: readFileSync(file, 'utf8'), after: readFileSync(file, 'utf8') })
  writeFileSync(file, `${mine}\n${guide}`)
  done(planNoGuide(codex, at))
  expect(readFileSync(file, 'utf8')).toBe(mine)
  expect(planNoGuide(codex, at)).toBeUndefined()
})

test('a file that held nothing else goes again; marks that do not fit are named', () => {
  const at = around()
  const file = join(at.workspace, 'AGENTS.md')
  done(planGuide(codex, at))
  expect(readFileSync(file, 'utf8')).toBe(guide)
  expect(guide.match(/^- /gm)).toHaveLength(5)
  done(planNoGuide(codex, at))
  expect(existsSync(file)).toBe(false)
  writeFileSync(file, 'a\n<!-- baton:begin -->\n')
  expect(() => planGuide(codex, at)).toThrow(/AGENTS\.md do not fit together \(line 2\)/)
  expect(planGuide(clientNamed('claude-desktop') as Client, at)).toBeUndefined()
})

test('hooks stand beside others’, once, and leave them behind', () => {
  const at = around()
  const file = join(at.workspace, '.claude', 'settings.json')
  const mine = {
    hooks: { SessionStart: [{ matcher: 'startup', hooks: [{ type: 'command', command: 'mine' }] }], Stop: [] },
    model: 'x',
  }
  mkdirSync(join(at.workspace, '.claude'))
  writeFileSync(file, `// kept\n${JSON.stringify(mine, null, 2)}\n`)
  const settings = () => JSON.parse(readFileSync(file, 'utf8').replace('// kept\n', ''))
  done(planHooks(at))
  const { hooks } = settings()
  expect(hooks.SessionStart[0]).toEqual(mine.hooks.SessionStart[0])
  for (const event of hookEvents) {
    expect(hooks[event].at(-1).hooks[0]).toMatchObject({
      type: 'command',
      command: expect.stringContaining(`hook ${event}`),
    })
    expect(hooks[event]).toHaveLength(event === 'SessionStart' ? 2 : 1)
  }
  expect(readFileSync(file, 'utf8')).not.toContain(at.home)
  expect(planHooks(at)).toMatchObject({ after: readFileSync(file, 'utf8') })
  // Somebody moved ours into a group of theirs.
  hooks.SessionStart = [
    { matcher: 'startup', hooks: [{ type: 'command', command: 'mine' }, ...hooks.SessionStart[1].hooks] },
  ]
  writeFileSync(file, `// kept\n${JSON.stringify({ ...mine, hooks }, null, 2)}\n`)
  done(planNoHooks(at))
  expect(settings()).toEqual(mine)
  expect(readFileSync(file, 'utf8')).toContain('// kept')
})

test('a settings file that was ours alone goes with the hooks', () => {
  const at = around()
  done(planHooks(at))
  done(planNoHooks(at))
  expect(existsSync(join(at.workspace, '.claude', 'settings.json'))).toBe(false)
})
