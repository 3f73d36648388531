//! Routing profiles as routing sees them.

use crate::lane::LaneIndex;
use ids::QueueId;
use resources::{Channel, RoutingProfile};

/// The part of a routing profile that decides who gets whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileRules {
    /// The queues served.
    pub queues: Vec<ProfileQueue>,
    /// The channels, and how many contacts of each.
    pub slots: Vec<SlotRule>,
}

/// A queue in a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileQueue {
    /// The queue.
    pub queue: QueueId,
    /// The channel.
    pub channel: Channel,
    /// Lower is served first.
    pub priority: u32,
    /// Seconds in the queue before agents of this profile may take a contact.
    pub delay: u32,
}

/// The concurrency of a channel. Source: connect-b-routing-channels.md §4.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotRule {
    /// The channel.
    pub channel: Channel,
    /// Contacts at once.
    pub maximum: u32,
    /// Whether contacts of other channels may be offered meanwhile.
    pub others_allowed: bool,
}

impl From<&RoutingProfile> for ProfileRules {
    fn from(profile: &RoutingProfile) -> Self {
        Self {
            queues: profile
                .queues
                .iter()
                .map(|it| ProfileQueue {
                    queue: it.queue,
                    channel: it.channel,
                    priority: it.priority,
                    delay: it.delay,
                })
                .collect(),
            slots: profile
                .concurrency
                .iter()
                .map(|it| SlotRule {
                    channel: it.channel,
                    maximum: it.concurrency,
                    others_allowed: it.route_any_channel,
                })
                .collect(),
        }
    }
}

impl ProfileRules {
    /// Whether an agent who holds `load` may be offered a contact of `channel`: the channel has a
    /// free slot, and each channel held allows others.
    pub fn offers(&self, channel: Channel, load: &[(Channel, u32)]) -> bool {
        let held = |channel: Channel| -> u32 {
            load.iter()
                .filter(|(it, _)| *it == channel)
                .map(|(_, count)| *count)
                .sum()
        };
        let Some(rule) = self.slots.iter().find(|it| it.channel == channel) else {
            return false;
        };
        held(channel) < rule.maximum
            && load.iter().all(|(other, count)| {
                *count == 0
                    || *other == channel
                    || self
                        .slots
                        .iter()
                        .any(|it| it.channel == *other && it.others_allowed)
            })
    }
}

/// A profile with its lanes.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) rules: ProfileRules,
    /// Highest priority first; those of one priority are compared by their first contacts.
    pub(crate) lanes: Vec<ServedLane>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ServedLane {
    pub(crate) priority: u32,
    pub(crate) channel: Channel,
    pub(crate) lane: LaneIndex,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seven steps of connect-b-routing-channels.md §4.2.
    #[test]
    fn cross_channel_concurrency_follows_the_seven_steps() {
        let rule = |channel, maximum, others_allowed| SlotRule {
            channel,
            maximum,
            others_allowed,
        };
        let rules = ProfileRules {
            queues: Vec::new(),
            slots: vec![
                rule(Channel::Voice, 1, false),
                rule(Channel::Chat, 2, false),
                rule(Channel::Task, 1, true),
            ],
        };
        let (voice, chat, task) = (Channel::Voice, Channel::Chat, Channel::Task);
        assert!(!rules.offers(task, &[(chat, 1)]), "1: on a chat, no task");
        assert!(rules.offers(chat, &[(chat, 1)]), "2: a second chat");
        assert!(rules.offers(task, &[(chat, 0)]), "3: chats over, a task");
        assert!(rules.offers(chat, &[(task, 1)]), "4: on a task, a chat");
        assert!(
            !rules.offers(voice, &[(chat, 1), (task, 1)]),
            "5: the chat forbids voice"
        );
        assert!(rules.offers(voice, &[(task, 1)]), "6: only a task, voice");
        assert!(
            !rules.offers(task, &[(voice, 1), (task, 1)]),
            "7: voice forbids another task"
        );
    }

    #[test]
    fn a_channel_that_the_profile_lacks_is_never_offered() {
        let rules = ProfileRules::default();
        assert!(!rules.offers(Channel::Voice, &[]));
    }
}
