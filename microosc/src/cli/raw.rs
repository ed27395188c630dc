//! Packets of parts that nobody checks.

/// A message.
pub(crate) fn message(
    address: impl AsRef<[u8]>,
    tags: impl AsRef<[u8]>,
    arguments: impl AsRef<[u8]>,
) -> Vec<u8> {
    [&string(address), &string(tags), arguments.as_ref()].concat()
}

/// The bytes and the NULs after them.
pub(crate) fn string(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = text.as_ref().to_vec();
    bytes.push(0);
    while bytes.len() & 3 != 0 {
        bytes.push(0);
    }
    bytes
}

/// A bundle; the sizes of its elements are right.
pub(crate) fn bundle(seconds: u32, fraction: u32, elements: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = bundle_start(seconds, fraction);
    for element in elements {
        bytes.extend(i32::try_from(element.len()).unwrap_or(i32::MAX).to_be_bytes());
        bytes.extend(element);
    }
    bytes
}

/// What stands before the elements of a bundle.
pub(crate) fn bundle_start(seconds: u32, fraction: u32) -> Vec<u8> {
    [&b"#bundle\0"[..], &seconds.to_be_bytes(), &fraction.to_be_bytes()].concat()
}
