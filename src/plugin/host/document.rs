//! The document of a call, as a guest asks for it.

use wasmtime::component::Resource;

use super::{DocumentHandle, FACTS, NodeHandle, answer, environment, own};
use crate::plugin::{
    bindings::{host::HostDocument, types},
    state::{DocumentData, State, Subject},
};

type Document = Resource<DocumentHandle>;

/// The identity of the one document of a call.
pub const ID: u32 = 0;

impl State {
    fn document(&self) -> wasmtime::Result<&DocumentData> {
        match &self.subject {
            Subject::Document(it) => Ok(it),
            _ => Err(answer("there is no document in this call")),
        }
    }
}

impl HostDocument for State {
    fn id(&mut self, _: Document) -> wasmtime::Result<u32> {
        Ok(ID)
    }

    fn path(&mut self, _: Document) -> wasmtime::Result<Option<String>> {
        Ok(self.document()?.path.clone())
    }

    fn kind(&mut self, _: Document) -> wasmtime::Result<String> {
        Ok(self.document()?.kind.clone())
    }

    fn format(&mut self, _: Document) -> wasmtime::Result<String> {
        Ok(self.document()?.format.clone())
    }

    fn environment(&mut self, _: Document) -> wasmtime::Result<types::Environment> {
        Ok(environment(self.document()?.context))
    }

    fn text(&mut self, _: Document) -> wasmtime::Result<String> {
        Ok(self.document()?.text.as_str().to_owned())
    }

    fn root(&mut self, _: Document) -> wasmtime::Result<Option<Resource<NodeHandle>>> {
        let tree = self.document()?.tree.as_ref();
        Ok(tree.map(|it| own(it.root.index() as u32)))
    }

    fn select(&mut self, _: Document, path: String) -> wasmtime::Result<Vec<Resource<NodeHandle>>> {
        let root = self.document()?.tree.as_ref().map(|it| it.root.index() as u32);
        root.map_or_else(|| Ok(Vec::new()), |root| Self::select(self, root, &path))
    }

    fn facts(&mut self, _: Document) -> wasmtime::Result<Option<Resource<NodeHandle>>> {
        let facts = self.document()?.facts.as_ref();
        Ok(facts.map(|it| own(FACTS | it.root.index() as u32)))
    }

    fn drop(&mut self, _: Document) -> wasmtime::Result<()> {
        Ok(())
    }
}
