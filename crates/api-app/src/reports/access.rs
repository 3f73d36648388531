//! Who may see, save, change and schedule which report.
//! Source: connect-b-routing-channels.md §3.2 (`MetricsReports.*`); connect-d-data-metrics.md §5, §10.

use crate::error::AppError;
use crate::operations;
use crate::session::Session;
use crate::state::Inner;
use ids::UserId;
use reports::{BadDefinition, Key};
use resources::{Kind, ReportDefinition, ReportKind, SavedReport};
use std::collections::BTreeSet;

/// Who may see what was counted.
pub(crate) const HISTORICAL: &[&str] = &[
    "AccessMetrics",
    "HistoricalMetrics.Access",
    "AccessMetrics.Dashboards.Access",
];
/// Who may see what is now. Source: connect-d-data-metrics.md §3.3.
pub(crate) const REAL_TIME: &[&str] = &["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"];
/// Who may see when people signed in. Source: connect-b-routing-channels.md §3.4.
pub(crate) const LOGINS: &[&str] = &["AgentTimeCard.View"];

const VIEW: &str = "MetricsReports.View";
const CREATE: &str = "MetricsReports.Create";
const EDIT: &str = "MetricsReports.Edit";
const DELETE: &str = "MetricsReports.Delete";
const PUBLISH: &str = "MetricsReports.Publish";
const SCHEDULE: &str = "MetricsReports.Schedule";
const ADMIN: &str = "MetricsReports.Admin";

/// Somebody who has to do with saved reports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'a> {
    id: UserId,
    permissions: &'a BTreeSet<String>,
}

impl<'a> From<&'a Session> for Person<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            id: session.user.id,
            permissions: &session.permissions,
        }
    }
}

/// The permission that somebody lacks.
type Lacks = &'static str;

impl Person<'_> {
    fn has(self, permission: &'static str) -> bool {
        self.permissions.contains(permission)
    }

    fn any(self, of: &[&'static str]) -> Result<(), Lacks> {
        match of.iter().any(|it| self.has(it)) {
            true => Ok(()),
            false => Err(of.first().copied().unwrap_or_default()),
        }
    }

    fn owns(self, report: &SavedReport) -> bool {
        report.owner == self.id
    }

    /// May see reports of a kind at all.
    pub(crate) fn may_make(self, kind: ReportKind) -> Result<(), Lacks> {
        match kind {
            ReportKind::HistoricalQueues | ReportKind::HistoricalAgents => self.any(HISTORICAL),
            ReportKind::LoginLogout => self.any(LOGINS),
            ReportKind::RealTime => self.any(REAL_TIME),
        }
    }

    /// May save one.
    pub(crate) fn may_create(self, kind: ReportKind) -> Result<(), Lacks> {
        self.may_make(kind)?;
        self.any(&[CREATE])
    }

    /// May open one, by its link or from a list: one's own, and anybody's with the permission to
    /// view, published or not, as who has the link was given it.
    pub(crate) fn may_see(self, report: &SavedReport) -> Result<(), Lacks> {
        self.may_make(report.definition.kind)?;
        match self.owns(report) {
            true => self.any(&[VIEW, CREATE, ADMIN]),
            false => self.any(&[VIEW, ADMIN]),
        }
    }

    /// May change what one shows and what it is called: one's own, and a published one.
    pub(crate) fn may_change(self, report: &SavedReport) -> Result<(), Lacks> {
        self.may_see(report)?;
        match (self.owns(report), report.published) {
            (true, _) => self.any(&[EDIT, CREATE]),
            (false, true) => self.any(&[EDIT]),
            (false, false) => self.any(&[ADMIN]).and_then(|()| self.any(&[EDIT])),
        }
    }

    /// May publish one or take that back.
    pub(crate) fn may_publish(self, report: &SavedReport) -> Result<(), Lacks> {
        self.may_see(report)?;
        self.any(&[PUBLISH])?;
        match self.owns(report) {
            true => Ok(()),
            false => self.any(&[ADMIN]),
        }
    }

    /// May delete one: one's own, and with the administrator's permission anybody's.
    pub(crate) fn may_delete(self, report: &SavedReport) -> Result<(), Lacks> {
        match self.owns(report) {
            true => self.any(&[DELETE, ADMIN]),
            false => self.any(&[ADMIN]),
        }
    }

    /// May make, change and delete its schedule. Scheduling publishes, so of what is neither one's
    /// own nor published it takes an administrator.
    pub(crate) fn may_schedule(self, report: &SavedReport) -> Result<(), Lacks> {
        self.may_see(report)?;
        self.any(&[SCHEDULE])?;
        match self.owns(report) || report.published {
            true => Ok(()),
            false => self.any(&[ADMIN]),
        }
    }

    /// May list what everybody has published.
    pub(crate) fn may_list_published(self) -> Result<(), Lacks> {
        self.any(&[VIEW, ADMIN])
    }

    /// May list everybody's.
    pub(crate) fn may_list_all(self) -> Result<(), Lacks> {
        self.any(&[ADMIN])
    }
}

/// A refusal that names the permission.
pub(crate) fn refused(lacks: Lacks) -> AppError {
    AppError::Forbidden(lacks)
}

/// The resources of which somebody may be restricted to some, and their keys.
const RESTRICTED: [(Key, Kind); 3] = [
    (Key::Queue, Kind::Queue),
    (Key::Agent, Kind::User),
    (Key::RoutingProfile, Kind::RoutingProfile),
];

/// Refuses a report beyond what somebody's security profiles let them see.
pub(crate) async fn within_sight(
    app: &Inner,
    session: &Session,
    definition: &ReportDefinition,
) -> Result<(), AppError> {
    let sees = |kind| operations::sights_of(session, HISTORICAL, kind);
    let restricted: Vec<Key> = RESTRICTED
        .into_iter()
        .filter(|(_, kind)| !sees(*kind).is_empty())
        .map(|it| it.0)
        .collect();
    let bad = |error: BadDefinition| AppError::BadRequest(error.to_string());
    let Some((key, chosen)) = reports::restricted(definition, &restricted).map_err(bad)? else {
        return Ok(());
    };
    let Some((_, kind)) = RESTRICTED.into_iter().find(|it| it.0 == key) else {
        return Ok(());
    };
    let sights = sees(kind);
    for id in chosen {
        let found = app.services.find_any(session.instance, kind, id).await?;
        if !found.is_some_and(|it| operations::sees_resource(&sights, &it.value)) {
            return Err(AppError::NotFound(format!("{} {id}", kind.word())));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;
    use resources::{ReportInterval, ReportRange, Tags};
    use std::collections::BTreeMap;

    struct Case {
        ids: [UserId; 2],
        report: SavedReport,
    }

    fn case(published: bool) -> Case {
        let mut ids = IdSource::new(1);
        let people = [ids.id(), ids.id()];
        Case {
            ids: people,
            report: SavedReport {
                id: ids.id(),
                name: "Daily".into(),
                owner: people[0],
                published,
                definition: ReportDefinition {
                    kind: ReportKind::HistoricalQueues,
                    metrics: Vec::new(),
                    groupings: Vec::new(),
                    filters: BTreeMap::new(),
                    interval: ReportInterval::Total,
                    range: ReportRange::Yesterday,
                    zone: "UTC".into(),
                },
                tags: Tags::new(),
            },
        }
    }

    /// What a person may do, as letters: see, change, publish, delete, schedule.
    fn may(case: &Case, who: usize, permissions: &[&str]) -> String {
        let permissions: BTreeSet<String> = permissions.iter().map(|it| (*it).to_owned()).collect();
        let person = Person {
            id: case.ids[who],
            permissions: &permissions,
        };
        let it = &case.report;
        let all = [
            ('s', person.may_see(it)),
            ('c', person.may_change(it)),
            ('p', person.may_publish(it)),
            ('d', person.may_delete(it)),
            ('t', person.may_schedule(it)),
        ];
        let allowed = all.into_iter().filter(|(_, may)| may.is_ok());
        allowed.map(|it| it.0).collect()
    }

    const EVERYTHING: [&str; 7] = [
        "AccessMetrics",
        VIEW,
        CREATE,
        EDIT,
        DELETE,
        PUBLISH,
        SCHEDULE,
    ];

    #[test]
    fn an_owner_does_what_the_permissions_say() {
        let case = case(false);
        assert_eq!(may(&case, 0, &EVERYTHING), "scpdt");
        assert_eq!(may(&case, 0, &["AccessMetrics", CREATE]), "sc");
        assert_eq!(may(&case, 0, &["AccessMetrics", VIEW]), "s");
        assert_eq!(may(&case, 0, &["AccessMetrics", CREATE, DELETE]), "scd");
        // Without metrics there is nothing to see; what is one's own can still be deleted.
        assert_eq!(may(&case, 0, &[VIEW, CREATE, DELETE]), "d");
    }

    #[test]
    fn who_was_given_the_link_sees_a_private_report_and_no_more() {
        assert_eq!(may(&case(false), 1, &EVERYTHING), "s");
        assert_eq!(may(&case(false), 1, &["AccessMetrics", CREATE]), "");
    }

    #[test]
    fn a_published_report_is_changed_and_scheduled_by_others_but_not_deleted() {
        assert_eq!(may(&case(true), 1, &EVERYTHING), "sct");
        assert_eq!(
            may(&case(true), 1, &["AccessMetrics", VIEW, SCHEDULE]),
            "st"
        );
        assert_eq!(may(&case(true), 1, &["AccessMetrics", VIEW]), "s");
    }

    #[test]
    fn an_administrator_has_everybodys_reports() {
        let all: Vec<_> = EVERYTHING.iter().copied().chain([ADMIN]).collect();
        assert_eq!(may(&case(false), 1, &all), "scpdt");
        assert_eq!(may(&case(false), 1, &[ADMIN]), "d");
    }

    #[test]
    fn a_login_report_needs_its_own_permission() {
        let mut case = case(true);
        case.report.definition.kind = ReportKind::LoginLogout;
        assert_eq!(may(&case, 0, &["AccessMetrics", VIEW]), "");
        assert_eq!(may(&case, 0, &["AgentTimeCard.View", VIEW]), "s");
        case.report.definition.kind = ReportKind::RealTime;
        assert_eq!(may(&case, 0, &["HistoricalMetrics.Access", VIEW]), "");
        let real_time = "AccessMetrics.RealTimeMetrics.Access";
        assert_eq!(may(&case, 0, &[real_time, VIEW]), "s");
    }
}
