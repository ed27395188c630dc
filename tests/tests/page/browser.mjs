// What the scripts beside this share: a browser that fails on whatever the page does wrong.
import { createRequire } from "node:module"
import assert from "node:assert/strict"
import dgram from "node:dgram"

// By NODE_PATH, which `import` does not look at.
const { chromium } = createRequire(import.meta.url)("playwright-core")
const [executablePath, url, port] = process.argv.slice(2)

export { assert, url }

export async function withPage(play) {
  const browser = await chromium.launch({ executablePath, args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ] })
  const faults = []
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } })
    page.setDefaultTimeout(15000)
    page.on("console", message => { if (message.type() == "error") faults.push(message.text()) })
    page.on("pageerror", error => faults.push(String(error)))
    page.on("request", request => {
      if (new URL(request.url()).host != new URL(url).host) faults.push("asks " + request.url())
    })
    await page.goto(url)
    await page.locator("#status[data-on]").waitFor()
    await play(page)
    assert.deepEqual(faults, [])
  } finally {
    await browser.close()
  }
}

// What the server says of a value: nothing while there is none.
export async function value(address) {
  const answer = await fetch(url.slice(0, -1) + address + "?VALUE")
  return (await answer.json()).VALUE ?? []
}

export async function until(what, ask) {
  const end = Date.now() + 10000
  let seen
  do {
    seen = await ask()
    if (what(seen)) return seen
    await new Promise(resolve => setTimeout(resolve, 50))
  } while (Date.now() < end)
  assert.fail(`${what} was not met, but: ${JSON.stringify(seen)}`)
}

// Sends an OSC message with one float, as another surface would.
export async function sendFloat(address, number) {
  const padded = text => Buffer.from(text + "\0".repeat(4 - text.length % 4))
  const argument = Buffer.alloc(4)
  argument.writeFloatBE(number)
  const socket = dgram.createSocket("udp4")
  await new Promise(done => socket.send(Buffer.concat([padded(address), padded(",f"), argument]), Number(port), "127.0.0.1", done))
  socket.close()
}

export const form = (page, address) => page.locator(`form[data-address="${address}"]`)
