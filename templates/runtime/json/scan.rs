//! The pieces of a JSON text: white space, strings, numbers.
//!
//! What these functions find is as the grammar of RFC 8259 says. Some look only for what is plain (a
//! string without escapes, a short number): what they do not find may still be right.

/// A number without an exponent, of so few digits that an `f64` has all of them.
pub struct Decimal {
    pub negative: bool,
    /// All digits, those behind the point too.
    pub digits: u64,
    /// How many digits stand behind the point.
    pub fraction: usize,
    /// The offset behind it.
    pub end: usize,
}

/// Up to so many digits, an `f64` is exact.
const DIGITS: usize = 15;

const ONES: u64 = 0x0101_0101_0101_0101;
/// What tells `[` from `{`, and `]` from `}`.
const BIT: u64 = ONES << 5;

/// The offset of the first byte at or behind `at` that is no white space.
#[inline(always)]
pub fn space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// What is in the string that begins with the quote at `at`, if it has no escapes.
#[inline(always)]
pub fn plain_string(text: &str, at: usize) -> Option<&str> {
    let end = special(text.as_bytes(), at + 1);
    if text.as_bytes().get(end) != Some(&b'"') {
        return None;
    }
    text.get(at + 1..end)
}

/// Puts what the string at `at` means into `out`, if all of its escapes are of one letter, and gives the
/// offset behind it.
pub fn unescape(text: &str, at: usize, out: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    out.clear();
    loop {
        let end = special(bytes, at);
        out.push_str(text.get(at..end)?);
        match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => out.push(escaped(*bytes.get(end + 1)?)?),
            _ => return None,
        }
        at = end + 2;
    }
}

/// What a letter behind a backslash means.
fn escaped(letter: u8) -> Option<char> {
    Some(match letter {
        b'"' | b'\\' | b'/' => char::from(letter),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}

/// Whether two texts are the same; a call of `memcmp` costs more than it saves on short ones.
#[inline(always)]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        4..8 => ends::<4>(one) == ends::<4>(other),
        8..=16 => ends::<8>(one) == ends::<8>(other),
        _ => one == other,
    }
}

/// The first bytes and the last.
#[inline(always)]
fn ends<const N: usize>(bytes: &[u8]) -> (Option<&[u8; N]>, Option<&[u8; N]>) {
    (bytes.first_chunk(), bytes.last_chunk())
}

/// The offset behind the string that begins at `at`, whatever escapes are in it, or the offset of what
/// can't be in a string.
#[inline(always)]
pub fn behind_string(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let mut at = at + 1;
    loop {
        at = special(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at += 2,
            _ => return Err(at.min(bytes.len())),
        }
    }
}

/// The same for who takes what is in it for good: only its quotes are looked for.
#[inline(always)]
pub fn behind_good_string(bytes: &[u8], at: usize) -> Option<usize> {
    let end = find(bytes, at + 1, |word| is(word, b'"'));
    match bytes.get(end - 1) {
        Some(b'\\') => behind_string(bytes, at).ok(),
        _ => (end < bytes.len()).then_some(end + 1),
    }
}

/// The offset of the next byte that does not stand for itself in a string: the quote at its end, a
/// backslash, or a control character.
#[inline(always)]
pub fn special(bytes: &[u8], at: usize) -> usize {
    // With one bit turned, the quote is what follows the control characters.
    let low = |word: u64| (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    find(bytes, at, |word| low(word) | is(word, b'\\'))
}

/// The offset behind a number, `true`, `false` or `null`, each of which ends at a white space, a comma or
/// a bracket.
#[inline(always)]
pub fn scalar_end(bytes: &[u8], at: usize) -> usize {
    let space = |word: u64| word.wrapping_sub(ONES * 0x21);
    let close = |word: u64| is(word | BIT, b'}');
    find(bytes, at, |word| space(word) | is(word, b',') | close(word))
}

/// The offset of the next quote or bracket.
#[inline(always)]
pub fn bracket(bytes: &[u8], at: usize) -> usize {
    let either = |word: u64| is(word | BIT, b'{') | is(word | BIT, b'}');
    find(bytes, at, |word| is(word, b'"') | either(word))
}

/// The offset of the first such byte of ASCII; the end if there is none.
pub fn byte(bytes: &[u8], wanted: u8) -> usize {
    find(bytes, 0, |word| is(word, wanted))
}

/// The offset of the next byte that is marked, eight bytes at a time; the end if there is none.
///
/// A byte is marked by its high bit, which it gets by a subtraction below zero. The first mark is right;
/// those behind it may come of what it borrowed, and bytes beyond ASCII have their high bit anyway.
#[inline(always)]
fn find(bytes: &[u8], at: usize, marks: impl Fn(u64) -> u64) -> usize {
    let marked = |word: u64| marks(word) & !word & (ONES << 7);
    let first = |marked: u64| marked.trailing_zeros() as usize / 8;
    let (words, rest) = bytes.get(at..).unwrap_or_default().as_chunks();
    let mut begin = at;
    for word in words {
        let found = marked(u64::from_le_bytes(*word));
        if found != 0 {
            return begin + first(found);
        }
        begin += 8;
    }
    begin + first(marked(last_word(rest))).min(rest.len())
}

#[cold]
fn last_word(rest: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(word)
}

/// Marks a byte of a word.
#[inline(always)]
fn is(word: u64, byte: u8) -> u64 {
    (word ^ (ONES * u64::from(byte))).wrapping_sub(ONES)
}

/// The offset behind the number at `at`, or the offset at which a digit is missing or too much.
pub fn number_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let start = at + usize::from(bytes.get(at) == Some(&b'-'));
    let mut end = digits_end(bytes, start)?;
    if bytes[start] == b'0' && end > start + 1 {
        return Err(start + 1);
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits_end(bytes, end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let is_signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        end = digits_end(bytes, end + 1 + usize::from(is_signed))?;
    }
    Ok(end)
}

/// The offset behind one digit and more.
fn digits_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    digits(bytes, start, 0).map(|(_, end)| end).ok_or(start)
}

/// The number at `at`, if it is short.
pub fn decimal(bytes: &[u8], at: usize) -> Option<Decimal> {
    let negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let (whole, point) = digits(bytes, start, 0)?;
    if point - start > 1 && bytes[start] == b'0' {
        return None;
    }
    let mut decimal = Decimal {
        negative,
        digits: whole,
        fraction: 0,
        end: point,
    };
    if bytes.get(point) == Some(&b'.') {
        (decimal.digits, decimal.end) = digits(bytes, point + 1, whole)?;
        decimal.fraction = decimal.end - point - 1;
    }
    let short = decimal.end - start <= DIGITS;
    (short && !matches!(bytes.get(decimal.end), Some(b'e' | b'E' | b'.'))).then_some(decimal)
}

/// One digit and more, behind the digits of `value`.
#[inline(always)]
fn digits(bytes: &[u8], start: usize, mut value: u64) -> Option<(u64, usize)> {
    let mut at = start;
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        // Too many digits are refused in the end.
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        at += 1;
    }
    (at > start).then_some((value, at))
}

impl Decimal {
    /// The number, if it is written without a point.
    pub fn integer(&self) -> Option<i64> {
        let value = i64::try_from(self.digits).ok()?;
        (self.fraction == 0).then_some(if self.negative { -value } else { value })
    }

    /// The nearest `f64`: both of what is divided are exact, so it is rounded once.
    pub fn float(&self) -> f64 {
        const POWERS: [f64; DIGITS + 1] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        ];
        let value = self.digits as f64 / POWERS[self.fraction];
        if self.negative { -value } else { value }
    }
}
