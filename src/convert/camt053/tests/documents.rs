//! Whole documents.

use super::*;

#[test]
fn a_whole_document() {
    let text = document(Options::default(), &[sample()]);
    assert!(text.is_char_boundary(0) && !text.contains('\r') && text.ends_with("</Document>\n"));
    insta::assert_snapshot!(lines(&text), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
      <BkToCstmrStmt>
        <GrpHdr>
          <MsgId>00123456789-EUR-20240102-20240104</MsgId>
          <CreDtTm>2024-01-04T23:59:59</CreDtTm>
          <MsgPgntn>
            <PgNb>1</PgNb>
            <LastPgInd>true</LastPgInd>
          </MsgPgntn>
        </GrpHdr>
        <Stmt>
          <Id>00123456789-EUR-20240102-20240104</Id>
          <ElctrncSeqNb>81</ElctrncSeqNb>
          <CreDtTm>2024-01-04T23:59:59</CreDtTm>
          <FrToDt>
            <FrDtTm>2024-01-02T00:00:00</FrDtTm>
            <ToDtTm>2024-01-04T23:59:59</ToDtTm>
          </FrToDt>
          <Acct>
            <Id>
              <IBAN>FR7611111222220012345678975</IBAN>
            </Id>
            <Tp>
              <Cd>CACC</Cd>
            </Tp>
            <Ccy>EUR</Ccy>
            <Nm>Compte Chèque</Nm>
            <Svcr>
              <FinInstnId>
                <Othr>
                  <Id>11111</Id>
                  <Issr>CFONB</Issr>
                </Othr>
              </FinInstnId>
            </Svcr>
          </Acct>
          <Bal>
            <Tp>
              <CdOrPrtry>
                <Cd>OPBD</Cd>
              </CdOrPrtry>
            </Tp>
            <Amt Ccy="EUR">1000.00</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <Dt>
              <Dt>2024-01-02</Dt>
            </Dt>
          </Bal>
          <Bal>
            <Tp>
              <CdOrPrtry>
                <Cd>CLBD</Cd>
              </CdOrPrtry>
            </Tp>
            <Amt Ccy="EUR">970.00</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <Dt>
              <Dt>2024-01-04</Dt>
            </Dt>
          </Bal>
          <TxsSummry>
            <TtlNtries>
              <NbOfNtries>2</NbOfNtries>
              <Sum>370.00</Sum>
              <TtlNetNtry>
                <Amt>30.00</Amt>
                <CdtDbtInd>DBIT</CdtDbtInd>
              </TtlNetNtry>
            </TtlNtries>
            <TtlCdtNtries>
              <NbOfNtries>1</NbOfNtries>
              <Sum>170.00</Sum>
            </TtlCdtNtries>
            <TtlDbtNtries>
              <NbOfNtries>1</NbOfNtries>
              <Sum>200.00</Sum>
            </TtlDbtNtries>
          </TxsSummry>
          <Ntry>
            <NtryRef>1</NtryRef>
            <Amt Ccy="EUR">200.00</Amt>
            <CdtDbtInd>DBIT</CdtDbtInd>
            <Sts>
              <Cd>BOOK</Cd>
            </Sts>
            <BookgDt>
              <Dt>2024-01-02</Dt>
            </BookgDt>
            <ValDt>
              <Dt>2024-01-03</Dt>
            </ValDt>
            <BkTxCd>
              <Domn>
                <Cd>PMNT</Cd>
                <Fmly>
                  <Cd>ICHQ</Cd>
                  <SubFmlyCd>CCHQ</SubFmlyCd>
                </Fmly>
              </Domn>
              <Prtry>
                <Cd>01</Cd>
                <Issr>CFONB</Issr>
              </Prtry>
            </BkTxCd>
            <ComssnWvrInd>true</ComssnWvrInd>
            <NtryDtls>
              <TxDtls>
                <Refs>
                  <ChqNb>0000123</ChqNb>
                </Refs>
                <Amt Ccy="EUR">200.00</Amt>
                <CdtDbtInd>DBIT</CdtDbtInd>
                <RmtInf>
                  <Ustrd>CHÈQUE 0000123</Ustrd>
                </RmtInf>
              </TxDtls>
            </NtryDtls>
            <AddtlNtryInf>CHÈQUE 0000123</AddtlNtryInf>
          </Ntry>
          <Ntry>
            <NtryRef>2</NtryRef>
            <Amt Ccy="EUR">170.00</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <Sts>
              <Cd>BOOK</Cd>
            </Sts>
            <BookgDt>
              <Dt>2024-01-03</Dt>
            </BookgDt>
            <AcctSvcrRef>0b1c6d4e1f2a4b3c8d5e6f708192a3b2</AcctSvcrRef>
            <BkTxCd>
              <Domn>
                <Cd>PMNT</Cd>
                <Fmly>
                  <Cd>RCDT</Cd>
                  <SubFmlyCd>DMCT</SubFmlyCd>
                </Fmly>
              </Domn>
              <Prtry>
                <Cd>05</Cd>
                <Issr>CFONB</Issr>
              </Prtry>
            </BkTxCd>
            <NtryDtls>
              <TxDtls>
                <Refs>
                  <AcctSvcrRef>0b1c6d4e1f2a4b3c8d5e6f708192a3b2</AcctSvcrRef>
                  <EndToEndId>E2E-7</EndToEndId>
                </Refs>
                <Amt Ccy="EUR">170.00</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd>
                <RltdPties>
                  <Dbtr>
                    <Pty>
                      <Nm>DUPONT &amp; FILS</Nm>
                    </Pty>
                  </Dbtr>
                </RltdPties>
                <Purp>
                  <Cd>SALA</Cd>
                </Purp>
                <RmtInf>
                  <Ustrd>FACTURE 2024-01 &lt;SOLDE&gt;
                  </Ustrd>
                </RmtInf>
              </TxDtls>
            </NtryDtls>
            <AddtlNtryInf>LABEL</AddtlNtryInf>
          </Ntry>
        </Stmt>
      </BkToCstmrStmt>
    </Document>
    "#);
}

#[test]
fn version_02_differs_in_a_few_places() {
    let (new, old) = (
        lines(&document(Options::default(), &[sample()])),
        lines(&document(Options::default().with_version(Version::V02), &[sample()])),
    );
    let only_in = |a: &str, b: &str| {
        let others: Vec<&str> = b.lines().map(str::trim).collect();
        a.lines().map(str::trim).filter(|line| !others.contains(line)).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(only_in(&old, &new), @r#"
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
    <TtlNetNtryAmt>30.00</TtlNetNtryAmt>
    <Sts>BOOK</Sts>
    <AmtDtls>
    <TxAmt>
    </TxAmt>
    </AmtDtls>
    <Sts>BOOK</Sts>
    <AmtDtls>
    <TxAmt>
    </TxAmt>
    </AmtDtls>
    "#);
    insta::assert_snapshot!(only_in(&new, &old), @r#"
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
    <TtlNetNtry>
    <Amt>30.00</Amt>
    </TtlNetNtry>
    <Sts>
    <Cd>BOOK</Cd>
    </Sts>
    <Sts>
    <Cd>BOOK</Cd>
    </Sts>
    <Pty>
    </Pty>
    "#);
    let entry = values("Ntry", &old)[1].to_owned();
    insta::assert_snapshot!(entry, @r#"
    <NtryRef>2</NtryRef>
    <Amt Ccy="EUR">170.00</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd>
    <Sts>BOOK</Sts>
    <BookgDt>
      <Dt>2024-01-03</Dt>
    </BookgDt>
    <AcctSvcrRef>0b1c6d4e1f2a4b3c8d5e6f708192a3b2</AcctSvcrRef>
    <BkTxCd>
      <Domn>
        <Cd>PMNT</Cd>
        <Fmly>
          <Cd>RCDT</Cd>
          <SubFmlyCd>DMCT</SubFmlyCd>
        </Fmly>
      </Domn>
      <Prtry>
        <Cd>05</Cd>
        <Issr>CFONB</Issr>
      </Prtry>
    </BkTxCd>
    <NtryDtls>
      <TxDtls>
        <Refs>
          <AcctSvcrRef>0b1c6d4e1f2a4b3c8d5e6f708192a3b2</AcctSvcrRef>
          <EndToEndId>E2E-7</EndToEndId>
        </Refs>
        <AmtDtls>
          <TxAmt>
            <Amt Ccy="EUR">170.00</Amt>
          </TxAmt>
        </AmtDtls>
        <RltdPties>
          <Dbtr>
            <Nm>DUPONT &amp; FILS</Nm>
          </Dbtr>
        </RltdPties>
        <Purp>
          <Cd>SALA</Cd>
        </Purp>
        <RmtInf>
          <Ustrd>FACTURE 2024-01 &lt;SOLDE&gt;
          </Ustrd>
        </RmtInf>
      </TxDtls>
    </NtryDtls>
    <AddtlNtryInf>LABEL</AddtlNtryInf>
    "#);
}

#[test]
fn an_empty_statement_has_no_entry() {
    let text = document(Options::default(), &[statement((4, 100), 4, vec![])]);
    assert!(!text.contains("Ntry>") || !text.contains("<Ntry>"));
    assert_eq!(values("NbOfNtries", &text), ["0", "0", "0"]);
    assert_eq!(values("Sum", &text), ["0.00", "0.00", "0.00"]);
    assert_eq!(
        (values("FrDtTm", &text), values("ToDtTm", &text)),
        (vec!["2024-01-04T00:00:00"], vec!["2024-01-04T23:59:59"])
    );
}

#[test]
fn a_document_holds_any_number_of_accounts() {
    let mut other = statement((1, 0), 3, vec![entry(5, "05", &[])]);
    other.account.number = "00000000001".into();
    other.source_time = day(9).and_hms_opt(16, 10, 24);
    let text = document(
        Options::default(),
        &[statement((1, 0), 2, vec![]), other.clone(), statement((2, 0), 3, vec![])],
    );
    assert_eq!(values("MsgId", &text), ["00123456789-EUR-20240102-20240102"]);
    let ids = values("Stmt", &text)
        .into_iter()
        .map(|statement| values("Id", statement)[0].trim())
        .collect::<Vec<_>>();
    assert_eq!(
        ids,
        [
            "00123456789-EUR-20240102-20240102",
            "00000000001-EUR-20240102-20240103",
            "00123456789-EUR-20240103-20240103"
        ]
    );
    let times = ["2024-01-02T23:59:59", "2024-01-02T23:59:59", "2024-01-09T16:10:24", "2024-01-03T23:59:59"];
    assert_eq!(values("CreDtTm", &text), times);
    assert_eq!(text.matches("<GrpHdr>").count(), 1);

    let time = day(31).and_hms_opt(1, 2, 3).unwrap();
    let options = Options::default().with_message_id("A & B").with_creation_time(time);
    let text = document(options, &[other]);
    assert_eq!(values("MsgId", &text), ["A &amp; B"]);
    assert_eq!(values("CreDtTm", &text), ["2024-01-31T01:02:03"; 2]);
}

#[test]
fn statements_are_numbered_where_the_bank_does() {
    let number = |text: &'static str| {
        let mut statement = statement((1, 0), 2, vec![]);
        statement.opening.zones = [Zone::new(105, 120, text)].into_iter().collect();
        values("ElctrncSeqNb", &document(Options::default(), &[statement])).concat()
    };
    assert_eq!(number("  081"), "81");
    assert_eq!(number("7"), "7");
    for none in ["000", "1234", "081 12", "N 81", "é"] {
        assert_eq!(number(none), "", "{none}");
    }
}

#[test]
fn a_large_statement_goes_out_in_parts() {
    struct Counting(usize, usize);
    impl io::Write for Counting {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            self.1 = self.1.max(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut writer = Writer::new(Counting(0, 0), Options::default());
    writer.write(&statement((1, 0), 2, vec![entry(5, "05", &[]); 5_000])).unwrap();
    writer.finish().unwrap();
    assert!(writer.out.0 > 10 && writer.out.1 < 2 * BUFFER);
}

#[test]
fn twins_are_two_entries() {
    let twins = vec![entry(-500, "28", &[]), entry(-500, "28", &[])];
    let text = document(Options::default(), &[statement((1, 0), 2, twins)]);
    assert_eq!(values("NtryRef", &text), ["1", "2"]);
    assert_eq!(values("Sum", &text), ["10.00", "0.00", "10.00"]);
}
