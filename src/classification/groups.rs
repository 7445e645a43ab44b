//! Members by the number of their group, in two flat arrays: made once, read back in one go.

use serde::{Deserialize, Serialize};

/// The members of groups that are numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Groups<T> {
    /// Where each group ends in `members`.
    ends: Vec<u32>,
    members: Vec<T>,
}

impl<T> FromIterator<Vec<T>> for Groups<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(groups: I) -> Self {
        let mut out = Self { ends: Vec::new(), members: Vec::new() };
        for group in groups {
            out.members.extend(group);
            out.ends.push(u32::try_from(out.members.len()).unwrap_or(u32::MAX));
        }
        out
    }
}

impl<T> Groups<T> {
    /// The members of a group; none of one that does not exist.
    pub fn of(&self, group: usize) -> &[T] {
        let Some(end) = self.ends.get(group) else { return &[] };
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.members[start as usize..*end as usize]
    }
}
