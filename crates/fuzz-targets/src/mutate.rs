//! Turns a well-formed example into something foreign.

use ids::IdSource;

/// Bytes that parsers look for, or trip over.
const TELLING: &[u8] = b"\0\xff\x7f\x80\r\n :;,=<>\"'\\/{}[]@%&$.-+0123456789";
/// An input does not grow beyond this.
const LARGEST: usize = 16 * 1024;

/// Changes an input in one to eight places: flips, telling bytes, cuts, doubled and moved parts.
pub fn mutate(input: &mut Vec<u8>, random: &mut IdSource) {
    for _ in 0..=random.below(7) {
        once(input, random);
    }
    input.truncate(LARGEST);
}

fn once(input: &mut Vec<u8>, random: &mut IdSource) {
    if input.is_empty() {
        input.push(random.next_u64() as u8);
        return;
    }
    let length = input.len();
    let (at, other) = (
        random.below(length as u32) as usize,
        random.below(length as u32) as usize,
    );
    let (from, to) = (at.min(other), at.max(other) + 1);
    match random.below(7) {
        0 => input[at] ^= 1 << random.below(8),
        1 => input[at] = TELLING[random.below(TELLING.len() as u32) as usize],
        2 => input.insert(at, TELLING[random.below(TELLING.len() as u32) as usize]),
        3 => input.truncate(at),
        4 => drop(input.drain(from..to.min(from + 32))),
        5 => {
            let part: Vec<u8> = input[from..to].to_vec();
            for _ in 0..=random.below(4) {
                input.splice(at..at, part.iter().copied());
            }
        }
        _ => input.swap(at, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let make = || {
            let mut random = IdSource::new(4);
            let mut input = b"INVITE sip:a@b SIP/2.0".to_vec();
            for _ in 0..50 {
                mutate(&mut input, &mut random);
            }
            input
        };
        assert_eq!(make(), make());
        assert!(make().len() <= LARGEST);
    }
}
