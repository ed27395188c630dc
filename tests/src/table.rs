//! Tables of arguments and of what handlers make of them.

use microosc::ToArguments;

/// Arguments, the handler they go to, and what that sees without and with `strict`.
pub type Row<'a> = (&'a dyn ToArguments, &'a str, &'a str, &'a str);

/// Sends each row to its handler at `/name` and at `/strict/name`. `send` takes the address and the
/// arguments, and returns what the handler saw.
pub fn check_rows(send: impl Fn(&str, &dyn ToArguments) -> String, rows: &[Row<'_>]) {
    for (index, (arguments, taker, numeric, strict)) in rows.iter().enumerate() {
        let seen =
            (send(&format!("/{taker}"), arguments), send(&format!("/strict/{taker}"), arguments));
        assert_eq!(seen, ((*numeric).to_owned(), (*strict).to_owned()), "row {index}: {taker}");
    }
}
