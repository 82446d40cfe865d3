// SPDX-License-Identifier: Apache-2.0
// The pages of the site: the Markdown files of the repository, and a gallery of the sample's figures.
import fs from 'node:fs'
import path from 'node:path'

export const site = import.meta.dirname
export const root = path.dirname(site)
const left = new Set(['src', 'target', 'runs', 'node_modules'])

const read = file => fs.readFileSync(path.join(root, file), 'utf8')
const exists = file => fs.existsSync(path.join(root, file))

const pom = read('pom.xml')
export const version = pom.match(/<artifactId>vaelab<\/artifactId>\s*<version>(.*?)<\/version>/)[1]

/** Where the sources of this version can be read: a file or a folder of them. */
export function address(file, kind = 'blob') {
  const repository = process.env.SITE_REPOSITORY || pom.match(/<scm\b[^>]*>[^]*?<url>(.*?)<\/url>[^]*?<\/scm>/)?.[1]
  if (!/^https?:\/\//.test(repository ?? '')) {
    throw new Error(`The address of the repository is ${repository}. Links to sources need one that begins with `
      + 'https://: set <scm><url> in pom.xml, or the variable SITE_REPOSITORY.')
  }
  const tag = version.endsWith('-SNAPSHOT') ? 'main' : `v${version}`
  return repository.replace(/\/$/, '') + (file ? `/${kind}/${tag}/${file}` : '')
}

/** All Markdown files and images, but those of sources, build outputs, dotfolders, and folders at the top without README. */
function files(folder = '') {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const file = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || left.has(entry.name) || (!folder && !exists(`${file}/README.md`)) ? [] : files(file)
    }
    return /\.(md|png|svg|jpg)$/.test(entry.name) ? [file] : []
  })
}

const all = files().sort()
const markdown = all.filter(file => file.endsWith('.md'))

/** The page of a Markdown file, relative to the site: a README is the index of its folder. */
export const staged = file => file.replace(/(^|\/)README\.md$/, '$1index.md')
export const route = file => '/' + staged(file).replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')
export const isPage = file => markdown.includes(file)
export const title = file => read(file).match(/^# (.+)$/m)?.[1].replace(/`/g, '')
  ?? (() => { throw new Error(`${file} has no heading of the first level`) })()

/** Where a relative link of a file leads: a page, the repository, or nowhere (then an error). */
export function target(from, link) {
  const [place, anchor] = link.split('#')
  const file = path.posix.join(path.posix.dirname(from), decodeURI(place)).replace(/\/$/, '')
  const page = [file, path.posix.join(file, 'README.md')].find(isPage)
  if (page) return route(page) + (anchor ? '#' + anchor : '')
  if (!exists(file)) throw new Error(`${from}: the link to ${link} is broken: there is no ${file}`)
  const kind = fs.statSync(path.join(root, file)).isDirectory() ? 'tree' : 'blob'
  return address(file, kind) + (anchor ? '#' + anchor : '')
}

/** The page of all keys, which Maven makes by a command: its route, undefined before it is made. */
const keys = path.join(site, 'target', 'keys.md')
export const reference = fs.existsSync(keys) ? '/configs/REFERENCE.html' : undefined

/** Copies the pages for the generator, under the names of their routes, with that of the keys, and writes the gallery. */
export function stage(folder) {
  fs.rmSync(folder, { recursive: true, force: true })
  for (const file of all) {
    const copy = path.join(folder, staged(file))
    fs.mkdirSync(path.dirname(copy), { recursive: true })
    fs.copyFileSync(path.join(root, file), copy)
  }
  if (reference) fs.copyFileSync(keys, path.join(folder, reference.replace('.html', '.md')))
  const sample = 'reports/sample/report.md'
  const figures = [...read(sample).matchAll(/^!\[(.*?)\]\((.*?)\)\n\n(.+)$/gm)]
  const text = figures.map(([, alt, image, caption]) => `![${alt}](./reports/sample/${image})\n\n*${caption}*\n`)
  fs.writeFileSync(path.join(folder, 'gallery.md'), `# Gallery\n\nAll figures of [the sample report](${route(sample)}), with their captions.\n\n${text.join('\n')}`)
}

const item = file => ({ text: title(file), link: route(file) })

/** The links of a table of README.md under a heading, once each, in order: [text, file]. */
function links(heading) {
  const section = read('README.md').split(/^## /m).find(part => part.startsWith(heading + '\n'))
  if (!section) throw new Error(`README.md has no section "${heading}", from which the navigation is made`)
  const found = [...section.matchAll(/\[([^\]]+)\]\(([^)#]+\.md)\)/g)].map(([, text, file]) => [text, file])
  return [...new Map(found.map(([text, file]) => [file, text]))].map(([file, text]) => [text, file])
}

/** The guide table first, then the modules with whatever pages their folders have. */
export function sidebar(extra) {
  const guides = links('Guides')
  const listed = new Set(guides.map(([, file]) => file))
  const branch = folder => {
    const inside = markdown.filter(file => file.startsWith(folder + '/') && file !== folder + '/README.md' && !listed.has(file))
    const folders = [...new Set(inside.map(file => file.slice(folder.length + 1)).filter(name => name.includes('/')).map(name => name.split('/')[0]))]
    const items = [
      ...inside.filter(file => path.posix.dirname(file) === folder).map(item),
      ...folders.map(name => branch(`${folder}/${name}`)),
    ]
    const readme = folder + '/README.md'
    const text = path.posix.basename(folder)
    return { text, ...(isPage(readme) && { link: route(readme) }), ...(items.length && { items, collapsed: true }) }
  }
  const modules = links('Modules').map(([, file]) => file).filter(file => /^[a-z]+\/README\.md$/.test(file))
  return [
    { text: 'Guides', items: guides.map(([text, file]) => ({ text: text[0].toUpperCase() + text.slice(1), link: route(file) })) },
    { text: 'Sample', items: extra },
    { text: 'Modules', items: modules.map(file => branch(path.posix.dirname(file))) },
    { text: 'Project', items: markdown.filter(file => !file.includes('/') && file !== 'README.md').map(item) },
  ]
}
