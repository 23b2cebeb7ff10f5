//! Secrets that controllers make: their keys stand in the tree, their values do not.
//!
//! Knows External Secrets, sealed secrets, the store's CSI driver and cert-manager.

use super::{Object, template::added_keys};
use crate::{
    facts::{ConfigObject, Context, Located, Referent, Setting, Value, located, names},
    text::Location,
    tree::NodeId,
};

/// The keys of a Secret that holds a certificate.
const CERTIFICATE: [&str; 3] = ["ca.crt", "tls.crt", "tls.key"];

impl Object<'_> {
    /// The Secrets that a controller makes of this object. None where something else may
    /// add keys that are not here.
    pub(super) fn kept_elsewhere(&self) -> Vec<ConfigObject> {
        match self.at(&["kind"]).and_then(|id| self.tree.str(id)) {
            Some("ExternalSecret") => self.external().into_iter().collect(),
            Some("SealedSecret") => self.sealed().into_iter().collect(),
            Some("SecretProviderClass") => self.mirrored(),
            Some("Certificate") => self.certificate().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn external(&self) -> Option<ConfigObject> {
        let adds = [&["spec", "dataFrom"][..], &["spec", "target", "template"]];
        // What is merged into another Secret is a part of that.
        let policy = self.at(&["spec", "target", "creationPolicy"]);
        let is_own = policy.and_then(|id| self.tree.str(id)).is_none_or(|it| it == "Owner");
        if !is_own || adds.iter().any(|keys| self.at(keys).is_some()) {
            return None;
        }
        let items = self.at(&["spec", "data"]).map_or(&[][..], |list| self.tree.items(list));
        let keys = items.iter().filter_map(|item| self.tree.get(*item, "secretKey"));
        let target = self.at(&["spec", "target", "name"]).and_then(|id| located(self.tree, id));
        let settings = self.kept(keys, "the store that keeps it");
        Some(self.secret(target.or_else(|| self.name())?, settings))
    }

    fn sealed(&self) -> Option<ConfigObject> {
        let data = self.at(&["spec", "encryptedData"])?;
        // A template may hold further keys in plain text.
        if self.at(&["spec", "template", "data"]).is_some() || added_keys(self.tree, data).is_some()
        {
            return None;
        }
        let is_part = ["patch", "managed"].iter().any(|it| {
            let key = format!("sealedsecrets.bitnami.com/{it}");
            self.at(&["spec", "template", "metadata", "annotations", &key]).is_some()
        });
        if is_part {
            return None;
        }
        let keys = self.tree.entries(data).map(|it| it.0);
        let named = self.at(&["spec", "template", "metadata", "name"]);
        let name = named.and_then(|id| located(self.tree, id)).or_else(|| self.name())?;
        Some(self.secret(name, self.kept(keys, "the key that it is sealed with")))
    }

    /// What the driver mirrors into Secrets as long as a pod mounts them.
    fn mirrored(&self) -> Vec<ConfigObject> {
        let items = |id: Option<NodeId>| id.map_or(&[][..], |list| self.tree.items(list)).iter();
        let objects = items(self.at(&["spec", "secretObjects"])).filter_map(|object| {
            let keys = items(self.tree.get(*object, "data"));
            let keys = keys.filter_map(|item| self.tree.get(*item, "key"));
            let name = located(self.tree, self.tree.get(*object, "secretName")?)?;
            Some(self.secret(name, self.kept(keys, "the store that keeps it")))
        });
        objects.collect()
    }

    /// Of cert-manager, and not of another that calls its objects so.
    fn certificate(&self) -> Option<ConfigObject> {
        let version = self.at(&["apiVersion"]).and_then(|id| self.tree.str(id))?;
        let more = ["keystores", "additionalOutputFormats"];
        let is_more = more.iter().any(|key| self.at(&["spec", key]).is_some());
        if !version.starts_with("cert-manager.io/") || is_more {
            return None;
        }
        let name = located(self.tree, self.at(&["spec", "secretName"])?)?;
        let settings = CERTIFICATE.map(|key| unknown(key, name.at, "the issuer"));
        Some(self.secret(name, settings.into()))
    }

    fn kept(&self, keys: impl Iterator<Item = NodeId>, by: &str) -> Vec<Setting> {
        let names = keys.filter_map(|key| located(self.tree, key));
        names.map(|it| unknown(&it.it, it.at, by)).collect()
    }

    fn secret(&self, name: Located<String>, settings: Vec<Setting>) -> ConfigObject {
        let context = Context::find([], names(self.document));
        ConfigObject {
            kind: Referent::Secret,
            name,
            namespace: self.namespace(),
            context,
            settings,
            is_part: self.document.is_elided(),
        }
    }
}

fn unknown(name: &str, at: Location, by: &str) -> Setting {
    Setting::new(Located { it: name.to_owned(), at }, Value::unknown(at, by.to_owned()))
}
