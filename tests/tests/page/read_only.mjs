import { assert, form, sendFloat, until, withPage } from "./browser.mjs"

await withPage(async page => {
  await page.getByText("connected, read only").waitFor()
  const master = form(page, "/master").getByRole("slider")
  assert.equal(await master.isDisabled(), true)
  await sendFloat("/master", 0.75)
  await until(level => level == 0.75, () => master.inputValue().then(Number))
})
