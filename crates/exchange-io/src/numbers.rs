//! Which instance a number belongs to, kept from the phone-number resources.

use ids::{InstanceId, PhoneNumber};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Claimed numbers and their instances.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    inner: RwLock<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    instances: HashMap<PhoneNumber, InstanceId>,
    /// Resource identifiers, because a deletion names nothing else.
    by_id: HashMap<String, PhoneNumber>,
}

impl Numbers {
    pub(crate) fn put(&self, id: String, number: PhoneNumber, instance: InstanceId) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.by_id.insert(id, number.clone());
        inner.instances.insert(number, instance);
    }

    pub(crate) fn delete(&self, id: &str) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = inner.by_id.remove(id) {
            inner.instances.remove(&number);
        }
    }

    pub(crate) fn instance_of(&self, number: &PhoneNumber) -> Option<InstanceId> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        inner.instances.get(number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    #[test]
    fn a_released_number_belongs_to_nobody() {
        let mut ids = IdSource::new(1);
        let (instance, number) = (ids.id(), "+18005550100".parse::<PhoneNumber>().unwrap());
        let numbers = Numbers::default();
        numbers.put("a".into(), number.clone(), instance);
        assert_eq!(numbers.instance_of(&number), Some(instance));
        numbers.delete("a");
        assert_eq!(numbers.instance_of(&number), None);
    }
}
