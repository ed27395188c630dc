//! Says what is missing, in words, instead of building firmware that joins no network.

use std::env;

fn main() {
    for name in ["SSID", "PASSWORD"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    println!("cargo::rerun-if-changed=build.rs");

    let chips = ["ESP32S3", "ESP32C3", "ESP32C6"];
    let is_chosen = |chip: &&str| env::var_os(format!("CARGO_FEATURE_{chip}")).is_some();
    if chips.iter().filter(|chip| is_chosen(chip)).count() != 1 {
        error("choose one chip: cargo c3, cargo c6, or cargo +esp s3");
    }
    let example = "write, for example: SSID='my network' PASSWORD='secret words' cargo c3";
    match env::var("SSID") {
        Err(_) => error(&format!("SSID is not set: it names the Wi-Fi network to join; {example}")),
        Ok(ssid) if ssid.is_empty() || ssid.len() > 32 => {
            error(&format!("SSID has {} bytes: the name of a network has 1 to 32", ssid.len()));
        }
        Ok(_) => {}
    }
    match env::var("PASSWORD") {
        Err(_) => error(&format!(
            "PASSWORD is not set: it is the password of the Wi-Fi network; {example}; \
             for an open network PASSWORD=''"
        )),
        Ok(password) if !matches!(password.len(), 0 | 8..=63) => error(&format!(
            "PASSWORD has {} bytes: the password of a network has 8 to 63, or none if it is open",
            password.len()
        )),
        Ok(_) => {}
    }
}

/// Cargo shows it, and does not go on.
fn error(message: &str) {
    println!("cargo::error={message}");
}
