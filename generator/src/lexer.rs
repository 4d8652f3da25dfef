//! The tokens of Rust text one by one, without a copy of any: for those who look for names and
//! brackets in text that a parser reads anyway.
//!
//! It knows what generated text is made of. Of the rest (block comments, characters that Rust has no
//! use for) it says that it is [`Unsure`].

/// What one had better ask `proc_macro2` about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsure;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name, also a raw one.
    Word,
    /// One character of an operator.
    Punct,
    Open,
    Close,
    /// A number, a text, a character, and also a lifetime.
    Literal,
    /// `///` and the rest of the line.
    Docs,
    /// `//!` and the rest of the line.
    InnerDocs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: Kind,
    /// Where it begins.
    pub at: usize,
    pub text: &'t str,
}

impl Token<'_> {
    /// Whether it is this operator or bracket.
    pub fn is(&self, sign: &str) -> bool {
        matches!(self.kind, Kind::Punct | Kind::Open | Kind::Close) && self.text == sign
    }
}

#[derive(Debug, Clone)]
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next token; `None` at the end.
    pub fn token(&mut self) -> Result<Option<Token<'t>>, Unsure> {
        self.skip_space()?;
        let at = self.at;
        let Some(first) = self.byte(0) else {
            return Ok(None);
        };
        let kind = match first {
            b'(' | b'[' | b'{' => self.one(Kind::Open),
            b')' | b']' | b'}' => self.one(Kind::Close),
            b'/' if self.byte(1) == Some(b'/') => self.docs(),
            b'"' => self.string(0)?,
            b'\'' => self.quote()?,
            b'0'..=b'9' => self.number(),
            b'r' | b'b' | b'c' => self.prefixed()?,
            _ if is_punct(first) => self.one(Kind::Punct),
            _ => self.word()?,
        };
        let text = &self.text[at..self.at];
        Ok(Some(Token { kind, at, text }))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn one(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    /// Goes to the end of the line.
    fn line(&mut self) {
        let rest = self.rest().as_bytes();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Also comments that are no documentation.
    fn skip_space(&mut self) -> Result<(), Unsure> {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                b'/' if self.byte(1) == Some(b'*') => return Err(Unsure),
                b'/' if self.rest().starts_with("////") => self.line(),
                b'/' if self.byte(1) == Some(b'/')
                    && !matches!(self.byte(2), Some(b'/' | b'!')) =>
                {
                    self.line();
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn docs(&mut self) -> Kind {
        let kind = match self.byte(2) {
            Some(b'!') => Kind::InnerDocs,
            _ => Kind::Docs,
        };
        self.line();
        kind
    }

    /// A text after a prefix of so many letters.
    fn string(&mut self, prefix: usize) -> Result<Kind, Unsure> {
        self.at += prefix + 1;
        self.until(b'"')
    }

    /// Goes behind the closing quote.
    fn until(&mut self, quote: u8) -> Result<Kind, Unsure> {
        loop {
            match self.byte(0) {
                None => return Err(Unsure),
                Some(b'\\') => self.at += 1 + self.char_len(1)?,
                Some(byte) => {
                    self.at += 1;
                    if byte == quote {
                        return Ok(Kind::Literal);
                    }
                }
            }
        }
    }

    /// The length of the character that begins so many bytes ahead.
    fn char_len(&self, ahead: usize) -> Result<usize, Unsure> {
        let rest = self.text.get(self.at + ahead..).ok_or(Unsure)?;
        rest.chars().next().map(char::len_utf8).ok_or(Unsure)
    }

    /// A character, or a lifetime.
    fn quote(&mut self) -> Result<Kind, Unsure> {
        let length = self.char_len(1)?;
        if self.byte(1) == Some(b'\\') || self.byte(1 + length) == Some(b'\'') {
            self.at += 1;
            return self.until(b'\'');
        }
        self.at += 1;
        self.word().map(|_| Kind::Literal)
    }

    fn number(&mut self) -> Kind {
        let digits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        loop {
            while self.byte(0).is_some_and(digits) {
                self.at += 1;
            }
            let fraction = self.byte(1).is_some_and(|byte| byte.is_ascii_digit());
            if self.byte(0) != Some(b'.') || !fraction {
                return Kind::Literal;
            }
            self.at += 1;
        }
    }

    /// What begins with the letter of a text that is written in another way.
    fn prefixed(&mut self) -> Result<Kind, Unsure> {
        let rest = self.rest();
        if rest.starts_with("b\"") || rest.starts_with("c\"") {
            return self.string(1);
        }
        if rest.starts_with("b'") {
            self.at += 2;
            return self.until(b'\'');
        }
        let raw = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
        if let Some(raw) = raw.strip_prefix('r') {
            let body = raw.trim_start_matches('#');
            let hashes = raw.len() - body.len();
            if let Some(body) = body.strip_prefix('"') {
                let end = format!("\"{}", "#".repeat(hashes));
                let length = body.find(&end).ok_or(Unsure)?;
                self.at += rest.len() - body.len() + length + end.len();
                return Ok(Kind::Literal);
            }
            if rest.starts_with("r#") {
                self.at += 2;
            }
        }
        self.word()
    }

    fn word(&mut self) -> Result<Kind, Unsure> {
        let start = self.at;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => self.at += 1,
                0x80.. => match self.rest().chars().next().filter(|c| c.is_alphanumeric()) {
                    Some(letter) => self.at += letter.len_utf8(),
                    None => return Err(Unsure),
                },
                _ => break,
            }
        }
        if self.at == start {
            Err(Unsure)
        } else {
            Ok(Kind::Word)
        }
    }
}

/// Whether an operator may consist of it.
pub fn is_punct(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'#'..=b'&' | b'*'..=b'/' | b':'..=b'@' | b'^' | b'|' | b'~'
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};

    use super::*;

    fn words(text: &str) -> Result<Vec<&str>, Unsure> {
        let mut lexer = Lexer::new(text);
        let mut found = Vec::new();
        while let Some(token) = lexer.token()? {
            found.push(token.text);
        }
        Ok(found)
    }

    fn flat(tokens: TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let [open, close] = match group.delimiter() {
                        proc_macro2::Delimiter::Parenthesis => ["(", ")"],
                        proc_macro2::Delimiter::Brace => ["{", "}"],
                        _ => ["[", "]"],
                    };
                    found.push(open.to_owned());
                    flat(group.stream(), found);
                    found.push(close.to_owned());
                }
                other => found.push(other.to_string()),
            }
        }
    }

    #[test]
    fn tokens_are_those_of_the_parser() {
        let text = r####"
            // no /// docs
            //// nor this
            impl<'a> A { fn b(&self) -> r#type { 'x'; '\''; '"'; '{'; 'ß'; "a\"}\\"; r#"b"c}"#; r"\"; } }
            b"x\""; b'\''; br##"a"#}"##; c"d"; 1.5e3; 0..2; x.0.1; 1_u8; größe; a::b != c; rest; b; c; r
        "####;
        let mut wanted = Vec::new();
        flat(text.parse().expect("tokens"), &mut wanted);
        // A lifetime is one token here, and a token of two parts there.
        let wanted = wanted.join(" ").replace("' a", "'a");
        let found = words(text).expect("all is known").join(" ");
        assert_eq!(found, wanted);
    }

    #[test]
    fn docs_are_told_from_comments() {
        let kinds = |text| {
            let mut lexer = Lexer::new(text);
            let token = lexer.token().expect("known").expect("one");
            (token.kind, token.text)
        };
        assert_eq!(kinds("//! a\n b"), (Kind::InnerDocs, "//! a"));
        assert_eq!(kinds("// x\n/// it's\n b"), (Kind::Docs, "/// it's"));
    }

    #[test]
    fn what_is_unknown_is_left_to_others() {
        for text in ["/* a */", "\"a", "'", "r#\"a\"", "a \\ b", "“a”", "`"] {
            assert_eq!(words(text), Err(Unsure), "{text}");
        }
    }
}
