//! Lists and maps in brackets, on one line.

use super::{Kind, Reader};
use crate::text::Span;

impl Reader<'_> {
    /// Goes behind the bracket that closes the one that stands here.
    pub(super) fn flow(&mut self) -> Option<()> {
        let floor = self.open.len();
        loop {
            let is_open = self.flow_value()?;
            self.blanks();
            if (!is_open || self.is_closing()) && self.close_flows(floor)? {
                return Some(());
            }
            if self.open.last()?.kind == Kind::FlowMap {
                self.flow_key()?;
            }
        }
    }

    /// A scalar, or an opening bracket; says whether it is one.
    fn flow_value(&mut self) -> Option<bool> {
        let span = Span::new(self.at, self.at + 1);
        match *self.bytes.get(self.at)? {
            b'{' if self.is_template() => return None,
            b'[' => {
                self.enter(Kind::FlowList, 0)?;
                let list = self.tree.open_list(span);
                self.anchors.bind(list);
            }
            b'{' => {
                self.enter(Kind::FlowMap, 0)?;
                let map = self.tree.open_map(span);
                self.anchors.bind(map);
            }
            _ => {
                let scalar = self.flow_scalar()?;
                self.push(scalar);
                return Some(false);
            }
        }
        self.at += 1;
        Some(true)
    }

    fn is_closing(&self) -> bool {
        matches!(self.bytes.get(self.at), Some(b']' | b'}'))
    }

    /// Goes behind closing brackets and a comma; says whether nothing is left open.
    fn close_flows(&mut self, floor: usize) -> Option<bool> {
        loop {
            match (*self.bytes.get(self.at)?, self.open.last()?.kind) {
                (b']', Kind::FlowList) | (b'}', Kind::FlowMap) => {
                    self.at += 1;
                    self.tree.close(Some(self.at as u32));
                    self.open.pop();
                    if self.open.len() == floor {
                        return Some(true);
                    }
                    self.blanks();
                }
                (b',', _) => {
                    self.at += 1;
                    self.blanks();
                    if !self.is_closing() {
                        return Some(false);
                    }
                }
                _ => return None,
            }
        }
    }

    /// A key and its colon, behind which a value has to stand.
    fn flow_key(&mut self) -> Option<()> {
        let is_quoted = matches!(self.bytes.get(self.at)?, b'"' | b'\'');
        let key = self.flow_scalar()?;
        if self.bytes.get(self.at) != Some(&b':') || !self.is_key(key) {
            return None;
        }
        self.push(key);
        self.at += 1;
        // Only behind quotes does a colon need no blank.
        if !is_quoted && self.bytes.get(self.at) != Some(&b' ') {
            return None;
        }
        self.blanks();
        Some(())
    }
}
