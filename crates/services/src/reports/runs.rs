//! Scheduled reports: the loop that makes what is due, and where the files go.

use super::{ReportError, Services};
use crate::{Listing, ServiceError};
use ids::{InstanceId, Timestamp};
use metrics::Zone;
use reports::plan;
use resources::{
    ReportRun, ReportSchedule, RunOutcome, SavedReport, StorageConfig, StorageResource, facet,
};
use std::time::Duration;

/// The longest that the loop sleeps: a computer's clock may be set meanwhile.
const LONGEST: Duration = Duration::from_secs(60);
/// How long it rests after the store failed.
const REST: Duration = Duration::from_secs(5);
/// The bucket of instances without a storage configuration for reports, as for recordings.
const BUCKET: &str = "carillon";

/// The bucket and folder of an instance's reports: its storage configuration's of type
/// `SCHEDULED_REPORTS`, else one of our own.
pub fn object_folder(instance: InstanceId, configured: Option<&StorageConfig>) -> String {
    match configured.map(|it| &it.target) {
        Some(StorageResource::S3 { bucket, prefix }) => {
            let parts = [bucket.as_str(), prefix.trim_matches('/')];
            let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
            parts.join("/")
        }
        _ => format!("{BUCKET}/{instance}/Reports"),
    }
}

impl Services {
    /// Makes scheduled reports so long after their times, until it is aborted. What was due while
    /// the process did not run is made at once.
    pub async fn run_reports(&self, delay: Duration) {
        loop {
            let pause = match self.make_due_reports(delay).await {
                Ok(None) => LONGEST,
                Ok(Some(wake)) => wake.since(self.clock.now()).min(LONGEST),
                Err(error) => {
                    tracing::warn!(%error, "schedules of reports cannot be read now");
                    REST
                }
            };
            tokio::select! {
                () = self.reports.changed.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Makes what is due now, and says when something is next.
    ///
    /// # Errors
    /// When schedules cannot be read, or what came of a run cannot be kept. A report that cannot be
    /// made is no error: that is kept with its schedule.
    pub async fn make_due_reports(
        &self,
        delay: Duration,
    ) -> Result<Option<Timestamp>, ServiceError> {
        let mut wake: Option<Timestamp> = None;
        for instance in self.instances().await? {
            let all = self.list_all::<ReportSchedule>(instance, Listing::default());
            for schedule in all.await?.into_iter().map(|it| it.value) {
                let now = self.clock.now();
                let schedule = match plan::due(&schedule, now, delay) {
                    Some(due) => match self.run_report(instance, schedule, due).await? {
                        Some(schedule) => schedule,
                        None => continue,
                    },
                    None => schedule,
                };
                let next = plan::wake(&schedule, self.clock.now(), delay);
                wake = wake.into_iter().chain(next).min();
            }
        }
        Ok(wake)
    }

    /// Makes one report and keeps what came of it. The schedule as it is then; `None` where it was
    /// deleted meanwhile.
    async fn run_report(
        &self,
        instance: InstanceId,
        schedule: ReportSchedule,
        due: Timestamp,
    ) -> Result<Option<ReportSchedule>, ServiceError> {
        let id = schedule.id;
        let outcome = match self.write_report(instance, &schedule, due).await {
            Ok((object, rows)) => {
                tracing::info!(%instance, report = %id, object, rows, "a scheduled report was written");
                RunOutcome::Written { object, rows }
            }
            Err(error) => {
                tracing::warn!(%instance, report = %id, %error, "a scheduled report failed");
                let again = matches!(error, ReportError::Service(_));
                let why = match error {
                    ReportError::Service(ServiceError::Unavailable(_)) => {
                        "the storage of reports cannot be written to".to_owned()
                    }
                    ReportError::Service(ServiceError::Internal(_)) => {
                        "something failed on our side; the log has the details".to_owned()
                    }
                    other => other.to_string(),
                };
                RunOutcome::Failed { why, again }
            }
        };
        let at = self.clock.now();
        let kept = self.update::<ReportSchedule>(instance, id, |it| {
            // Who changed the schedule meanwhile has begun anew.
            if it.after >= due {
                return Ok(());
            }
            if !matches!(outcome, RunOutcome::Failed { again: true, .. }) {
                it.after = due;
            }
            it.last = Some(ReportRun { due, at, outcome });
            Ok(())
        });
        match kept.await {
            Ok(kept) => Ok(Some(kept)),
            Err(ServiceError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The object that was written and its rows.
    async fn write_report(
        &self,
        instance: InstanceId,
        schedule: &ReportSchedule,
        due: Timestamp,
    ) -> Result<(String, u64), ReportError> {
        let report = self.get::<SavedReport>(instance, schedule.id).await?.value;
        let definition = &report.definition;
        // A time of its own is by the schedule's clocks.
        let (range, zone) = match &schedule.range {
            Some(range) => (range, &schedule.zone),
            None => (&definition.range, &definition.zone),
        };
        let zone = Zone::find(zone).map_err(reports::BadDefinition::Zone)?;
        let window = reports::scheduled_window(definition.kind, range, &zone, due)?;
        reports::fits(definition.kind, definition.interval, window, due)?;
        let (table, more) = self.report(instance, definition, window).await?;
        if more {
            return Err(ReportError::Rows);
        }
        let configured = self.report_storage(instance).await?;
        let folder = object_folder(instance, configured.as_ref());
        let name = plan::object_name(&report.name, report.id, due);
        let parts = [folder.as_str(), schedule.prefix.as_str(), name.as_str()];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        let object = parts.join("/");
        let of_definition = Zone::find(&definition.zone).map_err(reports::BadDefinition::Zone)?;
        let rows = table.rows.len() as u64;
        self.put_object(&object, table.csv(&of_definition).into_bytes())
            .await?;
        Ok((object, rows))
    }

    /// The instance's storage configuration for reports.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn report_storage(
        &self,
        instance: InstanceId,
    ) -> Result<Option<StorageConfig>, ServiceError> {
        let listing = Listing::page(1, None).with_facet(facet::TYPE, "SCHEDULED_REPORTS");
        let page = self.list::<StorageConfig>(instance, listing).await?;
        Ok(page.rows.into_iter().next().map(|it| it.value))
    }
}
