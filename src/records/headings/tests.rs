//! Headings as people and systems write them, and faults of the table.

use super::*;

fn table() -> HeadingTable {
    HeadingTable::load(&ListSource::embedded()).unwrap()
}

#[test]
fn headings_in_several_languages_and_sap_names_are_understood() {
    let table = table();
    let cases = [
        ("Description", "description"),
        ("ITEM DESCRIPTION", "description"),
        ("Material-Kurztext", "description"),
        ("Materialkurztext", "description"),
        ("MAKTX", "description"),
        ("VBAP-ARKTX", "description"),
        ("Désignation de la marchandise", "description"),
        ("Bestimmungsland", "to"),
        ("Pays de destination", "to"),
        ("País de destino", "to"),
        ("LAND1", "to"),
        ("Ausfuhrlisten-Nr.", "code"),
        ("AL-Nr.", "code"),
        ("Güterlistennummer", "code"),
        ("ECCN", "code"),
        ("Zolltarifnummer", "hs"),
        ("CAS-Nr.", "cas"),
        ("Ursprungsland", "unused"),
        ("Country of origin", "unused"),
        ("KUNNR", "unused"),
        ("NAME1", "other"),
        ("Customer name", "buyer"),
        ("Kundenland", "buyer.country"),
        ("Kunde", "buyer"),
        ("Ship-to party", "consignee"),
        ("Ship to country", "consignee.country"),
        ("shipToCountry", "consignee.country"),
        ("consignee.country", "consignee.country"),
        ("Pays du destinataire", "consignee.country"),
        ("Empfaengerland", "consignee.country"),
        ("Endverwender Land", "end_user.country"),
        ("Name des Endverwenders", "end_user"),
        ("Utilisateur final", "end_user"),
        ("Spediteur", "forwarder"),
        ("Bank Land", "bank.country"),
        ("param: sample rate", "param:sample rate"),
        ("params.resolution", "param:resolution"),
        ("Pos.", "line"),
        ("N° de commande", "order"),
        ("Gewicht", "unused"),
        ("Beschreibung 2", "description"),
        ("Endverwendung 2", "end_use"),
        ("Order Lines/Product/HS Code", "hs"),
        ("Item : Export Control Number", "code"),
        ("Lief. an Länder-/Regionscode", "consignee.country"),
        ("Lief. an Name", "consignee"),
        ("Verk. an Name", "buyer"),
        ("Cód. país/región envío", "to"),
        ("Nazione destinazione", "to"),
        ("Shipping Country Code", "to"),
        ("Exportlistennr.", "code"),
        ("ALNUM", "code"),
        ("Cod. dual use", "code"),
        ("Export Control Classification Number", "code"),
        ("Schedule B Code", "hs"),
        ("Cód. arancelario", "hs"),
        ("End Customer", "end_user"),
        ("Raison sociale", "other"),
        ("Nº línea", "line"),
        ("order_id/name", "order"),
        ("order_id/partner_id/name", "other"),
        ("order_id/partner_shipping_id/name", "consignee"),
        ("order_id/partner_shipping_id/country_id/code", "consignee.country"),
        ("Order Reference/Delivery Address/Display Name", "consignee"),
        ("Order Reference/Delivery Address/Country/Country Code", "consignee.country"),
        ("Customer/City", "buyer.address"),
        ("product_id/name", "description"),
        ("product_id/hs_code", "hs"),
        ("Currency/Code", "unused"),
        ("tranid", "order"),
        ("shipaddressee", "consignee"),
        ("Foo", "unknown"),
        ("Foo 2", "unknown"),
        ("Foo/Bar", "unknown"),
        ("", "unknown"),
    ];
    for (heading, expected) in cases {
        let read = table.understand(heading).map_or("unknown".to_owned(), |read| read.field.to_string());
        assert_eq!(read, expected, "{heading}");
    }
}

#[test]
fn a_field_prints_as_the_map_option_reads_it() {
    let table = table();
    for name in ["id", "to", "end_use", "consignee", "end_user.country", "param:sample rate", "bank.address"] {
        assert_eq!(table.field(name).unwrap().to_string(), name);
    }
    assert!(table.field("colour").unwrap_err().to_string().contains("consignee"));
}

#[test]
fn every_fault_of_the_table_is_told_with_its_line() {
    let head = "ignored_prefixes=[]\nparameter_prefixes=[]\nfact_prefixes=[]\nrecord_ends=[]\nlittle_words=[]\nno_code=[]\nno_party=[]\nyes=[]\nno=[]\n";
    let body = "[[field]]\nid=\"to\"\nmeaning=\"m\"\nnames=[\"Land\", \"\"]\n[[field]]\nid=\"from\"\nmeaning=\"m\"\nnames=[\"LAND\"]\n[[field]]\nid=\"colour\"\nmeaning=\"m\"\nnames=[]\n[[role]]\nid=\"king\"\nnames=[]\n[[attribute]]\nid=\"crown\"\nnames=[]\n";
    let error = HeadingTable::parse(&format!("{head}{body}")).unwrap_err().to_string();
    for words in ["line 13: an empty", "line 17: \"LAND\"", "line 19: `colour`", "line 23: `king`", "line 26: `crown`"]
    {
        assert!(error.contains(words), "{words} in {error}");
    }
    assert!(HeadingTable::parse("x = 1").unwrap_err().to_string().contains("line 1"));
}
