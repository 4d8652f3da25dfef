//! The JSON that is read: what a server would send, without blanks.

use serde_json::{Value, json};

/// About 1 MB of clusters.
pub fn clusters() -> Value {
    page((0..1_100).map(cluster).collect())
}

/// One cluster in a page.
pub fn one_cluster() -> Value {
    page(vec![cluster(7)])
}

/// Events, with their tag in front.
pub fn events() -> Value {
    json!({"results": (0..400).map(event).collect::<Vec<_>>()})
}

/// The same with their tag at the end.
pub fn events_tag_last() -> Value {
    let mut page = events();
    for event in page["results"].as_array_mut().into_iter().flatten() {
        let event = event.as_object_mut();
        if let Some((event, kind)) =
            event.and_then(|e| e.shift_remove("kind").map(|kind| (e, kind)))
        {
            event.insert("kind".to_owned(), kind);
        }
    }
    page
}

pub fn one_event() -> Value {
    json!({"results": [event(1)]})
}

pub fn targets() -> Value {
    json!({"results": (0..400).map(target).collect::<Vec<_>>()})
}

fn page(results: Vec<Value>) -> Value {
    json!({"totalCount": results.len(), "results": results})
}

fn id(n: usize) -> String {
    format!("{:024x}", n * 0x9e37_79b9)
}

fn labels(n: usize) -> Value {
    (0..n % 4)
        .map(|i| json!({"key": format!("team-{i}"), "value": format!("payments \"{n}\"")}))
        .collect()
}

/// Every third lacks what may be absent; one property is not in the description.
fn cluster(n: usize) -> Value {
    let mut cluster = json!({
        "acceptDataRisks": "2026-01-01T00:00:00Z",
        "autoScaling": {"enabled": n.is_multiple_of(2), "factor": 1.25, "maximum": 5 + n % 7, "minimum": 2},
        "backupEnabled": true,
        "connectionStrings": {
            "private": format!("mongodb://pl-{n}-eu-west-1.example.net:1024,pl-{n}-eu-west-1.example.net:1025"),
            "standard": format!("mongodb://c{n}-00.example.net:27017,c{n}-01.example.net:27017/?ssl=true"),
            "standardSrv": format!("mongodb+srv://c{n}.example.net"),
        },
        "createDate": "2025-11-03T09:41:17Z",
        "deletionProtected": false,
        "diskSizeGB": 10.0 + n as f64 / 8.0,
        "groupId": id(n / 10),
        "id": id(n),
        "labels": labels(n),
        "links": [{"href": format!("https://example.net/clusters/{n}"), "rel": "self"}],
        "mongoDBVersion": "8.0.4",
        "name": format!("orders-{n}"),
        "note": "Straße № 7: kept for the audit\nuntil 2027",
        "paused": false,
        "replicaCount": 3,
        "roles": ["primary", "analytics", "read-only"],
        "rootCertType": "ISRGROOTX1",
        "state": (["IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING"][n % 5]),
        "versionReleaseSystem": "LTS",
    });
    if n.is_multiple_of(3) {
        for absent in [
            "acceptDataRisks",
            "autoScaling",
            "labels",
            "note",
            "rootCertType",
        ] {
            cluster
                .as_object_mut()
                .map(|cluster| cluster.shift_remove(absent));
        }
    }
    cluster
}

fn event(n: usize) -> Value {
    let (id, created) = (id(n), "2026-02-11T15:00:01Z");
    match n % 4 {
        0 => {
            json!({"kind": "CLUSTER", "id": id, "created": created, "clusterName": format!("orders-{n}"), "labels": labels(n)})
        }
        1 => {
            json!({"kind": "LOGIN", "id": id, "created": created, "userId": format!("u-{n}"), "remoteAddress": "192.0.2.7", "succeeded": true})
        }
        2 => {
            json!({"kind": "INVOICE", "id": id, "created": created, "invoiceId": format!("i-{n}"), "cents": 129_900 + n, "taxRate": 0.19})
        }
        _ => {
            json!({"kind": "ALERT", "id": id, "created": created, "alertId": format!("a-{n}"), "metric": "CONNECTIONS_PERCENT", "value": 82.5, "open": true})
        }
    }
}

fn target(n: usize) -> Value {
    match n % 4 {
        0 => {
            json!({"emailAddress": format!("team-{n}@example.net"), "delayMinutes": 5, "intervalMinutes": 60})
        }
        1 => json!({"serviceKey": id(n), "region": "EU", "delayMinutes": 0}),
        2 => {
            json!({"webhookUrl": format!("https://hooks.example.net/{n}"), "webhookSecret": id(n), "labels": labels(n)})
        }
        _ => {
            json!({"teamId": id(n), "teamName": "On call", "roles": ["OWNER", "READ_ONLY"], "emailEnabled": true, "smsEnabled": false})
        }
    }
}
