//! The page that shows it all.

use microosc_benches::peers;
use std::fmt::Write;
use std::fs;
use std::process::Command;

/// A figure of a side, and how it compares.
#[derive(Clone, Copy)]
pub struct Column {
    pub quiet: f64,
    pub ratio: Option<f64>,
}

/// By case, then by side.
#[derive(Default)]
pub struct Report {
    pub instructions: Vec<(&'static str, [Option<f64>; 5])>,
    pub allocations: Vec<(&'static str, [Option<f64>; 5])>,
    pub time: Vec<(&'static str, [Option<Column>; 5])>,
    pub udp: Vec<(&'static str, Column)>,
}

pub fn names() -> [&'static str; 5] {
    let [rosc, oscpack, liblo] = peers::NAMES;
    ["microosc", "floor", rosc, oscpack, liblo]
}

impl Report {
    pub fn page(&self) -> String {
        let mut page = format!(
            "# Benchmarks\n\n\
            Written by\n\n```sh\ncargo bench -p microosc-benches --bench table --features peers,large\n```\n\n\
            on {}, with {}; microosc and the floor by {}, the others by the C++ compiler of the system at `-O2`.\n\n{ABOUT}\n",
            machine(),
            peers::versions().join(", "),
            env!("COMPILER"),
        );
        let titles = names();
        page += "\n## Instructions for each message\n\nIn brackets, how many times those of microosc.\n\n";
        heading(&mut page, &titles);
        for (name, counts) in &self.instructions {
            let cell = |count: Option<f64>, at| match (count, counts[0]) {
                (Some(count), Some(ours)) if at > 0 => format!("{count:.0} ({:.2})", count / ours),
                (Some(count), _) => format!("{count:.0}"),
                (None, _) => String::new(),
            };
            row(&mut page, name, counts.iter().enumerate().map(|(at, count)| cell(*count, at)));
        }
        page += "\n## Nanoseconds for each message\n\n\
            Time of the thread on its processor, which a tenth of 101 turns undercut. In brackets, the median of how many times that of \
            microosc in the same turn.\n\n";
        heading(&mut page, &titles);
        for (name, columns) in &self.time {
            let cell = |(at, column): (usize, &Option<Column>)| match column {
                Some(Column { quiet, ratio: Some(ratio) }) if at > 0 => {
                    format!("{quiet:.1} ({ratio:.2})")
                }
                Some(Column { quiet, .. }) => format!("{quiet:.1}"),
                None => String::new(),
            };
            row(&mut page, name, columns.iter().enumerate().map(cell));
        }
        page += "\n## Allocations for each message\n\nCalls of `malloc` and its like, where a side has any.\n\n";
        heading(&mut page, &titles);
        for (name, counts) in &self.allocations {
            let cell = |count: &Option<f64>| {
                count.map_or(String::new(), |count| format!("{}", (count * 10.0).round() / 10.0))
            };
            row(&mut page, name, counts.iter().map(cell));
        }
        page += "\n## Receiving by UDP on loopback\n\n\
            Nanoseconds of the receiver's thread for each datagram of `,f`, the system call included; 192 wait for it in each of 303 turns, \
            or 2048 where they are sent together.\n\n\
            | receiver | quiet | times a bare loop, median |\n|---|---|---|\n";
        for (name, Column { quiet, ratio }) in &self.udp {
            let ratio = ratio.unwrap_or_default();
            writeln!(page, "| {name} | {quiet:.0} | {ratio:.2} |").expect("a string takes all");
        }
        page
    }
}

const ABOUT: &str = "All sides take the same packets, made beforehand with random targets: decode, find the handler, take the arguments \
    with their types, call. microosc does so by `Server::handle_datagram`, with the check of the whole packet, settings and counters. The \
    floor is code written by hand for that one table, in safe Rust, which checks size, padding and type tags and does nothing else. rosc \
    and oscpack have no dispatch of this kind: rosc gets a `HashMap<&str, _>`, and for patterns its `Matcher` over all routes, oscpack a \
    `std::unordered_map` over `string_view`. They compare addresses byte by byte, and a pattern of rosc meets more addresses. liblo \
    dispatches by itself (`lo_server_dispatch_data`). The pattern of many stars is malformed, since a choice holds no wildcards, and \
    microosc does not look for what it meets. Where a cell is empty, a side does not do such work. [PERFORMANCE.md](PERFORMANCE.md) \
    explains where the time goes.";

fn heading(page: &mut String, titles: &[&str]) {
    writeln!(page, "| | {} |\n|---|{}", titles.join(" | "), "---|".repeat(titles.len()))
        .expect("a string takes all");
}

fn row(page: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    writeln!(page, "| {} | {} |", name.replace('|', "\\|"), cells.join(" | "))
        .expect("a string takes all");
}

fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let valgrind = Command::new("valgrind").arg("--version").output();
    let valgrind = valgrind.map_or("valgrind".into(), |output| {
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    });
    let model = model.map_or("an unknown processor", |(_, model)| model);
    format!("{count} processors ({model}), Linux {}, {valgrind}", kernel.trim())
}
