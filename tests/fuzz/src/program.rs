//! The programs in `fuzz_targets/`.

use std::path::Path;
use std::{env, fs, io};

use crate::Target;

/// Makes a program of the target that the module of this name holds: a fuzzer where one builds it,
/// else [`run`].
#[macro_export]
macro_rules! program {
    ($target:ident) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|input: &[u8]| ($crate::$target::TARGET.check)(input));

        #[cfg(not(fuzzing))]
        fn main() -> ::std::io::Result<()> {
            $crate::program::run(&$crate::$target::TARGET)
        }
    };
}

/// Checks the inputs in the files that the arguments name, or writes the seeds into the folder
/// after `seeds`.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn run(target: &Target) -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [command, folder] if command == "seeds" => {
            fs::create_dir_all(folder)?;
            (0..).zip((target.seeds)()).try_for_each(|(number, seed): (usize, _)| {
                fs::write(Path::new(folder).join(format!("seed-{number:04}")), seed)
            })
        }
        files => files.iter().try_for_each(|file| {
            (target.check)(&fs::read(file)?);
            println!("{file}: holds");
            Ok(())
        }),
    }
}
