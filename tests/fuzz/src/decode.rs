//! Any bytes: decoded, and read to the end.

use microosc::wire::MAX_NESTING;
use microosc::{
    Argument, Arguments, BundleEncoder, DecodeError, DecodeErrorKind, Elements, EncodeError,
    Message, Packet, TypeTag, bundle_to_vec, message_to_vec,
};
use microosc_tests::vectors;

use crate::Target;

pub const TARGET: Target = Target { check, seeds };

fn seeds() -> Vec<Vec<u8>> {
    ["decode_ok", "decode_err", "decode_lenient"]
        .iter()
        .flat_map(|file| vectors::load(file))
        .map(|vector| vector.bytes("hex"))
        .collect()
}

fn check(bytes: &[u8]) {
    match Packet::decode_lenient(bytes) {
        Ok(packet) => {
            read(&packet);
            // What is let pass is read as a packet that obeys all rules.
            let obedient = encoded(&packet);
            let again = Packet::decode(&obedient).expect("what was encoded decodes");
            assert_eq!(encoded(&again), obedient);
        }
        Err(error) => expect_fault(bytes, &error),
    }
    match Packet::decode(bytes) {
        Ok(packet) => {
            let lenient = Packet::decode_lenient(bytes).expect("lenient decoding accepts more");
            assert_eq!(encoded(&lenient), encoded(&packet));
            expect_exactly(bytes, Ok(packet));
        }
        Err(error) => expect_fault(bytes, &error),
    }
}

/// The error says where the fault is, and there it is.
fn expect_fault(bytes: &[u8], error: &DecodeError) {
    use DecodeErrorKind as Kind;
    let rest = bytes.get(error.offset()..).expect("the fault is within the packet");
    let is = |fault: fn(u8) -> bool| rest.first().is_some_and(|byte| fault(*byte));
    let fits = match error.kind() {
        Kind::Empty => bytes.is_empty(),
        Kind::SizeNotMultipleOfFour => !bytes.len().is_multiple_of(4) && rest.is_empty(),
        Kind::BadFirstByte => is(|byte| byte != b'/' && byte != b'#'),
        Kind::BadBundleHeader => is(|byte| byte == b'#'),
        Kind::ElementSizeNegative | Kind::BlobSizeNegative => is(|byte| byte >= 0x80),
        Kind::ElementEmpty => rest.starts_with(&[0; 4]),
        Kind::PaddingNotZero => is(|byte| byte != 0),
        Kind::AddressNotUtf8 => is(|byte| byte >= 0x80),
        Kind::TypeTagsWithoutComma => is(|byte| byte != b','),
        Kind::UnknownTypeTag => is(|byte| byte != 0 && TypeTag::from_byte(byte).is_none()),
        Kind::TrailingBytes => !rest.is_empty(),
        _ => true,
    };
    assert!(fits, "{error}");
}

/// Uses every accessor.
fn read(packet: &Packet<'_>) {
    assert!(!format!("{packet:?}").is_empty());
    match packet {
        Packet::Message(message) => read_message(message),
        Packet::Bundle(bundle) => {
            assert!(bundle.as_bytes().starts_with(b"#bundle\0"));
            assert_eq!(bundle.as_bytes()[8..16], bundle.time_tag().to_bits().to_be_bytes());
            assert!(!bundle.time_tag().to_string().is_empty());
            let mut elements = bundle.elements();
            for element in elements.by_ref() {
                match element {
                    Ok(element) => read(&element),
                    Err(error) => expect_fault(bundle.as_bytes(), &error),
                }
            }
            assert!(elements.next().is_none());
        }
    }
}

fn read_message(message: &Message<'_>) {
    assert!(message.address().starts_with('/') && !message.address().contains('\0'));
    // Whatever it holds can be shown on a terminal.
    assert!(!message.to_string().contains(char::is_control), "{message:?}");
    let mut tags = Vec::new();
    read_arguments(message.arguments(), 0, &mut tags);
    assert_eq!(tags, message.type_tags().as_bytes(), "no argument gets lost");
    assert!(message.type_tags().iter().map(TypeTag::to_byte).eq(tags));
}

fn read_arguments(mut arguments: Arguments<'_>, depth: usize, tags: &mut Vec<u8>) {
    assert!(depth <= MAX_NESTING);
    let all = arguments.type_tags();
    for argument in arguments.by_ref() {
        tags.push(argument.type_tag().to_byte());
        match argument {
            Argument::Array(elements) => {
                read_arguments(elements, depth + 1, tags);
                tags.push(b']');
            }
            Argument::String(text) | Argument::Symbol(text) => {
                assert!(!text.as_bytes().contains(&0));
                let is_text = text.to_str().is_ok_and(|shown| shown == text.to_string());
                assert_eq!(is_text, std::str::from_utf8(text.as_bytes()).is_ok());
            }
            _ => {}
        }
    }
    assert!(arguments.is_empty() && arguments.next().is_none(), "{all}");
}

/// Encodes what was decoded; what is to be discarded is left out.
fn encoded(packet: &Packet<'_>) -> Vec<u8> {
    fn fill(bundle: &mut BundleEncoder<'_>, elements: Elements<'_>) -> Result<(), EncodeError> {
        elements.flatten().try_for_each(|element| match element {
            Packet::Message(message) => bundle.message(message.address(), message.arguments()),
            Packet::Bundle(inner) => {
                bundle.bundle(inner.time_tag(), |bundle| fill(bundle, inner.elements()))
            }
        })
    }
    match packet {
        Packet::Message(message) => message_to_vec(message.address(), message.arguments()),
        Packet::Bundle(bundle) => {
            bundle_to_vec(bundle.time_tag(), |inner| fill(inner, bundle.elements()))
        }
    }
    .expect("what was decoded can be encoded")
}

/// The view is of exactly these bytes, all of which obey the rules.
fn expect_exactly(bytes: &[u8], packet: Result<Packet<'_>, DecodeError>) {
    match packet {
        Ok(Packet::Message(message)) => {
            let encoded = encoded(&Packet::Message(message));
            // The type tag string is the only thing that may be missing.
            let tags_were_missing = encoded.strip_suffix(b",\0\0\0") == Some(bytes);
            assert!(encoded == bytes || tags_were_missing, "became {encoded:02x?}");
        }
        Ok(Packet::Bundle(bundle)) => {
            assert_eq!(bundle.as_bytes(), bytes);
            let mut rest = &bytes[16..];
            for element in bundle.elements() {
                let (size, after) = rest.split_first_chunk().expect("the size of an element");
                let (bytes, after) = after.split_at(u32::from_be_bytes(*size) as usize);
                expect_exactly(bytes, element);
                rest = after;
            }
            assert!(rest.is_empty());
        }
        Err(error) => {
            assert_eq!(error.kind(), DecodeErrorKind::UnknownTypeTag);
            let alone = Packet::decode(bytes).err().map(|error| error.kind());
            assert_eq!(alone, Some(DecodeErrorKind::UnknownTypeTag));
        }
    }
}
