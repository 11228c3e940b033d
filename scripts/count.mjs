// A vitest reporter that leaves the run's counts in the file BATON_COUNT.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

export default class Count {
  onTestRunEnd(modules, errors) {
    const count = { passed: 0, failed: errors.length, skipped: [] }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') count.passed++
        else if (state === 'failed') count.failed++
        else count.skipped.push(`${relative(process.cwd(), module.moduleId)}: ${test.fullName}`)
      }
      // A file that can't be loaded, or whose hooks fail, may have no test that failed.
      const failed = [...module.children.allTests('failed')].length
      if (module.state() === 'failed' && failed === 0) count.failed++
    }
    writeFileSync(process.env.BATON_COUNT, JSON.stringify(count))
  }
}
