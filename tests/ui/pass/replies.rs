//! What a handler may return when it replies.

use microosc::{Rgba, Router, ToArguments, osc_handler, osc_router};

struct App {
    name: String,
}

#[osc_handler("/number", reply = "/number/is")]
fn number() -> f32 {
    0.5
}

#[osc_handler("/nothing", reply = "/done")]
fn nothing() {}

#[osc_handler("/unit", reply = "/done")]
fn unit() -> () {}

#[osc_handler("/several", reply = "/several/are")]
fn several() -> (i32, &'static str, [f32; 2], Rgba) {
    (1, "two", [3.0, 4.0], Rgba { red: 1, green: 2, blue: 3, alpha: 4 })
}

#[osc_handler("/perhaps/{n}", reply = "/perhaps/{n}/is")]
fn perhaps(n: i32) -> Option<i32> {
    (n > 0).then_some(n)
}

#[osc_handler("/name", reply = "/name/is")]
fn name(app: &mut App) -> &str {
    &app.name
}

#[osc_handler("/opaque", reply = "/opaque/is")]
fn opaque(count: i32) -> impl ToArguments {
    [count; 3]
}

#[osc_handler("/result", reply = "/result/is")]
fn result(app: &mut App) -> Result<&str, std::num::ParseIntError> {
    app.name.parse::<u8>().map(|_| "a number")
}

#[osc_handler("/nothing/or/error")]
fn nothing_or_error() -> std::io::Result<()> {
    Ok(())
}

#[osc_handler("/result/of/option", reply = "/result/of/option/is")]
fn result_of_option() -> Result<Option<i32>, &'static str> {
    Ok(None)
}

#[osc_handler("/option/of/result", reply = "/option/of/result/is")]
fn option_of_result(n: i32) -> Option<Result<i32, String>> {
    (n > 0).then_some(Ok(n))
}

#[osc_handler("/done/or/error", reply = "/done")]
fn done_or_error() -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

static RESULTS: Router<App> =
    osc_router![result, nothing_or_error, result_of_option, option_of_result, done_or_error];
impl App {
    fn name(&self) -> &str {
        &self.name
    }
}

fn volume<T>(app: &App, _: &str, value: T) -> usize {
    app.name.len() + core::mem::size_of_val(&value)
}

#[osc_handler("/told", get = App::name)]
fn told(app: &mut App, name: &str) {
    name.clone_into(&mut app.name);
}

#[osc_handler("/told/{part}/{n}", get = volume, reply = "/set/{part}")]
fn told_in_part(app: &mut App, value: f32, part: &str, n: u8) -> f32 {
    value
}

#[osc_handler("/told/alone", get = || 1)]
fn told_alone() {}

#[osc_handler("/told/perhaps", get = |app| app.name.parse::<i32>(), tags = ["a", "b"], critical)]
fn told_perhaps(app: &mut App) {}

static ROUTER: Router<App> = osc_router![
    number, nothing, unit, several, perhaps, name, opaque, told, told_in_part, told_alone, told_perhaps,
];

fn main() {
    assert_eq!(ROUTER.routes().len(), 7 + 2 * 4);
    assert_eq!(RESULTS.routes().len(), 5);
}
