//! Other people's programs as clients: they read what the example serves, and listen to it.
//!
//! What they do, and what they are to find, stands in `foreign.mjs`.

use std::path::Path;
use std::process::Command;

use microosc_tests::peers::{Printing, available};

#[test]
fn the_example_prints_an_address_that_foreign_clients_read_and_listen_to() {
    let packages = "for (const name of ['oscquery', 'ws', 'osc']) require(name)";
    if !available("oscquery, ws and osc of npm", "node", &["-e", packages]) {
        return;
    }
    let example = env!("CARGO_BIN_EXE_microosc-example-query");
    let example = Printing::start(Command::new(example).arg("127.0.0.1:0"));
    let url = example.line();
    let client = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/foreign.mjs"))
        .arg(url)
        .output()
        .expect("node runs");
    let printed = [client.stdout, client.stderr].concat();
    assert!(client.status.success(), "{}", String::from_utf8_lossy(&printed));
}
