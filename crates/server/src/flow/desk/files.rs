//! The files of a run: the flow, and the flows and modules that it names.
//!
//! A flow names others by identifier or ARN, and a scenario says which file is which. In a folder
//! they are found by the name of the file, and by the name that an export has of itself where the
//! flow notes it beside the identifier.

use super::super::{flow_kind, read};
use ::flow::interchange::{FlowFile, mentions};
use ::flow::{Flow, FlowKind, Problem, Published};
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The flows and modules that can be reached.
#[derive(Default)]
pub(super) struct Files {
    flows: BTreeMap<String, Arc<Published>>,
    /// Identifiers of flows and the names that are noted beside them.
    named: BTreeMap<String, String>,
}

/// A flow and what its file says of itself.
struct Read {
    flow: Arc<Published>,
    name: Option<String>,
    named: BTreeMap<String, String>,
}

impl Files {
    /// The flow that is run.
    pub(super) fn main(&mut self, file: &Path, kind: Option<FlowKind>) -> Result<Arc<Published>> {
        let read = published(file, kind)?;
        self.named.extend(read.named);
        Ok(read.flow)
    }

    /// All flows of a folder. What is no flow is left out.
    pub(super) fn folder(&mut self, folder: &Path) -> Result<()> {
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|it| it == "json"));
        files.sort();
        let mut known = Vec::new();
        for file in files {
            if let Ok(read) = published(&file, None) {
                self.flows
                    .insert(read.flow.name.to_string(), Arc::clone(&read.flow));
                self.named.extend(read.named);
                known.extend(read.name.map(|name| (name, read.flow)));
            }
        }
        for (name, flow) in known {
            let ids = self
                .named
                .iter()
                .filter(|(_, it)| it.eq_ignore_ascii_case(&name));
            let ids: Vec<String> = ids.map(|(id, _)| id.clone()).collect();
            for id in ids {
                self.flows.insert(id, Arc::clone(&flow));
            }
            self.flows.entry(name).or_insert(flow);
        }
        Ok(())
    }

    /// All of them.
    pub(super) fn flows(&self) -> BTreeMap<String, Arc<Published>> {
        self.flows.clone()
    }

    /// All of them and those of a scenario, whose files lie by it.
    pub(super) fn with(
        &self,
        folder: &Path,
        others: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Arc<Published>>> {
        let mut flows = self.flows();
        for (name, file) in others {
            let read = published(&folder.join(file), flow_kind(name).ok())?;
            flows.insert(name.clone(), read.flow);
        }
        Ok(flows)
    }
}

fn published(file: &Path, kind: Option<FlowKind>) -> Result<Read> {
    let text = read(file)?;
    let told = |problems: Vec<Problem>| {
        let lines: Vec<String> = problems.iter().map(|it| format!("  {it}")).collect();
        anyhow!("{} cannot be run:\n{}", file.display(), lines.join("\n"))
    };
    let content = FlowFile::read(&text).map_err(told)?;
    let flow = Flow::parse(&content.content).map_err(told)?;
    // A module is told by what only modules end with.
    let module = flow
        .actions()
        .iter()
        .any(|it| it.row().name == "EndFlowModuleExecution");
    let guessed = if module {
        FlowKind::Module
    } else {
        FlowKind::ContactFlow
    };
    let mentioned = mentions(flow.document()).into_iter();
    let named = mentioned.filter_map(|it| Some((it.id, it.name?))).collect();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Read {
        flow: Arc::new(Published {
            arn: stem.clone().into(),
            name: stem.into(),
            kind: kind.or(content.kind).unwrap_or(guessed),
            flow: Arc::new(flow),
        }),
        name: content.name,
        named,
    })
}
