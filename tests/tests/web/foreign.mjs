// Reads `examples/src/bin/query.rs` by a client of OSCQuery, listens to it by a client of WebSocket,
// and sends to it by another OSC library, none of which knows anything of microosc.
import { createRequire } from "node:module"
import assert from "node:assert/strict"

// By NODE_PATH, which `import` does not look at.
const require = createRequire(import.meta.url)
const { OSCQueryDiscovery } = require("oscquery"), WebSocket = require("ws"), osc = require("osc")
const url = new URL(process.argv[2])

// Nothing here takes so long, however busy the machine is.
setTimeout(() => assert.fail("no answer"), 60000).unref()

const service = await new OSCQueryDiscovery().queryNewService(url.hostname, url.port)
assert.equal(service.hostInfo.name, "A show")
assert.equal(service.hostInfo.oscTransport, "UDP")
assert.equal(service.hostInfo.extensions.LISTEN, true)

// Addresses, access, types, ranges, what is done outside of them, and values.
const unit = { min: 0, max: 1, vals: undefined }
const found = service.flat().map(({ full_path, access, arguments: of = [] }) =>
  [full_path, access, ...of.map(({ type, range, clipmode, value }) => [type, range, clipmode, value])])
assert.deepEqual(found, [
  ["/volume", 3, ["f", { min: -60, max: 6, vals: undefined }, "both", -12]],
  ["/mute", 3, ["T", undefined, undefined, false]],
  ["/light", 3, ["r", undefined, undefined, "#ffa000ff"]],
  ["/spot", 3, ["f", unit, undefined, 0.5], ["f", unit, undefined, 0.5]],
  ["/title", 3, ["s", undefined, undefined, "A show"]],
  ["/reset", 2],
])
assert.equal(service.flat()[0].description, "How loud it is.")

const socket = new WebSocket(url.href.replace("http", "ws"))
const waiting = [], heard = []
socket.on("message", (data, isBinary) => {
  assert.equal(isBinary, true)
  const packet = osc.readPacket(new Uint8Array(data), { metadata: true })
  const next = waiting.shift()
  next ? next(packet) : heard.push(packet)
})
const next = () => heard.length ? heard.shift() : new Promise(resolve => waiting.push(resolve))
await new Promise(resolve => socket.on("open", resolve))
socket.send(JSON.stringify({ COMMAND: "LISTEN", DATA: "/volume" }))
assert.deepEqual(await next(), { address: "/volume", args: [{ type: "f", value: -12 }] })

const udp = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, metadata: true,
  remoteAddress: service.hostInfo.oscIp, remotePort: service.hostInfo.oscPort })
await new Promise(resolve => { udp.on("ready", resolve); udp.open() })
const send = value => udp.send({ address: "/volume", args: [{ type: "f", value }] })
send(-24.5)
assert.deepEqual(await next(), { address: "/volume", args: [{ type: "f", value: -24.5 }] })
// What is outside the range that was published comes back as that range says.
send(100)
assert.deepEqual(await next(), { address: "/volume", args: [{ type: "f", value: 6 }] })
await service.update()
assert.equal(service.flat()[0].arguments[0].value, 6)

udp.close()
socket.terminate()
