// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs'
import path from 'node:path'
import { renderMermaidSVG } from 'beautiful-mermaid'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import { address, isPage, reference, route, sidebar, site, stage, target, version } from '../pages.mjs'

const repository = address()
if (new URL(repository).hostname.endsWith('.invalid')) {
  console.warn(`The repository has no address yet (${repository} in pom.xml): the links of the site to sources lead nowhere.`)
}
const source = page => [page, page.replace(/(^|\/)index\.md$/, '$1README.md')].find(isPage)
const pages = path.join(site, 'target', 'pages')
stage(pages)
// What Maven makes for the site: the Javadoc, and the quickstart, of which the report and what it links to are shown.
const made = file => path.join(site, 'target', file)
const beside = file => fs.existsSync(made(file))
const outside = (text, link) => ({ text, link, target: '_self' })
const sample = [
  { text: 'The sample report', link: route('reports/sample/report.md') },
  { text: 'Gallery', link: '/gallery.html' },
  ...(beside('quickstart/report/index.html') ? [outside('The report of the quickstart', '/quickstart/report/index.html')] : []),
]
const javadoc = beside('javadoc/index.html') ? [outside('Javadoc', '/javadoc/index.html')] : []

export default defineConfig({
  title: 'VaeLab',
  description: 'A research framework on the JVM for variational auto-encoders',
  lang: 'en',
  base: process.env.SITE_BASE || '/',
  srcDir: pages,
  outDir: path.join(site, 'target', 'dist'),
  cacheDir: path.join(site, 'target', 'cache'),
  metaChunk: true,
  // The largest file is the index of the search, which loads with its first use.
  vite: { plugins: [{ name: 'mend', enforce: 'pre', transform: mend }], build: { chunkSizeWarningLimit: 3000 } },
  buildEnd({ outDir }) {
    const copy = file => fs.cpSync(made(file), path.join(outDir, file), { recursive: true })
    if (beside('javadoc/index.html')) copy('javadoc')
    if (beside('quickstart/report/index.html')) {
      copy('quickstart/report')
      for (const run of fs.readdirSync(made('quickstart/runs'))) copy(`quickstart/runs/${run}/result.json`)
    }
  },
  transformPageData(data) {
    const home = data.relativePath === 'index.md'
    const layout = home ? { pageClass: 'home', sidebar: false, aside: false } : {}
    data.frontmatter = { ...data.frontmatter, ...layout, editLink: !!source(data.filePath) }
    return { filePath: source(data.filePath), ...(home && { titleTemplate: 'variational auto-encoders on the JVM' }) }
  },
  markdown: {
    anchor: { slugify: text => slug(text) },
    attrs: { disable: true },
    image: { lazyLoading: true },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: markdown,
  },
  themeConfig: {
    version,
    nav: [
      { text: 'Guide', link: route('configs/FIRST-EXPERIMENT.md') },
      ...(reference ? [{ text: 'Keys', link: reference }] : []),
      { text: 'Plugins', link: route('variants/NEW-DISTRIBUTION.md') },
      ...javadoc,
      { text: 'Sample', items: sample },
      { text: 'Sources', link: repository },
      { component: 'VersionMenu' },
    ],
    sidebar: sidebar(sample),
    outline: { level: [2, 3], label: 'On this page' },
    externalLinkIcon: false,
    search: {
      provider: 'local',
      options: { miniSearch: { searchOptions: { combineWith: 'AND', fuzzy: 0.1, prefix: true, boost: { title: 4, text: 1, titles: 2 } } } },
    },
    editLink: { pattern: address(':path'), text: 'Source of this page' },
  },
})

/** Mends what axe finds in the search of VitePress: nested roles, and names that differ from what is seen. */
function mend(code, id) {
  const changes = {
    'VPLocalSearchBox.vue': ['aria-expanded="true"', 'aria-haspopup="listbox"', ` :role="results?.length ? 'listbox' : undefined"`, 'role="option"',
      ` :aria-selected="selectedIndex === index ? 'true' : 'false'"`, ` :aria-label="[...p.titles, p.title].join(' > ')"`,
      ` :aria-owns="results?.length ? 'localsearch-list' : undefined"`, ['role="button"', 'role="dialog" aria-modal="true"'],
      ['<kbd :aria-label', '<kbd role="img" :aria-label']],
    'VPNavBarSearchButton.vue': [` :aria-label="translate('button.buttonAriaLabel')"`],
  }[path.basename(id)]
  return changes?.reduce((text, change) => {
    const [from, to] = [change, ''].flat()
    if (!text.includes(from)) throw new Error(`${id} has no ${from}: look at what this version of VitePress has instead`)
    return text.replaceAll(from, to)
  }, code)
}

/** The command that writes all keys is a link to their page. */
function linked(code, Token) {
  if (code.type !== 'code_inline' || !code.content.startsWith('./vaelab reference')) return [code]
  const open = new Token('link_open', 'a', 1)
  open.attrSet('href', reference)
  return [open, code, new Token('link_close', 'a', -1)]
}

/** Reads Markdown as GitHub does: its anchors, its few HTML tags, relative links, diagrams. */
function markdown(md) {
  const escape = md.utils.escapeHtml
  md.disable('emoji')
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  // Vue would read {{ }} as code, and <names> as components.
  const literal = text => text.replaceAll('{{', '&#123;&#123;')
  md.renderer.rules.text = (tokens, i) => literal(escape(tokens[i].content))
  md.renderer.rules.code_inline = (tokens, i) => `<code>${literal(escape(tokens[i].content))}</code>`
  const html = (tokens, i) => /^(&ZeroWidthSpace;$|<\/?(br|sub|sup|kbd|details|summary)\s*\/?>|<!--)/.test(tokens[i].content)
    ? literal(tokens[i].content) : literal(escape(tokens[i].content))
  md.renderer.rules.html_inline = html
  md.renderer.rules.html_block = html
  // Wide tables scroll, also by the keyboard.
  md.renderer.rules.table_open = () => '<table tabindex="0">\n'
  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, i, ...rest) => {
    if (tokens[i].info.trim() !== 'mermaid') return fence(tokens, i, ...rest)
    const svg = renderMermaidSVG(tokens[i].content).replace(/<style>[^]*?<\/style>/, '').replace(/style="--bg[^"]*"/, 'aria-hidden="true"')
    return `<div class="diagram" tabindex="0" role="img" aria-label="${escape(tokens[i].content)}">${literal(svg)}</div>`
  }
  md.core.ruler.push('repository', state => {
    const from = source(state.env.relativePath ?? '')
    for (const [i, token] of state.tokens.entries()) {
      // A cell without text heads nothing.
      if (token.type === 'th_open' && !state.tokens[i + 1].content) token.tag = state.tokens[i + 2].tag = 'td'
      if (token.type === 'code_block') Object.assign(token, { type: 'fence', info: 'txt', tag: 'code' })
      for (const child of token.children ?? []) {
        const link = child.type === 'link_open' && child.attrGet('href')
        if (from && link && !/^([a-z]+:|#|\/)/i.test(link)) child.attrSet('href', target(from, link))
      }
      if (from && reference && token.type === 'inline') token.children = token.children.flatMap(child => linked(child, state.Token))
    }
  })
}
