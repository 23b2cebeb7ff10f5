//! Where a list that is never closed must have ended, by what follows it.

use toml_parser::lexer::{Token, TokenKind};

/// The tokens in parts: one, unless a list is broken off, which then ends a part.
///
/// A line that sets a key, or opens a section where no item is due, does not belong
/// to a list: so one forgotten bracket does not swallow the rest of the file.
pub(super) fn parts(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let (mut start, mut open) = (0, Vec::new());
    // The last token that is more than a blank; of use while a list is open.
    let mut before = TokenKind::Newline;
    for (at, token) in tokens.iter().enumerate() {
        let kind = token.kind();
        if kind == TokenKind::Newline
            && let Some(innermost) = open.last()
            && is_foreign(&tokens[at + 1..], before, *innermost)
        {
            parts.push(&tokens[start..=at]);
            start = at + 1;
            open.clear();
        }
        match kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push(kind),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            TokenKind::Newline | TokenKind::Whitespace | TokenKind::Comment => continue,
            _ => {}
        }
        before = kind;
    }
    parts.push(&tokens[start..]);
    parts
}

/// Whether a line cannot go on a list or inline table, after what stands before it.
fn is_foreign(line: &[Token], before: TokenKind, innermost: TokenKind) -> bool {
    let line = line.iter().map(Token::kind).filter(|it| *it != TokenKind::Whitespace);
    let mut line = line.take_while(|it| *it != TokenKind::Newline).peekable();
    let opens = [TokenKind::Comma, TokenKind::LeftSquareBracket, TokenKind::Equals];
    if line.peek() == Some(&TokenKind::LeftSquareBracket) {
        return !opens.contains(&before);
    }
    // Within braces, to set a key is what a line is for.
    let is_key = |it: &TokenKind| {
        use TokenKind::{Atom, BasicString, Dot, LiteralString};
        matches!(it, Atom | Dot | BasicString | LiteralString)
    };
    let after = line.find(|it| !is_key(it));
    innermost == TokenKind::LeftSquareBracket && after == Some(TokenKind::Equals)
}
