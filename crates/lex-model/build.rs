//! Generates both services. Of the models API those operations have types that are built; all
//! others are known by their routes and answer that they are not.

use std::error::Error;
use std::path::Path;

const MODELS: &[&str] = &[
    "BuildBotLocale",
    "CreateBot",
    "CreateBotAlias",
    "CreateBotLocale",
    "CreateBotVersion",
    "CreateIntent",
    "CreateResourcePolicy",
    "CreateResourcePolicyStatement",
    "CreateSlot",
    "CreateSlotType",
    "DeleteBot",
    "DeleteBotAlias",
    "DeleteBotLocale",
    "DeleteBotVersion",
    "DeleteIntent",
    "DeleteResourcePolicy",
    "DeleteResourcePolicyStatement",
    "DeleteSlot",
    "DeleteSlotType",
    "DescribeBot",
    "DescribeBotAlias",
    "DescribeBotLocale",
    "DescribeBotVersion",
    "DescribeIntent",
    "DescribeResourcePolicy",
    "DescribeSlot",
    "DescribeSlotType",
    "ListBotAliases",
    "ListBotLocales",
    "ListBotVersions",
    "ListBots",
    "ListBuiltInIntents",
    "ListBuiltInSlotTypes",
    "ListIntents",
    "ListSlotTypes",
    "ListSlots",
    "ListTagsForResource",
    "TagResource",
    "UntagResource",
    "UpdateBot",
    "UpdateBotAlias",
    "UpdateBotLocale",
    "UpdateIntent",
    "UpdateResourcePolicy",
    "UpdateSlot",
    "UpdateSlotType",
];

const RUNTIME: &[&str] = &[
    "DeleteSession",
    "GetSession",
    "PutSession",
    "RecognizeText",
    "RecognizeUtterance",
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let write = |name: &str, operations: &[&str]| -> Result<(), Box<dyn Error>> {
        let code = aws_model::typed(format!("../../models/lexv2-{name}.json"), operations)?;
        std::fs::write(Path::new(&out).join(format!("{name}.rs")), code)?;
        Ok(())
    };
    write("models", MODELS)?;
    write("runtime", RUNTIME)
}
