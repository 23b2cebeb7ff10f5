//! Where a block of Lua ends.
//!
//! Knows the strings and comments of Lua, as braces in them count for nothing, and
//! no more of it.

/// The offset of the brace that closes the one before `at`.
pub(super) fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            b'"' | b'\'' => at = string_end(bytes, at),
            b'-' if bytes[at..].starts_with(b"--") => at = comment_end(bytes, at + 2),
            b'[' => at = long_end(bytes, at).unwrap_or(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The closing quote, or the end of the line, which no such string goes beyond.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return at,
            _ if byte == bytes[start] => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let line = || memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it);
    long_end(bytes, at).unwrap_or_else(line)
}

/// The last byte of a `[[ ]]` or `[==[ ]==]` that opens here.
fn long_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.strip_prefix(b"[")?;
    let level = rest.iter().take_while(|it| **it == b'=').count();
    if rest.get(level) != Some(&b'[') {
        return None;
    }
    let close = [b"]", vec![b'='; level].as_slice(), b"]"].concat();
    let body = at + level + 2;
    let end = memchr::memmem::find(&bytes[body..], &close).map(|it| body + it + close.len());
    Some(end.unwrap_or(bytes.len()) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&str> {
        closing(text.as_bytes(), 0).map(|end| &text[..end])
    }

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        for lua in [
            " a = { b = {} } ",
            " a = '}' ",
            r#" a = "\"}" "#,
            " -- it's }\n ",
            " --[[ }\n} ]] ",
            " a = [==[ } ]] ]==] ",
            " t[1] = a[b[2]] ",
        ] {
            assert_eq!(code(&format!("{lua}}} rest")), Some(lua));
        }
        assert_eq!(code(" { }"), None);
    }
}
