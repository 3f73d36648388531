//! Metrics of analysed conversations. Source: connect-d-data-metrics.md §4.

use super::{By, Formula::Absent, Metric, rows};

const MOST: By = By::ALL.and(By::SUBTYPE).and(By::ASSISTED);
const NOTHING: &str = "conversations are not analysed";

pub(super) const ROWS: &[Metric] = rows! { Analysis:
    AVG_CONVERSATION_DURATION "Average conversation duration" Seconds (MOST.and(By::FEATURE)) [] (Absent(NOTHING))
        "From the beginning of the conversation to its last word.";
    AVG_GREETING_TIME_AGENT "Average greeting time agent" Seconds (MOST) [] (Absent(NOTHING))
        "Until the agent's first answer in chats.";
    AVG_INTERRUPTIONS_AGENT "Average interruptions agent" Average (MOST) [] (Absent(NOTHING))
        "How often the agent interrupted.";
    AVG_INTERRUPTION_TIME_AGENT "Average interruption time agent" Seconds (MOST) [] (Absent(NOTHING))
        "How long the agent interrupted.";
    AVG_NON_TALK_TIME "Average non-talk time" Seconds (MOST) [] (Absent(NOTHING))
        "Hold, and silence of more than 3 seconds.";
    AVG_TALK_TIME "Average talk time" Seconds (MOST) [] (Absent(NOTHING))
        "Time in which one of them talked.";
    AVG_TALK_TIME_AGENT "Average talk time agent" Seconds (MOST) [] (Absent(NOTHING))
        "Time in which the agent talked.";
    AVG_TALK_TIME_CUSTOMER "Average talk time customer" Seconds (MOST) [] (Absent(NOTHING))
        "Time in which the customer talked.";
    PERCENT_NON_TALK_TIME "Non-talk time percent" Percent (MOST) [] (Absent(NOTHING))
        "Non-talk time as a share of the conversation.";
    PERCENT_TALK_TIME "Talk time percent" Percent (MOST) [] (Absent(NOTHING))
        "Talk time as a share of the conversation.";
    PERCENT_TALK_TIME_AGENT "Talk time agent percent" Percent (MOST) [] (Absent(NOTHING))
        "The agent's talk time as a share of the conversation.";
    PERCENT_TALK_TIME_CUSTOMER "Talk time customer percent" Percent (MOST) [] (Absent(NOTHING))
        "The customer's talk time as a share of the conversation.";
};
