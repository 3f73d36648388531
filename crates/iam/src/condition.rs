//! One condition: an operator, a key and values.

use crate::Context;
use crate::operator::{Kind, Operand, Operator, Quantifier};

/// One line of a `Condition` element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub operator: Operator,
    pub key: String,
    pub operands: Vec<Operand>,
}

impl Condition {
    /// Whether the key, or a variable in a value, is one that `is` wants.
    pub fn asks_for(&self, is: &impl Fn(&str) -> bool) -> bool {
        is(&self.key)
            || self.operands.iter().any(|operand| match operand {
                Operand::Text(pattern) => pattern.variables().any(is),
                _ => false,
            })
    }

    /// Whether the condition holds for a request.
    pub fn holds(&self, context: &Context) -> bool {
        let values = context.values(&self.key).unwrap_or(&[]);
        let present = !values.is_empty();
        if self.operator.kind == Kind::Null {
            return self.operands.contains(&Operand::Bool(!present));
        }
        let one = |value: &String| {
            let some = self
                .operands
                .iter()
                .any(|operand| operand.matches(self.operator.kind, value, context));
            some != self.operator.negated
        };
        if !present {
            return match self.operator.quantifier {
                _ if self.operator.if_exists => true,
                Quantifier::ForAll => true,
                Quantifier::ForAny => false,
                // A key that is absent differs from every value.
                Quantifier::Plain => self.operator.negated,
            };
        }
        match self.operator.quantifier {
            Quantifier::ForAll => values.iter().all(one),
            Quantifier::ForAny => values.iter().any(one),
            Quantifier::Plain if self.operator.negated => values.iter().all(one),
            Quantifier::Plain => values.iter().any(one),
        }
    }
}
