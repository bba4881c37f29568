//! Entries and their details.

use super::*;

#[test]
fn parties_keep_their_roles() {
    let parties = [
        ("NPY", "MARTIN"),
        ("IPY", &halves("123456789", "SREN")),
        ("CPY", "FR7611111222220012345678975"),
        ("PDO", "FR FRANCE"),
        ("NBE", "EAUX DU LAC"),
        ("IBE", &halves("FR00ZZZ123456", "SEPA")),
        ("CBE", "30004 00001 12345678901"),
        ("NPO", "FILIALE"),
        ("IPO", &halves("ABCDFRPP", "BICOrBEI")),
        ("NBU", "TIERS"),
        ("IBU", &halves("77", "CLIENT")),
    ];
    // A direct debit that comes back: the money goes out, and the debtor still is who should have paid.
    let returned = details(Version::V08, entry(-5_000, "B3", &parties));
    insta::assert_snapshot!(returned, @r#"
    <Amt Ccy="EUR">50.00</Amt>
    <CdtDbtInd>DBIT</CdtDbtInd>
    <RltdPties>
      <Dbtr>
        <Pty>
          <Nm>MARTIN</Nm>
          <PstlAdr>
            <Ctry>FR</Ctry>
          </PstlAdr>
          <Id>
            <OrgId>
              <Othr>
                <Id>123456789</Id>
                <SchmeNm>
                  <Cd>SREN</Cd>
                </SchmeNm>
              </Othr>
            </OrgId>
          </Id>
        </Pty>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>FR7611111222220012345678975</IBAN>
        </Id>
      </DbtrAcct>
      <UltmtDbtr>
        <Pty>
          <Nm>FILIALE</Nm>
          <Id>
            <OrgId>
              <AnyBIC>ABCDFRPP</AnyBIC>
            </OrgId>
          </Id>
        </Pty>
      </UltmtDbtr>
      <Cdtr>
        <Pty>
          <Nm>EAUX DU LAC</Nm>
          <Id>
            <PrvtId>
              <Othr>
                <Id>FR00ZZZ123456</Id>
                <SchmeNm>
                  <Prtry>SEPA</Prtry>
                </SchmeNm>
              </Othr>
            </PrvtId>
          </Id>
        </Pty>
      </Cdtr>
      <CdtrAcct>
        <Id>
          <Othr>
            <Id>30004 00001 12345678901</Id>
          </Othr>
        </Id>
      </CdtrAcct>
      <UltmtCdtr>
        <Pty>
          <Nm>TIERS</Nm>
          <Id>
            <OrgId>
              <Othr>
                <Id>77</Id>
                <SchmeNm>
                  <Prtry>CLIENT</Prtry>
                </SchmeNm>
              </Othr>
            </OrgId>
          </Id>
        </Pty>
      </UltmtCdtr>
    </RltdPties>
    <RmtInf>
      <Ustrd>LABEL</Ustrd>
    </RmtInf>
    "#);
    let paid = details(Version::V08, entry(-5_000, "B1", &parties));
    assert_eq!(returned, paid);
    let old = details(Version::V02, entry(-5_000, "B3", &parties)).replace("BICOrBEI", "AnyBIC");
    let bare = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !["<Pty>", "</Pty>"].contains(line));
        lines.skip_while(|line| *line != "<RltdPties>").collect::<Vec<_>>().concat()
    };
    assert_eq!(bare(&old), bare(&returned));
}

#[test]
fn a_party_may_lack_anything() {
    let parties = |details: &[(&str, &str)]| {
        let text = one(Version::V08, entry(1, "05", details));
        values("RltdPties", &text.replace(['\n', ' '], "")).concat()
    };
    assert_eq!(parties(&[]), "");
    assert_eq!(parties(&[("IPY", &halves("", "SIREN")), ("NBE", "\u{1}")]), "");
    assert_eq!(parties(&[("CPY", "X1")]), "<DbtrAcct><Id><Othr><Id>X1</Id></Othr></Id></DbtrAcct>");
    let id = |text: &str| parties(&[("IPY", text)]);
    let other = |id: &str| format!("<Dbtr><Pty><Id><OrgId><Othr>{id}</Othr></OrgId></Id></Pty></Dbtr>");
    assert_eq!(id("987"), other("<Id>987</Id>"));
    assert_eq!(id(&halves("987", "DUNS")), other("<Id>987</Id><SchmeNm><Cd>DUNS</Cd></SchmeNm>"));
    let not_a_bic = other("<Id>987</Id><SchmeNm><Prtry>BICOrBEI</Prtry></SchmeNm>");
    assert_eq!(id(&halves("987", "BICOrBEI")), not_a_bic);
}

#[test]
fn references_have_their_elements() {
    let mut transfer = entry(
        -1,
        "06",
        &[
            ("REF", &halves("REMISE 1", "ORDRE 2")),
            ("RCN", &halves("E2E", "SALAIRE")),
            ("RUM", &halves("MANDAT", "RCUR")),
            ("LCS", "RF18539007547034"),
        ],
    );
    transfer.reference = Some("R7".into());
    transfer.entry_number = Some("0000042".into());
    transfer.operation_date = Some(day(1));
    insta::assert_snapshot!(one(Version::V08, transfer), @r#"
    <Ntry>
      <NtryRef>1</NtryRef>
      <Amt Ccy="EUR">0.01</Amt>
      <CdtDbtInd>DBIT</CdtDbtInd>
      <Sts>
        <Cd>BOOK</Cd>
      </Sts>
      <BookgDt>
        <Dt>2024-01-02</Dt>
      </BookgDt>
      <AcctSvcrRef>R7</AcctSvcrRef>
      <BkTxCd>
        <Domn>
          <Cd>PMNT</Cd>
          <Fmly>
            <Cd>ICDT</Cd>
            <SubFmlyCd>DMCT</SubFmlyCd>
          </Fmly>
        </Domn>
        <Prtry>
          <Cd>06</Cd>
          <Issr>CFONB</Issr>
        </Prtry>
      </BkTxCd>
      <NtryDtls>
        <TxDtls>
          <Refs>
            <AcctSvcrRef>R7</AcctSvcrRef>
            <PmtInfId>REMISE 1</PmtInfId>
            <InstrId>ORDRE 2</InstrId>
            <EndToEndId>E2E</EndToEndId>
            <MndtId>MANDAT</MndtId>
            <Prtry>
              <Tp>NUMERO ECRITURE</Tp>
              <Ref>0000042</Ref>
            </Prtry>
          </Refs>
          <Amt Ccy="EUR">0.01</Amt>
          <CdtDbtInd>DBIT</CdtDbtInd>
          <Purp>
            <Prtry>SALAIRE</Prtry>
          </Purp>
          <RmtInf>
            <Ustrd>LABEL</Ustrd>
            <Strd>
              <CdtrRefInf>
                <Ref>RF18539007547034</Ref>
              </CdtrRefInf>
            </Strd>
          </RmtInf>
          <RltdDts>
            <Prtry>
              <Tp>OPERATION</Tp>
              <Dt>
                <Dt>2024-01-01</Dt>
              </Dt>
            </Prtry>
          </RltdDts>
          <AddtlTxInf>RUM RCUR</AddtlTxInf>
        </TxDtls>
      </NtryDtls>
      <AddtlNtryInf>LABEL</AddtlNtryInf>
    </Ntry>
    "#);
}

#[test]
fn an_entry_is_called_by_what_its_bank_calls_it() {
    let references = |code: &str, id: Option<&'static str>, reference: Option<&'static str>, number| {
        let mut entry = entry(-1, code, &[]);
        entry.id = id.map(Into::into);
        entry.reference = reference.map(Into::into);
        entry.entry_number = Some(str::to_owned(number).into());
        let text = one(Version::V08, entry).replace('\n', "");
        let found = ["AcctSvcrRef", "ChqNb", "Ref", "AddtlTxInf"];
        found.map(|name| values(name, &text).join(",")).join("|")
    };
    assert_eq!(references("06", None, None, "42"), "42,42|||");
    assert_eq!(references("01", None, None, "42"), "|42||");
    assert_eq!(references("06", None, Some("R"), "42"), "R,R||42|");
    assert_eq!(references("15", Some("I"), Some("R"), "42"), "I,I|42||REFERENCE R");
    // What is too long is not cut.
    let long = "0123456789012345678901234567890123456789";
    assert_eq!(references("01", Some(long), None, "42"), format!("|42||ID {long}"));
    assert_eq!(references("01", None, None, long), format!("|||NUMERO ECRITURE {long}"));
    assert_eq!(references("06", Some("I"), None, long), format!("I,I|||NUMERO ECRITURE {long}"));
}

#[test]
fn no_reference_is_none() {
    let text = one(Version::V08, entry(1, "05", &[("RCN", "NOTPROVIDED")]));
    assert!(!text.contains("EndToEndId") && !text.contains("Refs"));
}

#[test]
fn returns_have_their_reason() {
    let reason = |code: &str, reject: &str| {
        let mut entry = entry(-5_000, code, &[]);
        entry.reject_code = RejectCode::new(reject);
        values("RtrInf", &one(Version::V08, entry).replace("\n", "").replace("  ", "")).concat()
    };
    let expected = |kind: &str, code: &str, text: &str| {
        let text = if text.is_empty() { String::new() } else { format!("<AddtlInf>{text}</AddtlInf>") };
        format!("<Rsn><{kind}>{code}</{kind}></Rsn>{text}")
    };
    assert_eq!(reason("B3", "20"), expected("Cd", "AM04", "Provision insuffisante"));
    assert_eq!(reason("03", "31"), expected("Prtry", "31", "Signature non conforme"));
    assert_eq!(reason("B3", "97"), expected("Prtry", "97", ""));
    assert_eq!(reason("B3", ""), "");
}

#[test]
fn reversals_are_marked() {
    let marked = |code: &str| one(Version::V08, entry(1, code, &[])).contains("<RvslInd>true</RvslInd>");
    assert!(["A5", "A6", "B5", "B6"].into_iter().all(marked));
    assert!(!["B3", "A3", "12", "99", "", "C5"].into_iter().any(marked));
}

#[test]
fn operation_codes() {
    let code = |amount: i64, code: &str| {
        values("BkTxCd", &one(Version::V08, entry(amount, code, &[])).replace(['\n', ' '], "")).concat()
    };
    let domain = |domain: &str, family: &str, subfamily: &str| {
        format!(
            "<Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{subfamily}</SubFmlyCd></Fmly></Domn>"
        )
    };
    let own = |code: &str| format!("<Prtry><Cd>{code}</Cd><Issr>CFONB</Issr></Prtry>");
    assert_eq!(code(1, "05"), domain("PMNT", "RCDT", "DMCT") + &own("05"));
    assert_eq!(code(-1, "Z<"), domain("PMNT", "MDOP", "OTHR") + &own("Z&lt;"));
    assert_eq!(code(-1, ""), domain("PMNT", "MDOP", "OTHR"));
}
