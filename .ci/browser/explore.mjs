// SPDX-License-Identifier: Apache-2.0
// node explore.mjs ADDRESS ROOT DIR...: uses the page of ./vaelab explore at this address, which shows these folders. SHOTS=FOLDER
// keeps a picture of each view.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

const [address, root, ...folders] = process.argv.slice(2)
const require = createRequire(path.join(root, '.site', 'package.json'))
const { chromium } = require('playwright-core')
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const sizes = {
  desktop: { viewport: { width: 1280, height: 900 }, colorScheme: 'light', acceptDownloads: true },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
}
const problems = []
const token = new URLSearchParams(new URL(address).hash.slice(1)).get('token')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })

/** Asks the server without the page. */
async function ask(name, question) {
  const headers = { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' }
  const response = await fetch(new URL('/api/' + name, address), { method: 'POST', headers, body: JSON.stringify(question) })
  return response.json()
}

/** Opens a page on which every error, refused script and request to elsewhere is a problem. */
async function opened(size, view, run) {
  const page = await browser.newPage(sizes[size])
  page.setDefaultTimeout(60000)
  const told = text => problems.push(`${size}, ${view}, ${run ?? ''}: ${text}`)
  page.on('pageerror', error => told(error.stack))
  // A browser writes a line for each answer that refuses something, which the page shows.
  page.on('console', line => line.type() === 'error' && !/status of 400/.test(line.text()) && told(line.text()))
  page.on('request', request => /^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url()) || told('asks ' + request.url()))
  await page.goto(`${address}&view=${view}${run ? '&run=' + encodeURIComponent(run) : ''}`)
  return page
}

/** Waits until nothing on the page is at work, then checks it as a whole. */
async function checked(page, what) {
  await settled(page)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (wide > 0) problems.push(`${what}: wider than the window by ${wide}`)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }))
  for (const { id, nodes } of violations) problems.push(`${what}: ${id}: ${nodes.slice(0, 2).map(node => node.html).join(' ')}`)
  if (process.env.SHOTS) {
    fs.mkdirSync(process.env.SHOTS, { recursive: true })
    await page.screenshot({ path: path.join(process.env.SHOTS, what.replace(/\W+/g, '-') + '.png'), fullPage: true })
  }
}

async function settled(page) {
  await page.waitForFunction(() => document.querySelector('#view').children.length > 0 && !document.querySelector('[aria-busy=true]'))
  await page.waitForTimeout(100)
}

/** What the facts of an example say under a name. */
const fact = async (page, name) => (await page.locator('dt', { hasText: name }).first().locator('xpath=following-sibling::dd[1]').textContent()).trim()
const near = (shown, expected, what) => assert.ok(Math.abs(parseFloat(shown) - expected) <= 1e-3 * Math.abs(expected) + 1e-9,
  `${what}: the page shows ${shown}, expected ${expected}`)

async function training(size) {
  const page = await opened(size, 'training')
  await page.locator('.chart canvas').first().waitFor()
  await checked(page, `training ${size}`)
  const { folders: all } = await ask('overview', {})
  assert.equal(await page.locator('#view h2').count(), all.length)
  for (const { id, name } of all) {
    const { rows } = await ask('table', { folder: id })
    const section = page.locator('#view > section').filter({ has: page.locator('h2', { hasText: name }) }).first()
    assert.equal((await section.locator('table').last().locator('tbody tr').first().locator('td').allTextContents()).join('|'), rows[0].join('|'))
  }
  await page.close()
}

/** Saves a figure, and returns the file. */
async function saved(page, format) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: format, exact: true }).first().click()])
  const content = fs.readFileSync(await file.path())
  assert.ok(format === 'PNG' ? content.subarray(1, 4).toString() === 'PNG' : content.includes('<svg'), `${file.suggestedFilename()} is no ${format}`)
  assert.ok(content.length > 200)
}

async function latent(size, run, times) {
  const page = await opened(size, 'latent', run.id)
  await settled(page)
  const model = await ask('model', { run: run.id })
  const map = await ask('map', { run: run.id })
  if (map.absent === null) {
    // By keyboard: to another code, and the way from there.
    await page.locator('.map .chart').focus()
    await page.getByRole('button', { name: 'Walk from here' }).press('Enter')
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp']) await page.locator('.map .chart').press(key)
    await settled(page)
    await page.getByRole('button', { name: 'To here' }).press('Enter')
    await page.locator('figcaption', { hasText: 'walk from' }).waitFor()
    if (size === 'desktop') await saved(page, 'PNG')
  }
  await page.getByRole('button', { name: 'Draw from the prior' }).first().click()
  await page.locator('figcaption', { hasText: 'draws of' }).waitFor()
  if (!model.controlsAbsent) await moved(page, times)
  await checked(page, `latent ${run.model} ${size}`)
  await page.close()
}

/** Moves the first control, and measures how long its picture takes. */
async function moved(page, times) {
  const control = page.locator('.control input').first()
  const panel = page.locator('.panels > section').first()
  for (let i = 0; i < 30; i++) {
    const took = await control.evaluate((input, part) => new Promise(resolve => {
      const box = input.closest('section')
      const before = box.dataset.decoded
      const start = performance.now()
      new MutationObserver((_, observer) => {
        if (box.dataset.decoded !== before) resolve(performance.now() - start, observer.disconnect())
      }).observe(box, { attributes: true })
      input.value = Number(input.min) + (Number(input.max) - Number(input.min)) * part
      input.dispatchEvent(new Event('input'))
    }), 0.1 + (i % 9) / 10)
    times.push(took)
  }
  assert.ok(Number(await panel.getAttribute('data-decoded')) >= 30)
}

async function example(size, run) {
  const page = await opened(size, 'example', run.id)
  await settled(page)
  const question = { run: run.id, example: { source: 'test', index: 0 }, draws: 100, decoding: null }
  const { likelihood, code } = await ask('example', question)
  if (likelihood.elbo !== null) near(await fact(page, 'Bound'), likelihood.elbo, `${run.id}: the bound`)
  if (likelihood.logLikelihood !== null) near(await fact(page, 'log p(x)'), likelihood.logLikelihood, `${run.id}: log p(x)`)
  near(await page.locator('.code-bars > div > span:last-child').first().textContent(), code[0], `${run.id}: the code`)
  const hide = page.getByRole('button', { name: 'Hide', exact: true }).first()
  const cell = page.locator('.strip input[type=checkbox]').first()
  if (await hide.count() || await cell.count()) {
    await (await hide.count() ? hide.click() : cell.check())
    await page.waitForTimeout(300)
    await settled(page)
    // A model fills it in, or says why it cannot.
    assert.ok(await page.locator('figcaption', { hasText: 'filled in' }).count() || await page.locator('.error').count(), `${run.id}: hidden values`)
  }
  const others = page.getByRole('button', { name: 'Draw the others' })
  if (await others.count()) {
    await others.click()
    await page.locator('figcaption', { hasText: 'given' }).waitFor()
  }
  if (await page.getByRole('button', { name: 'SVG', exact: true }).count() && size === 'desktop') await saved(page, 'SVG')
  if (size === 'desktop') await ownFile(page, run)
  await checked(page, `example ${run.model} ${size}`)
  await page.close()
}

/** Drops rows on the page that the command has drawn. */
async function ownFile(page, run) {
  const { display } = await ask('model', { run: run.id })
  if (display !== 'rows') return
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vaelab-own-'))
  const file = path.join(folder, 'own.csv')
  vaelab('sample', runFolder(run), '--count', '3', '--out', file)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.locator('.soft', { hasText: '1 to 3 of 3' }).waitFor()
  fs.rmSync(folder, { recursive: true })
}

const vaelab = (...words) => execFileSync(path.join(root, 'vaelab'), words, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' })
const runFolder = ({ id }) => path.join(folders[Number(id.split('/')[0])], 'runs', id.split('/')[1])

/** What the page shows is what the command of it writes. */
async function likeTheCommand(run) {
  // Asked first: while the command runs, the server may close the connection.
  const { likelihood } = await ask('example', { run: run.id, example: { source: 'test', index: 2 }, draws: 100 })
  const scores = vaelab('score', runFolder(run), '--samples', '100', '--out', '-').trim().split('\n').map(line => line.split(','))
  for (const [column, expected] of [['elbo', likelihood.elbo], ['logLikelihood', likelihood.logLikelihood]]) {
    near(scores[3][scores[0].indexOf(column)], expected, `${run.id}: ${column} of the command`)
  }
}

/** Without the server the page says so. */
async function byKeyboard() {
  const page = await opened('desktop', 'training')
  await settled(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Latent space')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Example')
  await page.goBack()
  await settled(page)
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Latent space')
  await page.route('**/api/**', route => route.abort())
  await page.locator('[role=tab]').first().click()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.getByText('vaelab explore has ended. Start it again').waitFor()
  problems.splice(0, problems.length, ...problems.filter(problem => !/ERR_FAILED/.test(problem)))
  await page.close()
}

/** Notes an error as a problem, and goes on. */
const tried = (what, work) => work().catch(error => problems.push(`${what}: ${error.stack}`))

const { folders: all } = await ask('overview', {})
const times = {}
for (const size of Object.keys(sizes)) await tried('training', () => training(size))
for (const { name, runs } of all) {
  const models = [...new Map(runs.filter(run => run.hasModel).reverse().map(run => [run.model, run])).values()].slice(0, 2)
  for (const run of models) {
    const what = `${name} ${run.model}`
    times[what] = []
    // One model of a folder is enough on a phone: the views are those of its data.
    for (const size of run === models[0] ? Object.keys(sizes) : ['desktop']) {
      await tried(what, () => latent(size, run, times[what]))
      await tried(what, () => example(size, run))
    }
  }
}
await tried('keyboard', byKeyboard)
await tried('command', () => likeTheCommand(all[0].runs.find(run => run.hasModel)))
await browser.close()
for (const [model, own] of Object.entries(times)) {
  const sorted = own.sort((a, b) => a - b)
  const share = part => Math.round(sorted[Math.floor(part * sorted.length)])
  if (sorted.length) console.log(`${model}: from a control to its picture ${share(0.5)} ms, 95 % within ${share(0.95)} ms`)
}
for (const problem of new Set(problems)) console.error(`FAIL  ${problem}`)
console.log(`${all.length} comparisons, ${Object.keys(times).length} models; ${new Set(problems).size || 'no'} problem(s)`)
process.exitCode = problems.length ? 1 : 0
