// Takes the place of VS Code's native copying for its git extension, which asks for it as soon as it starts.
const { copyFile, cp } = require('node:fs/promises')
exports.copyFile = copyFile
exports.cp = cp
exports.isCloneSupported = async () => false
