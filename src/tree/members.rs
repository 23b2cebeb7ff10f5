//! What holds for a map: keys that are given twice, and maps that are merged into it.

use std::collections::HashMap;

use super::{MERGE, NodeId, Scalar, Style, Tree};

/// How many maps a map may be merged of.
const MAX_MERGED: usize = 64;

impl Tree {
    /// The keys and values that hold for a map: each key once, its own before
    /// those of maps merged by `<<`.
    pub fn members(&self, id: NodeId) -> Vec<(NodeId, NodeId)> {
        if self.0.repeats || !self.0.merges && !self.0.doubles {
            return self.entries(id).collect();
        }
        let maps = self.merged(id);
        let mut found: Vec<(NodeId, NodeId)> = Vec::new();
        let mut seen = HashMap::<&str, usize>::new();
        for (rank, map) in maps.into_iter().enumerate() {
            for (key, value) in self.entries(map) {
                let Some(name) = self.str(key) else { continue };
                if self.is_merge(key) {
                    continue;
                }
                match seen.get(name) {
                    None => {
                        seen.insert(name, found.len());
                        found.push((key, value));
                    }
                    // Given twice in one map, the last counts; over a merged one, the first.
                    Some(at) if rank == 0 => found[*at] = (key, value),
                    Some(_) => {}
                }
            }
        }
        found
    }

    /// The values of one map that later ones of the same key beat, under that key, in
    /// their order.
    pub fn beaten(&self, id: NodeId) -> HashMap<&str, Vec<NodeId>> {
        let mut found = HashMap::<&str, Vec<NodeId>>::new();
        if self.0.repeats || !self.0.doubles {
            return found;
        }
        let mut last = HashMap::<&str, NodeId>::new();
        for (key, value) in self.entries(id).filter(|(key, _)| !self.is_merge(*key)) {
            let Some(name) = self.str(key) else { continue };
            if let Some(before) = last.insert(name, value) {
                found.entry(name).or_default().push(before);
            }
        }
        found
    }

    fn is_merge(&self, key: NodeId) -> bool {
        self.scalar(key) == Some(Scalar { text: MERGE, style: Style::Plain })
    }

    /// A map, and those it merges by `<<`, in the order in which they count.
    pub(super) fn merged(&self, id: NodeId) -> Vec<NodeId> {
        let mut maps = Vec::new();
        let mut open = vec![id];
        while let Some(map) = open.pop().filter(|_| maps.len() < MAX_MERGED) {
            maps.push(map);
            let merges = self.entries(map).filter(|(key, _)| self.is_merge(*key));
            let merges: Vec<_> = merges
                .flat_map(|(_, from)| match self.items(from) {
                    [] => vec![from],
                    items => items.to_vec(),
                })
                .collect();
            open.extend(merges.into_iter().rev());
        }
        maps
    }
}
