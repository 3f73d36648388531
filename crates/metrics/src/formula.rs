//! Formulas of custom metrics: numbers, aliases of components, the four operations, brackets, and
//! functions over the contacts that a component counts, such as `100 * SUM(M1) / SUM(M2)`.
//!
//! `SUM` is the component itself, `COUNT` the contacts that it counts, `AVG` the one through the
//! other. `MIN` and `MAX` are the least and the greatest that a single contact had, of those that had
//! any; as each contact's own number is kept for components only, they take one component and nothing
//! else. The functions besides `SUM` and `AVG` are inferred from those that report builders have.

use std::iter::Peekable;
use std::str::Chars;
use thiserror::Error;

/// How deep brackets may stand in brackets.
const DEEPEST: usize = 32;

/// Why a text is no formula.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum FormulaError {
    /// It ends where something must follow.
    #[error("it ends too early")]
    Ends,
    /// Something stands where it must not.
    #[error("{0:?} stands where it must not")]
    Stray(char),
    /// Digits that are no number.
    #[error("{0} is no number")]
    Number(String),
    /// A function that there is not.
    #[error("there is no function {0}; there are SUM, AVG, MIN, MAX and COUNT")]
    Function(String),
    /// The least or the greatest of more than one component.
    #[error("{0} takes one component and nothing else")]
    Alone(String),
    /// Too many brackets.
    #[error("its brackets are nested more than {DEEPEST} deep")]
    Deep,
}

/// What is done with a component over its contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// Added up.
    Sum,
    /// Per contact.
    Avg,
    /// The smallest.
    Min,
    /// The greatest.
    Max,
    /// How many contacts.
    Count,
}

impl Function {
    fn find(word: &str) -> Option<Self> {
        Some(match word.to_ascii_uppercase().as_str() {
            "SUM" => Self::Sum,
            "AVG" => Self::Avg,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            "COUNT" => Self::Count,
            _ => return None,
        })
    }
}

/// How a formula takes a component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The component's alias.
    pub alias: String,
    /// The function that it stands in.
    pub function: Option<Function>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Number(f64),
    Component(Use),
    Minus(Box<Self>),
    Operation(char, Box<Self>, Box<Self>),
}

/// A formula that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula(Node);

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// [`FormulaError`].
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let mut reader = Reader {
            rest: text.chars().peekable(),
            depth: 0,
        };
        let node = reader.sum(None)?;
        match reader.next() {
            None => Ok(Self(node)),
            Some(stray) => Err(FormulaError::Stray(stray)),
        }
    }

    /// The components that it takes, in its order.
    pub fn uses(&self) -> Vec<&Use> {
        let mut uses = Vec::new();
        collect(&self.0, &mut uses);
        uses
    }

    /// Whether it takes the least or the greatest of anything.
    pub fn takes_extremes(&self) -> bool {
        let of = |it: &&Use| matches!(it.function, Some(Function::Min | Function::Max));
        self.uses().iter().any(of)
    }

    /// Its value; `None` where a component has none, or something is divided by zero.
    pub fn value(&self, component: &impl Fn(&Use) -> Option<f64>) -> Option<f64> {
        value(&self.0, component)
    }
}

fn collect<'a>(node: &'a Node, uses: &mut Vec<&'a Use>) {
    match node {
        Node::Number(_) => {}
        Node::Component(it) => uses.push(it),
        Node::Minus(it) => collect(it, uses),
        Node::Operation(_, left, right) => {
            collect(left, uses);
            collect(right, uses);
        }
    }
}

fn value(node: &Node, component: &impl Fn(&Use) -> Option<f64>) -> Option<f64> {
    Some(match node {
        Node::Number(it) => *it,
        Node::Component(it) => component(it)?,
        Node::Minus(it) => -value(it, component)?,
        Node::Operation(operator, left, right) => {
            let (left, right) = (value(left, component)?, value(right, component)?);
            match operator {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                _ if right == 0.0 => return None,
                _ => left / right,
            }
        }
    })
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        self.rest.peek().copied()
    }

    fn next(&mut self) -> Option<char> {
        self.peek();
        self.rest.next()
    }

    fn expect(&mut self, wanted: char) -> Result<(), FormulaError> {
        match self.next() {
            Some(c) if c == wanted => Ok(()),
            Some(other) => Err(FormulaError::Stray(other)),
            None => Err(FormulaError::Ends),
        }
    }

    fn sum(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        let mut left = self.product(within)?;
        while let Some(operator @ ('+' | '-')) = self.peek() {
            self.next();
            let right = self.product(within)?;
            left = Node::Operation(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn product(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        let mut left = self.factor(within)?;
        while let Some(operator @ ('*' | '/')) = self.peek() {
            self.next();
            let right = self.factor(within)?;
            left = Node::Operation(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn factor(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        let mut minus = false;
        while self.peek() == Some('-') {
            self.next();
            minus = !minus;
        }
        let node = self.operand(within)?;
        Ok(match minus {
            true => Node::Minus(Box::new(node)),
            false => node,
        })
    }

    fn operand(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        match self.peek() {
            None => Err(FormulaError::Ends),
            Some('(') => self.brackets(within),
            Some(c) if c.is_ascii_digit() => {
                let digits = self.word(|c| c.is_ascii_digit() || c == '.');
                match digits.parse() {
                    Ok(number) => Ok(Node::Number(number)),
                    Err(_) => Err(FormulaError::Number(digits)),
                }
            }
            Some(c) if c.is_alphabetic() || c == '_' => self.named(within),
            Some(stray) => Err(FormulaError::Stray(stray)),
        }
    }

    fn named(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        let word = self.word(|c| c.is_alphanumeric() || c == '_');
        if self.peek() != Some('(') {
            return Ok(Node::Component(Use {
                alias: word,
                function: within,
            }));
        }
        let Some(function) = Function::find(&word) else {
            return Err(FormulaError::Function(word));
        };
        let node = self.brackets(Some(function))?;
        let single = matches!(function, Function::Min | Function::Max);
        match single && !matches!(node, Node::Component(_)) {
            true => Err(FormulaError::Alone(word)),
            false => Ok(node),
        }
    }

    fn brackets(&mut self, within: Option<Function>) -> Result<Node, FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FormulaError::Deep);
        }
        self.expect('(')?;
        let node = self.sum(within)?;
        self.expect(')')?;
        self.depth -= 1;
        Ok(node)
    }

    fn word(&mut self, of: impl Fn(char) -> bool) -> String {
        std::iter::from_fn(|| self.rest.next_if(|c| of(*c))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_tells_what_it_takes() {
        let formula = Formula::parse(" 100 * SUM(M1 + m_2)/ -(avg(M1) - Ö) ").unwrap();
        let named: Vec<_> = formula
            .uses()
            .iter()
            .map(|it| (it.alias.as_str(), it.function))
            .collect();
        let (sum, avg) = (Some(Function::Sum), Some(Function::Avg));
        assert_eq!(named, [("M1", sum), ("m_2", sum), ("M1", avg), ("Ö", None)]);
        assert!(Formula::parse("1.5").unwrap().uses().is_empty());
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        let wrong = |text| Formula::parse(text).unwrap_err();
        for text in ["", "M1 +", "SUM(M1", "-"] {
            assert_eq!(wrong(text), FormulaError::Ends, "{text}");
        }
        for text in ["M1 M2", "()", "1 ** 2", "M1)", "M1; drop"] {
            assert!(matches!(wrong(text), FormulaError::Stray(_)), "{text}");
        }
        assert_eq!(wrong("1.2.3"), FormulaError::Number("1.2.3".into()));
        assert_eq!(wrong("IF(M1)"), FormulaError::Function("IF".into()));
        assert_eq!(wrong("MAX(M1 - M2)"), FormulaError::Alone("MAX".into()));
        assert!(Formula::parse("MAX((M1)) - min(M2)").is_ok());
        assert_eq!(wrong(&"(".repeat(1000)), FormulaError::Deep);
    }

    #[test]
    fn operations_bind_as_in_arithmetic_and_nothing_divides_by_zero() {
        let of = |text: &str| {
            let formula = Formula::parse(text).unwrap();
            formula.value(&|it| match it.alias.as_str() {
                "M1" => Some(30.0),
                "M2" => Some(4.0),
                _ => None,
            })
        };
        assert_eq!(of("1 + M1 / 2 * 3 - -1"), Some(47.0));
        assert_eq!(of("100 * SUM(M2) / (M1 + 10)"), Some(10.0));
        assert_eq!(of("M1 / (M2 - 4)"), None);
        assert_eq!(of("M1 + M3"), None);
    }
}
