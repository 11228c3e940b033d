import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Only the editor has it.
    alias: { vscode: join(import.meta.dirname, 'test', 'support', 'vscode.ts') },
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // Processes, not threads: tests start servers, send signals and measure memory.
    pool: 'forks',
    // Each test starts processes of its own, so more workers than cores only make all of them late.
    maxWorkers: Math.min(4, availableParallelism()),
    globalSetup: ['test/support/home.ts'],
    setupFiles: ['test/support/later.ts'],
    // Tests share one machine: a port that a killed host left may be another test's before its next host is up. What
    // fails twice is broken; vitest marks what needed a second try.
    retry: 1,
    // Ten times what anything needs: goals are measured by the benches, not by tests on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
