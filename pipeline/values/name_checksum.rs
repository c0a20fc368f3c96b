//! The 64-bit checksum in the name of a side-by-side manifest: computed, compared, and undone where part of the name
//! is cut out.
//!
//! It is a polynomial over the attributes of the assembly, modulo 2^64, no cryptography. Its factor is odd, so every
//! step but the first can be undone: from the checksum and all other attributes follows what a hidden one contributed.

/// Factor of the polynomial.
const FACTOR: u64 = 0x0001_FFFF_FFF7;
/// Inverse of [`FACTOR`] modulo 2^64.
const INVERSE: u64 = inverse(FACTOR);
/// Factor of a lane of [`text_hash`], modulo 2^32.
const LANE: u32 = 0x0001_003F;
/// A longer component is printed as its first and last characters with `..` between them.
const LONGEST_COMPONENT: usize = 40;
/// Characters at either end of a cut component.
const COMPONENT_ENDS: usize = 19;
/// Characters at either end of a cut culture: one of more than 8 characters.
const CULTURE_ENDS: usize = 3;

/// The attributes of an assembly, as in its name. Compared without case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'s> {
    /// Name of the component, perhaps cut.
    pub(super) component: &'s str,
    /// Culture, perhaps cut; `none` where there is none.
    pub(super) culture: &'s str,
    /// Version.
    pub(super) version: &'s str,
    /// Public key token.
    pub(super) token: &'s str,
    /// Processor.
    pub(super) platform: &'s str,
}

/// What a checksum says of the name it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the checksum of the parts.
    Fits,
    /// It is not: the checksum of the parts is this one.
    Differs(u64),
    /// The component is cut; the hash of the whole one would be this.
    CutComponent(u64),
    /// The culture is cut; the hash of the whole one would be this.
    CutCulture(u64),
    /// Component and culture are cut: nothing follows.
    Unknown,
}

/// Holds a checksum against the parts of its name.
#[must_use]
pub(super) fn verify(identity: &Identity<'_>, checksum: u64) -> Verdict {
    match (is_cut_component(identity.component), is_cut(identity.culture, CULTURE_ENDS)) {
        (true, true) => Verdict::Unknown,
        (true, false) => {
            let key = undo(undo_tail(identity, checksum), "culture", identity.culture);
            Verdict::CutComponent(key.wrapping_sub(text_hash("name").wrapping_mul(FACTOR)))
        }
        (false, true) => {
            let before = step(0, "name", identity.component).wrapping_mul(FACTOR);
            let step = undo_tail(identity, checksum).wrapping_sub(before);
            Verdict::CutCulture(step.wrapping_sub(text_hash("culture").wrapping_mul(FACTOR)))
        }
        (false, false) => {
            let key = step(step(0, "name", identity.component), "culture", identity.culture);
            let key = tail(identity).into_iter().fold(key, |key, (attribute, value)| step(key, attribute, value));
            if key == checksum { Verdict::Fits } else { Verdict::Differs(key) }
        }
    }
}

/// How a component is printed in lower case where it is cut; null where it is printed whole.
#[must_use]
pub fn cut_component(component: &str) -> Option<String> {
    let last = component.len().checked_sub(COMPONENT_ENDS)?;
    let (first, last) = (component.get(..COMPONENT_ENDS)?, component.get(last..)?);
    (component.len() > LONGEST_COMPONENT).then(|| format!("{first}..{last}").to_ascii_lowercase())
}

/// Whether the middle of a component is cut out.
#[must_use]
pub fn is_cut_component(component: &str) -> bool {
    is_cut(component, COMPONENT_ENDS)
}

fn is_cut(text: &str, ends: usize) -> bool {
    text.len() == 2 * ends + 2 && text.get(ends..ends + 2) == Some("..")
}

/// The attributes behind name and culture, in their order.
fn tail<'s>(identity: &Identity<'s>) -> [(&'static str, &'s str); 4] {
    [
        ("version", identity.version),
        ("publicKeyToken", identity.token),
        ("processorArchitecture", identity.platform),
        ("versionScope", "nonsxs"),
    ]
}

fn undo_tail(identity: &Identity<'_>, checksum: u64) -> u64 {
    tail(identity).into_iter().rev().fold(checksum, |key, (attribute, value)| undo(key, attribute, value))
}

/// Takes an attribute in. One of the value `none` is left out.
fn step(key: u64, attribute: &str, value: &str) -> u64 {
    if value.eq_ignore_ascii_case("none") {
        return key;
    }
    key.wrapping_mul(FACTOR).wrapping_add(pair(attribute, value))
}

/// Takes an attribute out again.
fn undo(key: u64, attribute: &str, value: &str) -> u64 {
    if value.eq_ignore_ascii_case("none") {
        return key;
    }
    key.wrapping_sub(pair(attribute, value)).wrapping_mul(INVERSE)
}

fn pair(attribute: &str, value: &str) -> u64 {
    text_hash(attribute).wrapping_mul(FACTOR).wrapping_add(text_hash(value))
}

/// The hash of a text in lower case: four lanes of 32 bits, taken in turns, put together modulo 2^64.
#[must_use]
pub fn text_hash(text: &str) -> u64 {
    let mut lanes = [0_u32; 4];
    for (at, c) in text.chars().enumerate() {
        let lane = &mut lanes[at % 4];
        *lane = lane.wrapping_mul(LANE).wrapping_add(u32::from(c.to_ascii_lowercase()));
    }
    let factors = [0x01E5_FFFF_FD27, 0xFFFF_FFDC_0000_0051, FACTOR, 1];
    lanes
        .iter()
        .zip(factors)
        .fold(0, |sum, (&lane, factor): (&u32, u64)| sum.wrapping_add(u64::from(lane).wrapping_mul(factor)))
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration: each round doubles the number of right bits.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut round = 0;
    while round < 6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    const LSA: Identity<'_> = Identity {
        component: "microsoft-windows-lsa",
        culture: "none",
        version: "6.1.7600.20667",
        token: "31bf3856ad364e35",
        platform: "x86",
    };

    #[test]
    fn the_inverse_undoes_the_factor() {
        assert_eq!(FACTOR.wrapping_mul(INVERSE), 1);
    }

    #[test]
    fn the_checksum_of_a_real_name_fits() {
        assert_eq!(verify(&LSA, 0xa6c2_21e8_d72a_628b), Verdict::Fits);
        let upper = Identity { platform: "X86", component: "Microsoft-Windows-LSA", ..LSA };
        assert_eq!(verify(&upper, 0xa6c2_21e8_d72a_628b), Verdict::Fits);
        assert_eq!(verify(&LSA, 0xa6c2_21e8_d72a_628c), Verdict::Differs(0xa6c2_21e8_d72a_628b));
    }

    /// The checksum of a whole name, which a cut one carries.
    fn checksum(identity: &Identity<'_>) -> u64 {
        match verify(identity, 0) {
            Verdict::Differs(checksum) => checksum,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_cut_out_follows_from_the_checksum() {
        let component = "microsoft-windows-application-experience-apphelp";
        let cut = cut_component(component).unwrap();
        assert_eq!((cut.len(), cut.as_str()), (LONGEST_COMPONENT, "microsoft-windows-a..-experience-apphelp"));
        let whole = Identity { component, culture: "de-de", ..LSA };
        let printed = Identity { component: &cut, ..whole };
        assert_eq!(verify(&printed, checksum(&whole)), Verdict::CutComponent(text_hash(component)));
        let whole = Identity { culture: "sr-latn-rs", ..LSA };
        let printed = Identity { culture: "sr-..-rs", ..whole };
        assert_eq!(verify(&printed, checksum(&whole)), Verdict::CutCulture(text_hash("sr-latn-rs")));
        assert_eq!(cut_component("microsoft-windows-lsa"), None);
    }
}
