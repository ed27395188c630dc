import { assert, form, sendFloat, until, value, withPage } from "./browser.mjs"

// How far a description stands out from the page, by WCAG: 4.5 is the least for text, and the frame that
// it stands in takes some away.
async function contrast(page) {
  const colours = await page.evaluate(() => [
    getComputedStyle(document.querySelector("form p")).color,
    getComputedStyle(document.querySelector("header")).backgroundColor,
  ])
  const [one, other] = colours.map(colour => {
    const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3)
      .map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
  })
  return Math.max(one, other) / Math.min(one, other)
}

await withPage(async page => {
  assert.equal(await page.title(), "A synth")

  // A slider, by keyboard; then a handler changes the value, and the slider follows.
  const master = form(page, "/master").getByRole("slider", { name: "master" })
  assert.equal(await master.inputValue(), "0.5")
  await master.focus()
  await page.keyboard.press("End")
  await until(([level]) => level == 1, () => value("/master"))
  await sendFloat("/master", 0.25)
  await until(level => level == 0.25, () => master.inputValue().then(Number))

  // The hand is not pulled away, but once it is off, the page shows what the handler made of it: at
  // first all that was sent is refused, so that nothing new comes from the server, then it is limited.
  const gain = form(page, "/gain").getByRole("slider")
  await gain.evaluate(slider => slider.addEventListener("input", () => { slider.dataset.sent = slider.value }))
  await gain.press("End")
  await until(sent => sent == 1, () => gain.getAttribute("data-sent"))
  await until(level => level == 0.5, () => gain.inputValue().then(Number))
  await gain.press("Home")
  await until(([level]) => level == 0, () => value("/gain"))
  await gain.press("End")
  await until(sent => sent == 1, () => gain.getAttribute("data-sent"))
  await until(level => level == 0.5, () => gain.inputValue().then(Number))

  // A number with a range of whole numbers, and its unit.
  const voices = form(page, "/voices").getByRole("slider")
  await voices.fill("6")
  await until(([voices]) => voices === 6, () => value("/voices"))
  assert.equal(await voices.getAttribute("aria-valuetext"), "6 voices")

  // A switch, by keyboard.
  await form(page, "/stage/on").getByRole("switch").press("Space")
  await until(([on]) => on === true, () => value("/stage/on"))

  // Text.
  await form(page, "/title").getByRole("textbox").fill("Ænima")
  await page.keyboard.press("Tab")
  await until(([title]) => title == "Ænima", () => value("/title"))

  // A colour.
  await form(page, "/light/colour").locator("input[type=color]").fill("#ff8000")
  await until(([colour]) => colour == "#ff8000ff", () => value("/light/colour"))

  // A button, and a value that only another handler changed.
  await form(page, "/drum/kick").getByRole("button", { name: "kick" }).click()
  await until(kicks => kicks == 1, () => form(page, "/kicks").getByRole("spinbutton").inputValue())

  // The pad, by hand.
  const pad = form(page, "/stage/position").locator(".pad")
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.25, { steps: 4 })
  await page.mouse.up()
  await until(([x, y]) => Math.abs(x - 0.5) < 0.02 && Math.abs(y - 0.5) < 0.02, () => value("/stage/position"))
  // And by keyboard, on its sliders.
  await form(page, "/stage/position").getByRole("slider").first().press("Home")
  await until(([x]) => x == -1, () => value("/stage/position"))

  // Whoever cannot be sent to is only shown.
  assert.equal(await form(page, "/player/{name}/level").getByRole("spinbutton").isDisabled(), true)

  // Every control has a name to be spoken, and what it does can be read.
  for (const control of await page.locator("input, button").all()) {
    const name = await control.evaluate(element =>
      element.ariaLabel || element.textContent || element.labels?.[0]?.textContent || "")
    assert.notEqual(name.trim(), "", await control.evaluate(element => element.outerHTML))
  }
  await page.getByText("Where the sound is: left to right, far to near.").waitFor()

  // Search.
  await page.getByLabel("Find").fill("drum")
  assert.equal(await form(page, "/master").isVisible(), false)
  assert.equal(await form(page, "/drum/snare").isVisible(), true)
  await page.getByLabel("Find").fill("")

  // Light and dark.
  const background = () => page.locator("header").evaluate(header => getComputedStyle(header).backgroundColor)
  await page.emulateMedia({ colorScheme: "light" })
  const light = await background()
  assert.ok(await contrast(page) >= 5, "descriptions in light")
  await page.emulateMedia({ colorScheme: "dark" })
  assert.notEqual(await background(), light)
  assert.ok(await contrast(page) >= 5, "descriptions in dark")

  // A phone: nothing sticks out, and what is touched is large enough.
  await page.setViewportSize({ width: 360, height: 740 })
  const width = await page.evaluate(() => document.scrollingElement.scrollWidth)
  assert.ok(width <= 360, `${width} px wide`)
  for (const control of await form(page, "/drum/kick").getByRole("button").all()) {
    assert.ok((await control.boundingBox()).height >= 40)
  }
  if (process.env.MICROOSC_SCREENSHOT) {
    await page.setViewportSize({ width: 1100, height: 760 })
    await page.emulateMedia({ colorScheme: "light" })
    await page.locator("h1").click()
    await page.evaluate(() => scrollTo(0, 0))
    await page.screenshot({ path: process.env.MICROOSC_SCREENSHOT })
  }
})
