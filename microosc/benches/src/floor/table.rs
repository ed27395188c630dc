//! A perfect hash over addresses as they stand in a packet: words, with their padding.

use super::Word;

/// Routes by their addresses of at most `WORDS` words. Two levels: a bucket tells where its keys went.
pub struct Table<V, const WORDS: usize, const SLOTS: usize> {
    /// By what the hashes in each bucket are changed.
    changes: [u32; SLOTS],
    slots: [([u32; WORDS], V); SLOTS],
}

impl<V: Copy, const WORDS: usize, const SLOTS: usize> Table<V, WORDS, SLOTS> {
    /// Makes the table; `SLOTS` is a power of two, twice the number of routes at least.
    pub fn new(routes: impl Iterator<Item = (&'static str, V)>) -> &'static Self {
        let mut buckets = vec![Vec::new(); SLOTS];
        for (address, value) in routes {
            let mut bytes = address.as_bytes().to_vec();
            bytes.resize(bytes.len() / 4 * 4 + 4, 0);
            let (mut key, mut hash) = ([0; WORDS], 0);
            for (slot, word) in key.iter_mut().zip(bytes.as_chunks().0) {
                *slot = u32::from_le_bytes(*word);
                hash = mixed(hash, *slot);
            }
            buckets[bucket::<SLOTS>(hash)].push((hash, key, value));
        }
        let nobody = buckets.iter().flatten().next().expect("a route").2;
        let mut table =
            Box::new(Self { changes: [0; SLOTS], slots: [([u32::MAX; WORDS], nobody); SLOTS] });
        let mut order: Vec<usize> = (0..SLOTS).collect();
        order.sort_by_key(|bucket| usize::MAX - buckets[*bucket].len());
        for at in order {
            let places = |change: u32| {
                buckets[at].iter().map(move |(hash, ..)| slot::<SLOTS>(*hash, change))
            };
            let is_good = |change: &u32| {
                let mut taken: Vec<usize> = places(*change).collect();
                taken.sort_unstable();
                taken.dedup();
                taken.len() == buckets[at].len()
                    && taken.iter().all(|slot| table.slots[*slot].0[0] == u32::MAX)
            };
            let change = (0..).find(is_good).expect("half of the slots are free");
            table.changes[at] = change;
            for (place, (_, key, value)) in places(change).zip(&buckets[at]) {
                table.slots[place] = (*key, *value);
            }
        }
        Box::leak(table)
    }

    /// Finds the route that a message is for; also returns what follows its address. Padding that is not NUL meets no key.
    #[inline]
    pub fn find<'p>(&self, packet: &'p [Word]) -> Option<(V, &'p [Word])> {
        let (mut key, mut hash) = ([0; WORDS], 0);
        let mut rest = packet.iter();
        for slot_of_key in &mut key {
            let word = u32::from_le_bytes(*rest.next()?);
            *slot_of_key = word;
            hash = mixed(hash, word);
            if word >> 24 == 0 {
                let (found, value) =
                    &self.slots[slot::<SLOTS>(hash, self.changes[bucket::<SLOTS>(hash)])];
                return (*found == key).then_some((*value, rest.as_slice()));
            }
        }
        None
    }
}

const fn mixed(hash: u32, word: u32) -> u32 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9)
}

const fn bucket<const SLOTS: usize>(hash: u32) -> usize {
    hash as usize & (SLOTS - 1)
}

const fn slot<const SLOTS: usize>(hash: u32, change: u32) -> usize {
    let bits = (hash ^ change).wrapping_mul(0x85EB_CA6B);
    (bits >> (32 - SLOTS.trailing_zeros())) as usize
}
