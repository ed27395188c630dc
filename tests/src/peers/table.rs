//! `microosc/COMPATIBILITY.md`: its tables hold what the tests saw, a column for each peer.
//!
//! With UPDATE_COMPATIBILITY=1 a test writes its column; otherwise it fails if the column differs.
//! Another version of the peer than that of the table may do otherwise where the table does not
//! say "yes", unless MICROOSC_REQUIRE_PEERS=1.

use super::cases::rows;
use super::{required, skipped};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

/// Who sends.
#[derive(Clone, Copy, PartialEq)]
pub enum Direction {
    ToPeer,
    FromPeer,
}

impl Direction {
    /// The lines around the table of this direction.
    fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::ToPeer => ("<!-- to the peers -->\n", "<!-- end to the peers -->"),
            Self::FromPeer => ("<!-- from the peers -->\n", "<!-- end from the peers -->"),
        }
    }
}

/// A column: what a test saw of a peer in a direction. What has no row is not possible.
pub struct Seen {
    peer: &'static str,
    version: String,
    direction: Direction,
    cells: BTreeMap<&'static str, String>,
    unseen: Vec<&'static str>,
}

/// Tests run side by side.
static FILE: Mutex<()> = Mutex::new(());

impl Seen {
    /// Of a peer of this version nothing is known yet.
    pub fn new(peer: &'static str, version: &str, direction: Direction) -> Self {
        let (cells, unseen) = (BTreeMap::new(), Vec::new());
        Self { peer, version: version.to_owned(), direction, cells, unseen }
    }

    pub fn row(&mut self, row: &'static str, cell: impl Into<String>) {
        self.cells.insert(row, cell.into());
    }

    /// What cannot be tried on this system stays as the table tells.
    pub fn unseen(&mut self, row: &'static str) {
        self.unseen.push(row);
    }

    /// Compares with the table, or writes it.
    pub fn finish(mut self) {
        for row in rows(self.direction == Direction::FromPeer) {
            self.cells.entry(row).or_insert_with(|| "–".to_owned());
        }
        let _held = FILE.lock().unwrap_or_else(PoisonError::into_inner);
        let text = fs::read_to_string(path()).expect("COMPATIBILITY.md");
        let mut table = Table::of(&text, self.direction);
        let column = table.column(self.peer);
        for row in &self.unseen {
            if let Some(told) = column.and_then(|(_, cells)| cells.get(*row)) {
                self.cells.insert(row, told.clone());
            }
        }
        if env::var("UPDATE_COMPATIBILITY").is_ok_and(|value| value == "1") {
            table.set(self.peer, &self.version, &self.cells);
            fs::write(path(), table.within(&text, self.direction)).expect("it can be written");
        } else {
            self.compare(&table);
        }
    }

    fn compare(&self, table: &Table) {
        let Some((version, column)) = table.column(self.peer) else {
            panic!("{} has no column; run with UPDATE_COMPATIBILITY=1", self.peer);
        };
        let same_version = version == self.version;
        if !same_version {
            let of = format!("the table is of version {version}, this is {}", self.version);
            assert!(!required(), "{}: {of}", self.peer);
            skipped(self.peer, &format!("{of}: only what worked is compared"));
        }
        let differing: Vec<String> = self
            .cells
            .iter()
            .filter_map(|(row, cell)| {
                let told = column.get(*row).map_or("nothing", String::as_str);
                (told != cell && (same_version || told == "yes"))
                    .then(|| format!("{row}: the table says {told}; seen: {cell}"))
            })
            .collect();
        assert!(
            differing.is_empty(),
            "{}:\n{}\nif that is as it should be, run with UPDATE_COMPATIBILITY=1",
            self.peer,
            differing.join("\n")
        );
    }
}

/// A table of the file.
struct Table {
    rows: Vec<&'static str>,
    /// Names, versions and cells.
    columns: Vec<(String, String, BTreeMap<String, String>)>,
}

impl Table {
    fn of(text: &str, direction: Direction) -> Self {
        let (start, end) = direction.marks();
        let inner = text.split_once(start).and_then(|(_, rest)| rest.split_once(end));
        let inner = inner.expect("the marks of the table").0;
        let lines: Vec<Vec<&str>> = inner
            .lines()
            .filter(|line| line.starts_with('|') && !line.starts_with("|-"))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        let heads = lines.first().into_iter().flatten().skip(1);
        let columns = heads
            .enumerate()
            .map(|(index, head)| {
                let (name, version) = head.rsplit_once(' ').expect("a name and a version");
                let cells = lines[1..]
                    .iter()
                    .map(|line| (line[0].to_owned(), line[index + 1].to_owned()))
                    .collect();
                (name.to_owned(), version.to_owned(), cells)
            })
            .collect();
        Self { rows: rows(direction == Direction::FromPeer).collect(), columns }
    }

    fn column(&self, peer: &str) -> Option<(&str, &BTreeMap<String, String>)> {
        let column = self.columns.iter().find(|(name, ..)| name == peer);
        column.map(|(_, version, cells)| (version.as_str(), cells))
    }

    fn set(&mut self, peer: &str, version: &str, cells: &BTreeMap<&'static str, String>) {
        let cells = cells.iter().map(|(row, cell)| ((*row).to_owned(), cell.clone())).collect();
        let column = (peer.to_owned(), version.to_owned(), cells);
        match self.columns.iter_mut().find(|(name, ..)| name == peer) {
            Some(old) => *old = column,
            None => self.columns.push(column),
        }
        self.columns.sort_by_key(|(name, ..)| name.to_lowercase());
    }

    /// `text` with this table in the place of the old one.
    fn within(&self, text: &str, direction: Direction) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let heads = self.columns.iter().map(|(name, version, _)| format!("{name} {version}"));
        let mut table = line([" ".to_owned()].into_iter().chain(heads).collect());
        table += &format!("{}|\n", "|---".repeat(self.columns.len() + 1));
        for row in &self.rows {
            let cells = self.columns.iter().map(|(.., cells)| cells.get(*row).cloned());
            let cells = cells.map(|cell| cell.unwrap_or_default());
            table += &line([(*row).to_owned()].into_iter().chain(cells).collect());
        }
        let (start, end) = direction.marks();
        let (before, rest) = text.split_once(start).expect("the start of the table");
        let (_, after) = rest.split_once(end).expect("the end of the table");
        format!("{before}{start}\n{table}\n{end}{after}")
    }
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../microosc/COMPATIBILITY.md")
}
