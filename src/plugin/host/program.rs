//! The program of a call and its settings, as a guest asks for them.

use wasmtime::component::Resource;

use super::{FACTS, NodeHandle, ProgramHandle, SettingHandle, answer, environment, own};
use crate::{
    facts::Certainty,
    plugin::{
        bindings::{
            host::{HostProgram, HostSetting},
            types,
        },
        state::{ProgramData, State, Subject},
    },
    program::Effective,
};

type Program = Resource<ProgramHandle>;
type Setting = Resource<SettingHandle>;

impl State {
    fn program(&self) -> wasmtime::Result<&ProgramData> {
        match &self.subject {
            Subject::Program(it) => Ok(it),
            _ => Err(answer("there is no program in this call")),
        }
    }

    fn setting(&self, it: &Setting) -> wasmtime::Result<&Effective> {
        let setting = self.program()?.settings.get(it.rep() as usize);
        setting.ok_or_else(|| answer("that is the number of no setting"))
    }
}

impl HostProgram for State {
    fn name(&mut self, _: Program) -> wasmtime::Result<Option<String>> {
        Ok(self.program()?.name.as_deref().map(str::to_owned))
    }

    fn at(&mut self, _: Program) -> wasmtime::Result<u32> {
        let at = self.program()?.at;
        self.mark(at)
    }

    fn environment(&mut self, _: Program) -> wasmtime::Result<types::Environment> {
        Ok(environment(self.program()?.context))
    }

    fn settings(&mut self, _: Program) -> wasmtime::Result<Vec<Setting>> {
        let count = self.program()?.settings.len() as u32;
        Ok((0..count).map(own).collect())
    }

    fn find(&mut self, _: Program, words: String) -> wasmtime::Result<Vec<Setting>> {
        self.short(&words)?;
        let settings = (0..).zip(&self.program()?.settings);
        let found = settings.filter(|(_, it)| it.setting.has_words(&words));
        Ok(found.map(|(index, _)| own(index)).collect())
    }

    fn missing(&mut self, _: Program) -> wasmtime::Result<Vec<String>> {
        Ok(self.program()?.missing.clone())
    }

    fn workload(&mut self, _: Program) -> wasmtime::Result<Option<Resource<NodeHandle>>> {
        let workload = self.program()?.workload.as_ref();
        Ok(workload.map(|it| own(FACTS | it.root.index() as u32)))
    }

    fn drop(&mut self, _: Program) -> wasmtime::Result<()> {
        Ok(())
    }
}

impl HostSetting for State {
    fn name(&mut self, it: Setting) -> wasmtime::Result<String> {
        Ok(self.setting(&it)?.setting.delivered.it.clone())
    }

    fn words(&mut self, it: Setting) -> wasmtime::Result<String> {
        Ok(self.setting(&it)?.setting.configuration.clone())
    }

    fn value(&mut self, it: Setting) -> wasmtime::Result<Option<String>> {
        Ok(self.setting(&it)?.setting.value.text())
    }

    fn certainty(&mut self, it: Setting) -> wasmtime::Result<types::Certainty> {
        Ok(match &self.setting(&it)?.setting.value.certainty {
            Certainty::Known => types::Certainty::Known,
            Certainty::Supposed(what) => types::Certainty::Supposed(what.clone()),
            Certainty::Assumed(layer) => types::Certainty::Assumed(layer.clone()),
            Certainty::Unknown(layer) => types::Certainty::Unknown(layer.clone()),
        })
    }

    fn at(&mut self, it: Setting) -> wasmtime::Result<u32> {
        let at = self.setting(&it)?.setting.value.at;
        self.mark(at)
    }

    fn name_at(&mut self, it: Setting) -> wasmtime::Result<u32> {
        let at = self.setting(&it)?.setting.delivered.at;
        self.mark(at)
    }

    fn origins(&mut self, it: Setting) -> wasmtime::Result<Vec<u32>> {
        let origins: Vec<_> = self.setting(&it)?.origins.iter().map(|it| it.value).collect();
        origins.into_iter().map(|at| self.mark(at)).collect()
    }

    fn drop(&mut self, _: Setting) -> wasmtime::Result<()> {
        Ok(())
    }
}
