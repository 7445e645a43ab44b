//! The duties that stand in the rules, made once, so that decisions share them.

use super::decision::SharedDuty;
use super::general_authorisation::Duty;
use super::tables::{Frame, Rule};

/// The duties of the frame and of the high priority goods.
#[derive(Clone, Debug)]
pub(super) struct StandingDuties {
    pub(super) export_records: SharedDuty,
    pub(super) transfer_records: SharedDuty,
    pub(super) service_records: SharedDuty,
    pub(super) customs_proof: SharedDuty,
    pub(super) consultation: SharedDuty,
    pub(super) commercial_documents: SharedDuty,
    pub(super) information_security: SharedDuty,
    pub(super) not_listed: SharedDuty,
    pub(super) risk_assessment: SharedDuty,
}

impl StandingDuties {
    pub(super) fn of(frame: &Frame, risk_assessment: &Rule) -> Self {
        let records = &frame.records;
        let duty = |kind: &str, rule: &Rule| Duty::new(kind, &rule.says, &rule.provision);
        let optional = |duty: Duty| SharedDuty::from(Duty { optional: true, ..duty });
        let kept = |says: &str, provision: &str, years: u8| Duty::records(says, provision, years).into();
        Self {
            export_records: kept(&records.export_says, &records.export_provision, records.export_years),
            transfer_records: kept(&records.transfer_says, &records.transfer_provision, records.transfer_years),
            service_records: kept(&records.service_says, &records.service_provision, records.service_years),
            customs_proof: duty("customs_proof", &frame.customs_proof).into(),
            consultation: optional(duty("consultation", &frame.consultation)),
            commercial_documents: duty("commercial_documents", &frame.commercial_documents).into(),
            information_security: optional(duty("information_security", &frame.information_security)),
            not_listed: duty("customs_document", &frame.not_listed).into(),
            risk_assessment: duty("risk_assessment", risk_assessment).into(),
        }
    }
}
