//! What all requests share, and one request's view of it.

use crate::Settings;
use crate::error::Result;
use aws_wire::{Caller, OperationModel, ServiceModel};
use messaging_resources::{Account, DEFAULT_LIST, Kept, OptOutList, PhoneNumber, SCOPE};
use services::{ClientToken, Messages, MessagingChange, ServiceError, Services};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Batch, Expect, ResourceQuery};
use tokio::sync::MutexGuard;

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) services: Arc<Services>,
    pub(crate) messages: Arc<dyn Messages>,
    pub(crate) settings: Settings,
    /// The identifiers of numbers by number, for policies.
    numbers: RwLock<HashMap<String, String>>,
}

impl Shared {
    pub(crate) async fn start(
        services: Arc<Services>,
        messages: Arc<dyn Messages>,
        settings: Settings,
    ) -> Result<Self, ServiceError> {
        let it = Self {
            services,
            messages,
            settings,
            numbers: RwLock::default(),
        };
        it.prepare().await?;
        it.learn_numbers().await?;
        Ok(it)
    }

    /// Makes what every account has, where it is not there yet.
    async fn prepare(&self) -> Result<(), ServiceError> {
        let store = &self.services.store;
        let mut batch = Batch::new();
        let list = OptOutList {
            opt_out_list_name: DEFAULT_LIST.into(),
        };
        if store
            .resource(SCOPE, OptOutList::KIND, DEFAULT_LIST)
            .await?
            .is_none()
        {
            batch = batch.put_resource(self.row(&list)?, Expect::Any);
        }
        if store
            .resource(SCOPE, Account::KIND, Account::ID)
            .await?
            .is_none()
        {
            let limit = services::limits::find(services::limits::SMS_MONTHLY_SPEND);
            let limit = limit.map_or(Account::SELF_HOSTED, |it| {
                self.services.quotas.default_of(it)
            });
            let account = Account::new(self.settings.tier, limit);
            batch = batch.put_resource(self.row(&account)?, Expect::Any);
        }
        self.add_short_codes(&mut batch).await?;
        if !batch.is_empty() {
            self.services.store.commit(batch).await?;
            let changed = MessagingChange::Configuration;
            self.messages.changed(changed).await;
        }
        Ok(())
    }

    pub(crate) fn row<T: Kept>(&self, value: &T) -> Result<store::ResourceRow, ServiceError> {
        let now = self.services.clock.now();
        crate::keep::row(value, self.arn::<T>(&value.id()), now)
    }

    async fn learn_numbers(&self) -> Result<(), ServiceError> {
        let mut query = ResourceQuery::new(SCOPE, PhoneNumber::KIND);
        query.limit = 1_000;
        loop {
            let page = self.services.store.resources(&query).await?;
            for row in page.rows {
                self.learn(&row.name, &row.id);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Notes which identifier a number has.
    pub(crate) fn learn(&self, number: &str, id: &str) {
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        numbers.insert(number.to_owned(), id.to_owned());
    }

    /// Forgets a number that was released.
    pub(crate) fn unlearn(&self, number: &str) {
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        numbers.remove(number);
    }

    /// The identifier of a number, if it is known to this process.
    pub(crate) fn number_id(&self, number: &str) -> Option<String> {
        let numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner);
        numbers.get(number).cloned()
    }

    /// The ARN of a thing; empty for a kind that has none.
    pub(crate) fn arn<T: Kept>(&self, id: &str) -> String {
        match T::ARN {
            "" => String::new(),
            _ => self.arn_of(T::TYPE, id),
        }
    }

    /// An ARN of the service.
    pub(crate) fn arn_of(&self, kind: &str, id: &str) -> String {
        let Services {
            account, region, ..
        } = &*self.services;
        format!("arn:aws:sms-voice:{region}:{account}:{kind}/{id}")
    }
}

/// One request's view.
pub(crate) struct Ctx {
    base: services::Ctx,
    pub(crate) shared: Arc<Shared>,
    pub(crate) model: &'static ServiceModel,
}

impl Ctx {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        caller: &Caller,
        model: &'static ServiceModel,
        operation: &'static OperationModel,
        token: Option<ClientToken>,
    ) -> Self {
        let services = Arc::clone(&shared.services);
        Self {
            base: services::Ctx::new(services, caller.clone(), operation, token),
            shared: Arc::clone(shared),
            model,
        }
    }

    /// Waits for its turn to change configuration: things are checked against each other. What
    /// only reads or sends waits for nobody.
    pub(crate) async fn turn_to_change(&self) -> Option<MutexGuard<'_, ()>> {
        let name = self.operation.name;
        let free = services::audit::is_read(name)
            || name.starts_with("Send")
            || name.ends_with("OptedOutNumber");
        match free {
            true => None,
            false => Some(self.turn("sms-voice").await),
        }
    }
}

impl Deref for Ctx {
    type Target = services::Ctx;
    fn deref(&self) -> &services::Ctx {
        &self.base
    }
}
