//! Amounts.

use super::*;

#[test]
fn a_rate_is_written_if_it_explains_the_amount() {
    let exchange = |amount: i64, text: &str| {
        let text = details(Version::V08, entry(amount, "18", &[("MMO", text)])).replace(['\n', ' '], "");
        let additional = values("AddtlTxInf", &text).concat();
        (values("AmtDtls", &text).concat(), additional)
    };
    let instructed = |amount: &str, exchange: &str| format!("<InstdAmt>{amount}{exchange}</InstdAmt>");
    let dollars = "<AmtCcy=\"USD\">835.80</Amt>";
    let rate = |unit: &str, rate: &str| {
        format!(
            "<CcyXchg><SrcCcy>USD</SrcCcy><TrgtCcy>EUR</TrgtCcy>{unit}<XchgRate>{rate}</XchgRate></CcyXchg>"
        )
    };
    let unit = |currency: &str| format!("<UnitCcy>{currency}</UnitCcy>");
    // 835.80 / 1.1077 = 754.54, 835.80 * 0.9028 = 754.56
    let by = instructed(dollars, &rate(&unit("EUR"), "1.1077"));
    assert_eq!(exchange(75_454, "USD2000000000835800400000011077"), (by, String::new()));
    let times = instructed(dollars, &rate(&unit("USD"), "0.9028"));
    assert_eq!(exchange(-75_456, "USD2000000000835800400000009028"), (times, String::new()));
    let either = instructed(dollars, &rate("", "1"));
    assert_eq!(exchange(83_580, "USD2000000000835800000000000001"), (either, String::new()));
    // It does not: the rate is kept as a text.
    let unexplained = (instructed(dollars, ""), "MMOUSD835.801.1077".to_owned());
    assert_eq!(exchange(80_000, "USD2000000000835800400000011077"), unexplained);
    assert_eq!(exchange(75_454, "USD200000000083580").0, instructed(dollars, ""));
    // Some banks repeat the entry's own amount.
    let own = exchange(83_580, "EUR2000000000835800000000000001");
    assert_eq!(own, (instructed("<AmtCcy=\"EUR\">835.80</Amt>", ""), String::new()));
    // More decimals than the schema has.
    let fine = exchange(83_580, "USD900000000083581");
    assert_eq!(fine, (String::new(), "MMOUSD900000000083581".to_owned()));
    let text = details(Version::V02, entry(75_454, "18", &[("MMO", "USD200000000083580")]));
    insta::assert_snapshot!(text, @r#"
    <AmtDtls>
      <InstdAmt>
        <Amt Ccy="USD">835.80</Amt>
      </InstdAmt>
      <TxAmt>
        <Amt Ccy="EUR">754.54</Amt>
      </TxAmt>
    </AmtDtls>
    <RmtInf>
      <Ustrd>LABEL</Ustrd>
    </RmtInf>
    "#);
}

#[test]
fn charges_are_written() {
    let fee = [("FEE", "EUR200000000000740")];
    insta::assert_snapshot!(details(Version::V08, entry(-1, "06", &fee)), @r#"
    <Amt Ccy="EUR">0.01</Amt>
    <CdtDbtInd>DBIT</CdtDbtInd>
    <Chrgs>
      <Rcrd>
        <Amt Ccy="EUR">7.40</Amt>
      </Rcrd>
    </Chrgs>
    <RmtInf>
      <Ustrd>LABEL</Ustrd>
    </RmtInf>
    "#);
    assert!(
        details(Version::V02, entry(-1, "06", &fee))
            .contains("<Chrgs>\n  <Amt Ccy=\"EUR\">7.40</Amt>\n</Chrgs>")
    );
    let unread = details(Version::V08, entry(-1, "06", &[("FEE", "EUR2 UN PEU")]));
    assert!(unread.contains("<AddtlTxInf>FEE EUR2 UN PEU</AddtlTxInf>") && !unread.contains("Chrgs"));
}

#[test]
fn amounts_have_the_decimals_of_their_currency() {
    let amounts = |currency: &str, units: i64, decimals: u32| {
        let amount = Decimal::new(units, decimals);
        let mut statement = statement((1, 0), 2, vec![Entry::new(day(2), amount, "A")]);
        statement.account.currency = Currency::new(currency).unwrap();
        statement.closing = Some(Balance::new(day(2), amount));
        let text = document(Options::default(), &[statement]);
        text.split("Ccy=\"")
            .skip(1)
            .map(|rest| rest.split("</Amt>").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(amounts("XPF", 1_500, 0), ["XPF\">0", "XPF\">1500", "XPF\">1500", "XPF\">1500"]);
    assert_eq!(amounts("TND", -1_500, 3)[1..3], ["TND\">1.500", "TND\">1.500"]);
    assert_eq!(amounts("EUR", 1_500, 0)[2], "EUR\">1500.00");
    assert_eq!(amounts("EUR", 1_500, 3)[2], "EUR\">1.50");
    assert_eq!(amounts("EUR", 15, 4)[2], "EUR\">0.0015");
}

#[test]
fn zero_is_a_credit_and_overdrawn_a_debit() {
    let mut zero = entry(0, "05", &[]);
    zero.amount.set_sign_negative(true);
    let text = document(Options::default(), &[statement((1, -100), 2, vec![zero])]);
    assert_eq!(values("CdtDbtInd", &text), ["DBIT", "DBIT", "CRDT", "CRDT", "CRDT"]);
    assert!(!text.contains(">-") && text.contains("<Amt Ccy=\"EUR\">1.00</Amt>"));
}
