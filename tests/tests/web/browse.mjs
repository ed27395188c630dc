// A browser of multicast DNS that knows nothing of microosc, on the loopback interface alone: a line
// for each server that comes or goes.
import { createRequire } from "node:module"

// By NODE_PATH, which `import` does not look at.
const { Bonjour } = createRequire(import.meta.url)("bonjour-service")
// Bound to the interface, it would not hear what goes to the group.
const bonjour = new Bonjour({ interface: "127.0.0.1", bind: "0.0.0.0" })
for (const [type, protocol] of [["oscjson", "tcp"], ["osc", "udp"]]) {
  const browser = bonjour.find({ type, protocol })
  const tell = what => ({ name, port, txt = {}, addresses = [] }) =>
    console.log([what, type, name, port, addresses.join(" "), txt.version ?? ""].join("|"))
  browser.on("up", tell("up"))
  browser.on("down", tell("down"))
  // A question that is lost, or answered before the other end is ready, is asked again.
  setInterval(() => browser.update(), 1000)
}
