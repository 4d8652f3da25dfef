//! The description in `spec/` against the vendor's: what differs is what its comments say.
//!
//! Skipped where the vendor's is not there: it is not part of the repository.

use std::collections::BTreeSet;

use generator::diff::relation::Severity;
use generator::diff::{Tree, contract};

use crate::agreement::{shared, sources};
use crate::support::root;

/// `errorMessage` is null where nothing went wrong, and the parameters of an error are free values.
const INTENDED: [(&str, &str); 5] = [
    (
        "became-nullable",
        "#/components/schemas/AWSInterfaceEndpoint/properties/errorMessage/type",
    ),
    (
        "became-nullable",
        "#/components/schemas/AzurePrivateEndpoint/properties/errorMessage/type",
    ),
    (
        "became-nullable",
        "#/components/schemas/PrivateGCPEndpointGroup/properties/errorMessage/type",
    ),
    (
        "became-nullable",
        "#/components/schemas/PrivateLinkEndpoint/properties/errorMessage/type",
    ),
    (
        "type-widened",
        "#/components/schemas/ApiError/properties/parameters/items",
    ),
];

#[test]
fn the_own_description_says_what_the_vendor_says() {
    let vendors = shared().join("reference/atlas-slice.yaml");
    if !vendors.is_file() {
        println!("skipped: {} is not there", vendors.display());
        return;
    }
    let (old, new) = (
        sources(&vendors),
        sources(&root().join("spec/atlas-private-endpoint.yaml")),
    );
    let found = contract::compare(Tree::new(&old), Tree::new(&new), None).found;
    let grave = found
        .iter()
        .map(|one| &one.change)
        .filter(|change| change.severity() >= Severity::Risky);
    let grave: BTreeSet<(&str, String)> = grave
        .map(|change| (change.rule, change.new.as_ref().unwrap().to_string()))
        .collect();
    let intended = INTENDED.map(|(rule, at)| (rule, at.to_owned()));
    assert_eq!(grave, BTreeSet::from(intended));
}
