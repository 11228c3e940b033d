import { join } from 'node:path'
import { databaseContract } from './contract.ts'
import { open, scratch } from './scratch.ts'

const migrations = [
  {
    version: 1,
    name: 'thing',
    up: 'CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT, number NUMERIC, bytes BLOB)',
  },
]

for (const durability of ['power', 'process'] as const)
  databaseContract(`sql.js on real files (${durability})`, async () => {
    const folder = scratch()
    return {
      database: await open(join(folder, 'tasks.db'), { migrations, durability }),
      backupPath: join(folder, 'copy.db'),
      open: (path) => open(path, { migrations }),
    }
  })
