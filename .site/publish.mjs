// SPDX-License-Identifier: Apache-2.0
// node publish.mjs FOLDER: puts the built site into FOLDER/<version>/, beside the versions that are there.
import fs from 'node:fs'
import path from 'node:path'
import { site, version } from './pages.mjs'

const folder = process.argv[2]
const dist = path.join(site, 'target', 'dist')
const index = path.join(dist, 'index.html')
const problem = !folder ? 'Name the folder of the web server: node publish.mjs FOLDER'
  : !fs.existsSync(index) || !fs.readFileSync(index, 'utf8').includes(`/${version}/assets/`)
    ? `The site is not built for its version. Build it first: ./mvnw -Psite verify -Dsite.base=/PATH/${version}/` : undefined
if (problem) {
  console.error(problem)
  process.exit(2)
}
const place = path.join(folder, version)
fs.rmSync(place, { recursive: true, force: true })
fs.cpSync(dist, place, { recursive: true })
const versions = fs.readdirSync(folder).filter(name => fs.existsSync(path.join(folder, name, 'hashmap.json')))
  .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
const newest = versions.find(name => !name.endsWith('-SNAPSHOT')) ?? versions[0]
fs.writeFileSync(path.join(folder, 'versions.json'), JSON.stringify(versions) + '\n')
fs.writeFileSync(path.join(folder, 'index.html'), `<!doctype html><html lang="en"><title>VaeLab</title><meta http-equiv="refresh" content="0; url=${newest}/">`
  + `<a href="${newest}/">VaeLab ${newest}</a></html>\n`)
console.log(`${place} is there; all versions: ${versions.join(', ')}; the first page leads to ${newest}`)
