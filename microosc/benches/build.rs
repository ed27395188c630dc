//! Writes the routing tables with a handler of its own for each route: attributes take literals, which no macro of ours can count up.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

/// The tables: so many first segments, and so many second ones under each.
const TABLES: [(usize, usize); 3] = [(4, 4), (8, 32), (64, 64)];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    let is_large = env::var_os("CARGO_FEATURE_LARGE").is_some();
    for (firsts, seconds) in TABLES.into_iter().filter(|(firsts, _)| is_large || *firsts < 64) {
        table(&mut code, firsts, seconds).expect("a string takes all that is written");
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(folder.join("tables.rs"), code).expect("cargo made the folder");
    #[cfg(feature = "peers")]
    peers();
}

/// Compiles what calls the libraries in C and C++.
#[cfg(feature = "peers")]
fn peers() {
    let source = "src/peers/native.cpp";
    println!("cargo::rerun-if-changed={source}");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .opt_level(2)
        .include("/usr/include/oscpack")
        .file(source)
        .compile("native");
    println!("cargo::rustc-link-lib=oscpack");
    println!("cargo::rustc-link-lib=lo");
    let rustc = env::var_os("RUSTC").expect("cargo sets it");
    let version = std::process::Command::new(rustc)
        .arg("--version")
        .output()
        .expect("a compiler that tells its version");
    println!("cargo::rustc-env=COMPILER={}", String::from_utf8_lossy(&version.stdout).trim());
}

/// A module with the handlers, their router, and their functions.
fn table(code: &mut String, firsts: usize, seconds: usize) -> Result<(), std::fmt::Error> {
    let count = firsts * seconds;
    writeln!(code, "pub mod routes_{count} {{")?;
    let mut handlers = String::new();
    for number in 0..count {
        let address = format!("/{}/fader{}", number / seconds, number % seconds);
        writeln!(
            code,
            "#[microosc::osc_handler({address:?})]
            pub fn h{number}(sum: &mut u64, value: f32) {{ crate::note::<{number}>(sum, value); }}"
        )?;
        write!(handlers, "h{number}, ")?;
    }
    writeln!(
        code,
        "pub static ROUTER: microosc::Router<u64> = microosc::osc_router![{handlers}];
        pub static FUNCTIONS: [fn(&mut u64, f32); {count}] = [{handlers}];
        }}"
    )
}
