// SPDX-License-Identifier: Apache-2.0
// Checks the built site: every link and anchor; in Chromium every page at two widths; search; versions.
// Each check must first find a fault that is planted for it. `node check.mjs FOLDER` also takes screenshots;
// `node check.mjs --links` checks links and anchors alone, without a browser.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { site, version } from './pages.mjs'

const dist = path.join(site, 'target', 'dist')
const base = process.env.SITE_BASE || '/'
const shots = process.argv[2]
const widths = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
}
// A query, and a page that must be among its first five results.
const searches = { iwae: 'configs/REFERENCE.html#iwae', 'von Mises': 'configs/REFERENCE.html#von-mises-fisher', klWeight: 'configs/REFERENCE.html' }
const axe = fs.readFileSync(path.join(site, 'node_modules/axe-core/axe.min.js'), 'utf8')
const problems = []

if (!fs.existsSync(path.join(dist, 'index.html'))) stop('There is no site to check. Build it first: ./mvnw -Psite package')
const pages = fs.readdirSync(dist, { recursive: true }).map(file => file.replaceAll(path.sep, '/')).filter(file => file.endsWith('.html')).sort()
// The Javadoc tool lays out all its pages alike: one of each kind is opened, the links of all are followed.
const opened = pages.filter(file => !file.startsWith('javadoc/')
  || ['index', 'org/vaelab/experiments/package-summary', 'org/vaelab/experiments/Experiment'].includes(file.slice(8, -5)))

checkLinks()
if (shots === '--links') {
  for (const problem of new Set(problems)) console.error(`FAIL  ${problem}`)
  console.log(`${pages.length} pages: links and anchors. ${new Set(problems).size || 'no'} problem(s). No page was opened`)
  process.exit(problems.length ? 1 : 0)
}
const browser = await launch()
const server = await serve()
const address = `http://localhost:${server.address().port}${base}`
await Promise.all(Object.entries(widths).map(async ([width, options]) => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.on('pageerror', error => problems.push(`${page.url()}: ${error.message}`))
  await plant(page)
  for (const file of opened) await checkPage(page, width, file)
  for (const [query, expected] of Object.entries(searches)) await checkSearch(page, width, query, expected)
  await checkVersions(page, width)
}))
await browser.close()
server.close()
for (const problem of new Set(problems)) console.error(`FAIL  ${problem}`)
console.log(`${pages.length} pages: links and anchors. ${opened.length} pages at ${Object.keys(widths).join(' and ')} width: accessibility, overflow, `
  + `alternative texts, errors. ${Object.keys(searches).length} searches. ${new Set(problems).size || 'no'} problem(s)`)
process.exitCode = problems.length ? 1 : 0

function stop(message) {
  console.error(message)
  process.exit(1)
}

/** What a page links to, and the places that it has. */
function parse(html) {
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"' }
  const text = html.replace(/<!--[^]*?-->|<script\b(?![^>]*\ssrc=)[^]*?<\/script>/g, '')
  const values = names => [...text.matchAll(new RegExp(`\\s(?:${names})="([^"]*)"`, 'g'))].map(([, value]) => value
    .replace(/&(\w+);/g, (all, name) => entities[name] ?? all).replace(/&#(x?)(\w+);/g, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10))))
  return { links: values('href|src'), ids: new Set(values('id|name')) }
}

/** The links of a page that lead nowhere. */
function broken(file, links, idsOf) {
  return links.filter(link => {
    if (file === 'javadoc/constant-values.html' && link === '#org.vaelab') return false // a mistake of the Javadoc tool of JDK 17
    if (/^(https?|mailto|data|blob|javascript):/.test(link)) return false
    const url = new URL(link, `http://site${base}${file}`)
    const inside = decodeURIComponent(url.pathname)
    if (url.host !== 'site' || !inside.startsWith(base)) return true
    const place = inside.slice(base.length).replace(/(^|\/)$/, '$1index.html')
    const anchor = decodeURIComponent(url.hash.slice(1))
    if (!place.endsWith('.html')) return !fs.existsSync(path.join(dist, place))
    return !idsOf(place) || (anchor && !idsOf(place).has(anchor))
  })
}

function checkLinks() {
  const parsed = new Map(pages.map(file => [file, parse(fs.readFileSync(path.join(dist, file), 'utf8'))]))
  const idsOf = file => parsed.get(file)?.ids
  const planted = parse('<a href="absent.html"></a><a href="index.html#absent"></a><img src="absent.png">').links
  if (broken('index.html', planted, idsOf).length !== planted.length) stop('The check of links does not find the planted ones')
  for (const [file, { links }] of parsed) for (const link of new Set(broken(file, links, idsOf))) problems.push(`${file}: broken link ${link}`)
}

async function launch() {
  const found = [process.env.CHROMIUM, ...(process.env.PATH ?? '').split(path.delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => path.join(folder, name)))].find(file => file && fs.existsSync(file))
  const how = found ? { executablePath: found } : { channel: 'chrome' }
  return chromium.launch({ ...how, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }).catch(error => stop('The check needs Chromium or Chrome: '
    + `install it, or set the variable CHROMIUM to the program. Only links were checked: ${problems.join('; ') || 'no problem'}.\n${error.message}`))
}

/** A plain web server, as on any host of files. */
function serve() {
  const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', png: 'image/png', json: 'application/json' }
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://site').pathname)
    const file = path.join(dist, name.startsWith(base) ? name.slice(base.length).replace(/(^|\/)$/, '$1index.html') : '/absent')
    if (!file.startsWith(dist) || !fs.existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': types[path.extname(file).slice(1)] ?? 'application/octet-stream' })
    fs.createReadStream(file).pipe(response)
  })
  return new Promise(resolve => server.listen(0, 'localhost', () => resolve(server)))
}

/** What is wrong with the page as it is shown. */
async function faults(page) {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run({ resultTypes: ['violations'] })
    const found = violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(node => `${id}: ${help}: ${node.html.slice(0, 160)}`))
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) found.push(`overflow: ${scrollWidth} px in ${clientWidth} px`)
    for (const image of document.querySelectorAll('main img[alt=""]')) found.push(`no alternative text: ${image.src}`)
    return found
  })
}

async function plant(page) {
  await page.setContent('<main><img src="x.png"><img alt="" src="y.png"><p style="width:3000px;color:#999;background:#aaa">wide and pale</p></main>')
  const found = (await faults(page)).join('\n')
  for (const fault of ['image-alt', 'no alternative text', 'overflow', 'color-contrast']) {
    if (!found.includes(fault)) stop(`The check does not find the planted fault "${fault}"`)
  }
}

async function checkPage(page, width, file) {
  await page.goto(address + file)
  await page.locator('main').first().waitFor({ timeout: 10000 }).catch(() => problems.push(`${file} (${width}) shows nothing`))
  for (const fault of await faults(page)) problems.push(`${file} (${width}): ${fault}`)
  await shoot(page, width, file)
}

async function checkSearch(page, width, query, expected) {
  await page.goto(address)
  await page.locator('#local-search button').click()
  await page.locator('.VPLocalSearchBox input').fill(query)
  const results = page.locator('.VPLocalSearchBox a.result')
  await results.first().waitFor({ timeout: 20000 }).catch(() => problems.push(`search (${width}) finds nothing for "${query}"`))
  const links = await results.evaluateAll(all => all.map(result => result.getAttribute('href')))
  const place = links.findIndex(link => link === base + expected || link.startsWith(`${base}${expected}#`))
  if (place < 0 || place > 4) return problems.push(`search (${width}) for "${query}" has ${expected} not in its first five: ${links.slice(0, 8).join(' ')}`)
  for (const fault of await faults(page)) problems.push(`search (${width}): ${fault}`)
  await shoot(page, width, `search-${query}`)
  await results.nth(place).click()
  await page.waitForURL(url => url.pathname + url.hash === links[place])
}

async function checkVersions(page, width) {
  const shown = page.locator('.version').first()
  await page.goto(address)
  if (await shown.textContent() !== version) problems.push(`The site does not show its only version ${version}: ${await shown.textContent()}`)
  await page.route('**/versions.json', route => route.fulfill({ json: ['9.9.9'] }))
  await page.goto(address)
  const options = await page.locator('select.version option').first().waitFor({ state: 'attached', timeout: 5000 })
    .then(() => page.locator('select.version').first().locator('option').allTextContents(), () => [])
  if (options.join() !== `9.9.9,${version}`) problems.push(`The selector of two versions offers "${options}"`)
  if (width === 'phone') await page.locator('.VPNavBarHamburger').click()
  await page.waitForTimeout(1000) // The menu fades in.
  for (const fault of await faults(page)) problems.push(`menu (${width}): ${fault}`)
  await shoot(page, width, 'menu')
  await page.unroute('**/versions.json')
}

async function shoot(page, width, name) {
  if (shots) await page.screenshot({ path: path.join(shots, width, name.replace(/\W+/g, '-').replace(/-html$/, '') + '.png') })
}
