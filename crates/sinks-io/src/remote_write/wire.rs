//! What Prometheus remote write 1.0 sends: samples by series, as snappy-compressed protobuf.
//! Source: Prometheus Remote-Write 1.0 specification, "Protocol".

use prost::Message;

/// A request's body.
#[derive(Clone, PartialEq, Message)]
pub struct WriteRequest {
    /// The series, each with new samples.
    #[prost(message, repeated, tag = "1")]
    pub timeseries: Vec<TimeSeries>,
}

/// Samples of one series.
#[derive(Clone, PartialEq, Message)]
pub struct TimeSeries {
    /// Its labels by name, `__name__` among them.
    #[prost(message, repeated, tag = "1")]
    pub labels: Vec<Label>,
    /// Its samples, oldest first.
    #[prost(message, repeated, tag = "2")]
    pub samples: Vec<Sample>,
}

/// A label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Message)]
pub struct Label {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its value.
    #[prost(string, tag = "2")]
    pub value: String,
}

/// A value at a time.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Sample {
    /// The value.
    #[prost(double, tag = "1")]
    pub value: f64,
    /// Milliseconds since 1970.
    #[prost(int64, tag = "2")]
    pub timestamp: i64,
}

impl TimeSeries {
    /// One sample of a series. Labels without a value are left out, as the protocol wants it.
    pub fn one<'a>(
        name: &'a str,
        labels: impl IntoIterator<Item = (&'a str, &'a str)>,
        value: f64,
        timestamp: i64,
    ) -> Self {
        let label = |(name, value): (&str, &str)| Label {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let given = labels.into_iter().filter(|it| !it.1.is_empty());
        let mut labels: Vec<_> = given.chain([("__name__", name)]).map(label).collect();
        labels.sort_unstable();
        Self {
            labels,
            samples: vec![Sample { value, timestamp }],
        }
    }
}

impl WriteRequest {
    /// As it is sent.
    ///
    /// # Errors
    /// For more than 4 GiB.
    pub fn encode_snappy(&self) -> Result<Vec<u8>, snap::Error> {
        snap::raw::Encoder::new().compress_vec(&self.encode_to_vec())
    }
}

/// The samples in a text of the Prometheus exposition format, all at one time. Lines that are none
/// are left out: it is our own text.
pub fn samples_of(text: &str, timestamp: i64) -> Vec<TimeSeries> {
    let lines = text.lines().filter(|it| !it.starts_with('#'));
    lines
        .filter_map(|line| sample_of(line, timestamp))
        .collect()
}

fn sample_of(line: &str, timestamp: i64) -> Option<TimeSeries> {
    let (series, value) = line.rsplit_once(' ')?;
    let value = value.parse().ok()?;
    let Some((name, labels)) = series.split_once('{') else {
        return Some(TimeSeries::one(series, [], value, timestamp));
    };
    let labels = labels_of(labels.strip_suffix('}')?)?;
    let labels = labels.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    Some(TimeSeries::one(name, labels, value, timestamp))
}

/// `name="value",…`, in which a value may have escapes.
fn labels_of(text: &str) -> Option<Vec<(String, String)>> {
    let mut labels = Vec::new();
    let mut rest = text.chars();
    while !rest.as_str().is_empty() {
        let name: String = rest.by_ref().take_while(|it| *it != '=').collect();
        let mut value = String::new();
        if rest.next()? != '"' {
            return None;
        }
        loop {
            match rest.next()? {
                '"' => break,
                '\\' => value.push(match rest.next()? {
                    'n' => '\n',
                    other => other,
                }),
                other => value.push(other),
            }
        }
        labels.push((name.trim_start_matches(',').to_owned(), value));
    }
    Some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_sorted_and_empty_ones_left_out() {
        let labels = [("queue", "q1"), ("channel", "VOICE"), ("none", "")];
        let series = TimeSeries::one("carillon_queue", labels, 3.0, 1_700_000_000_000);
        let names: Vec<_> = series.labels.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["__name__", "channel", "queue"]);
    }

    #[test]
    fn what_is_sent_is_what_a_receiver_reads() {
        let request = WriteRequest {
            timeseries: vec![TimeSeries::one("up", [("a", "b")], 1.5, 60_000)],
        };
        let sent = request.encode_snappy().unwrap();
        let plain = snap::raw::Decoder::new().decompress_vec(&sent).unwrap();
        assert_eq!(WriteRequest::decode(plain.as_slice()), Ok(request));
    }

    #[test]
    fn our_own_page_is_read() {
        let text =
            "# HELP a b\n# TYPE a gauge\na 1\nb{x=\"y, \\\"z\\\"\",q=\"r s\"} 2.5\n\nbad{x=y} 3\n";
        let samples = samples_of(text, 7);
        let expected = [
            TimeSeries::one("a", [], 1.0, 7),
            TimeSeries::one("b", [("x", "y, \"z\""), ("q", "r s")], 2.5, 7),
        ];
        assert_eq!(samples, expected);
    }
}
