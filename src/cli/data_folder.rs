//! The data folder: where imported lists and decisions are kept, and the lists a command searches.

use std::path::PathBuf;

use etcetera::BaseStrategy;

use super::Common;
use crate::control_list::ListSource;
use crate::name_matching::PartyScreener;
use crate::sanctions::{SanctionsLists, Store};

impl Common {
    /// The folder the user named, or the usual place of this system; nothing where there is neither.
    pub(super) fn data_folder(&self) -> Option<PathBuf> {
        let usual = || Some(etcetera::choose_base_strategy().ok()?.data_dir().join("dualuse"));
        self.data_dir.clone().or_else(usual)
    }

    /// The store of imported lists.
    ///
    /// # Errors
    /// No data folder.
    pub(super) fn store(&self) -> anyhow::Result<Store> {
        let folder = self.data_folder();
        let folder =
            folder.ok_or_else(|| anyhow::anyhow!("no data folder: HOME is not set; name one with --data-dir"))?;
        Ok(Store::new(&folder))
    }

    /// The lists of parties: those built in and those imported, as the user's policy wants them.
    ///
    /// # Errors
    /// Faults of the control lists, a data folder that cannot be read, unknown names in the policy.
    pub(super) fn sanctions(&self, source: &ListSource) -> anyhow::Result<SanctionsLists> {
        let mut lists = SanctionsLists::from_source(source)?;
        if let Some(folder) = self.data_folder() {
            lists.add_stored(&Store::new(&folder))?;
        }
        if !self.want.is_empty() {
            let unknown = lists.want(&self.want);
            anyhow::ensure!(
                unknown.is_empty(),
                "--want {}: no such list; `dualuse lists status` names them",
                unknown.join(",")
            );
        }
        Ok(lists)
    }
}

/// Says which lists cost time and memory at every start until they are imported again.
pub(super) fn note_indexes(screener: &PartyScreener) {
    for list in screener.indexed_anew() {
        eprintln!(
            "note: the names of list {list} are indexed again at every start: its index is of another version of the program or of other name tables; import it again"
        );
    }
}
