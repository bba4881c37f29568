use super::*;
use crate::error::{Position, Severity};

const SIGNED: &str = "\
0111111    22222EUR2 00123456789  230420                                                  0000000012120{
0411111    22222EUR2 0012345678906240420  240420VIREMENT EMIS                    0000000  0000000001200{
0411111    22222EUR2 0012345678905240420  240420VIREMENT RECU                    0000000  0000000001700{
0711111    22222EUR2 00123456789  240420                                                  0000000012620{
";

/// The lines, each with this amount in its columns.
fn with_amounts(amounts: &[(&str, &str)]) -> String {
    let lines: Vec<String> = amounts
        .iter()
        .map(|(start, amount)| {
            let date = if start.starts_with("04") { "" } else { "  " };
            let line = format!("{}11111    22222EUR2 00123456789{date}{}240420", &start[..2], &start[2..]);
            format!("{line:90}{amount:0>14}\n")
        })
        .collect();
    lines.concat()
}

fn read(file: &str) -> Vec<Result<Statement<'static>>> {
    statements(file.as_bytes()).collect()
}

fn only(file: &str) -> Statement<'static> {
    let mut read = read(file);
    assert_eq!(read.len(), 1);
    read.remove(0).unwrap()
}

fn refused(file: &str) -> Diagnostic {
    let error = read(file).remove(0).unwrap_err();
    error.diagnostic().unwrap().clone()
}

/// What was guessed: the record's number and the code.
fn guesses(statement: &Statement<'_>) -> Vec<(u64, &'static str)> {
    let warnings = statement.diagnostics().iter().filter(|guess| guess.severity == Severity::Warning);
    warnings.map(|guess| (guess.position.unwrap().record, guess.code.name())).collect()
}

fn amounts(statement: &Statement<'_>) -> Vec<String> {
    statement.entries.iter().map(|entry| entry.amount.to_string()).collect()
}

#[test]
fn nothing_is_said_about_a_sound_file() {
    let statement = only(&SIGNED.replacen("1200{", "1200}", 1));
    assert_eq!(amounts(&statement), ["-120.00", "170.00"]);
    assert_eq!(statement.diagnostics().iter().filter(|d| d.code != Code::StrippedBlanks).count(), 0);
}

#[test]
fn an_unbalanced_file_that_needs_no_repair_is_left_as_it_is() {
    assert!(!only(SIGNED).is_balanced());
}

#[test]
fn operation_codes_and_the_balance_give_the_senses_back() {
    let statement = only(&with_amounts(&[
        ("01", "1000"),
        ("0406", "300"),
        ("0405", "50"),
        ("0491", "25"),
        ("04ZZ", "7"),
        ("04ZZ", "0"),
        ("07", "732"),
    ]));
    assert_eq!(amounts(&statement), ["-3.00", "0.50", "-0.25", "0.07", "0.00"]);
    assert_eq!(
        guesses(&statement),
        [
            (1, "sign-assumed-credit"),
            (2, "sign-from-operation-code"),
            (3, "sign-from-operation-code"),
            (4, "sign-from-balance"),
            (5, "sign-from-balance"),
            (6, "sign-from-balance"),
            (7, "sign-assumed-credit"),
        ]
    );
}

#[test]
fn an_overdrawn_account_is_found_if_nothing_else_adds_up() {
    let statement = only(&with_amounts(&[("01", "100"), ("0406", "300"), ("07", "200")]));
    assert_eq!(statement.closing.as_ref().unwrap().amount.to_string(), "-2.00");
    assert_eq!(guesses(&statement)[2], (3, "sign-from-balance"));
}

#[test]
fn a_refund_under_the_code_of_a_debit_is_refused() {
    let refund = with_amounts(&[("01", "000000000010{"), ("0406", "300"), ("07", "000000000040{")]);
    let refused = refused(&refund);
    assert_eq!((refused.code, refused.count), (Code::RepairUnproven, 3));
}

#[test]
fn two_choices_are_named_and_none_is_taken() {
    let twins =
        with_amounts(&[("01", "1000"), ("0491", "40"), ("0406", "300"), ("0491", "40"), ("07", "700")]);
    let refused = refused(&twins);
    assert_eq!(refused.code, Code::SensesAmbiguous);
    assert_eq!(refused.choices.as_deref(), Some(&[vec![2], vec![4]]));
    insta::assert_snapshot!(refused, @"error[senses-ambiguous] line 1, record 1: the signs of this statement are lost, and it adds up in more than one way; the debits are either record 2, or record 4 (5 records)");
}

#[test]
fn more_than_24_open_amounts_are_not_tried() {
    let mut lines = vec![("01", "1000")];
    lines.extend([("0491", "40"); 25]);
    lines.push(("07", "2000"));
    assert_eq!(refused(&with_amounts(&lines)).code, Code::TooManySenses);
}

#[test]
fn what_was_repaired_must_be_complete_and_add_up() {
    let cut = with_amounts(&[("01", "1000"), ("0406", "300")]);
    for policy in [Policy::default(), Policy::lenient()] {
        let mut reader = Reader::with_policy(cut.as_bytes(), policy);
        assert!(reader.read_statement().is_err());
        assert_eq!((reader.summary().statements, reader.summary().skipped), (0, 2));
    }
    // Blanks alone: the signs are there, but the money does not add up.
    let collapsed: String =
        SIGNED.split("  ").filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" ");
    assert!(collapsed.contains("0411111 22222EUR2"), "{collapsed}");
    assert_eq!(refused(&collapsed).code, Code::RepairUnproven);
}

#[test]
fn one_statement_that_cannot_be_repaired_does_not_hide_the_others() {
    let sound = with_amounts(&[("01", "1000"), ("0406", "300"), ("07", "700")]);
    let unclear = "0111111 22222EUR2 00123456789 240420 0000000000010 1\n";
    let read = read(&format!("{sound}{unclear}{sound}"));
    let codes: Vec<_> =
        read.iter().map(|read| read.as_ref().err().map(|e| e.diagnostic().unwrap().code)).collect();
    assert_eq!(codes, [None, Some(Code::BlanksUnclear), None]);
}

#[test]
fn places_are_those_of_the_damaged_file() {
    let file = "0111111 22222EUR2 00123456789 240420 00000000001000\n\
                0411111 22222EUR2 0012345678906240420 240420VIREMENT EMIS 00000000000300\n\
                0711111 22222EUR2 00123456789 240420 00000000000700\n";
    let both = format!("{file}{file}0111111 22222EUR2 00123456789 999999 00000000000700\n");
    let read = read(&both);
    let second = read[1].as_ref().unwrap();
    let at = |code: &str| both.match_indices(code).nth(1).unwrap().0 as u64;
    assert_eq!(second.opening.position, Some(Position::new(4, 4, at("0111111"))));
    assert_eq!(second.entries[0].position, Some(Position::new(5, 5, at("0411111"))));
    assert_eq!(second.closing.as_ref().unwrap().position, Some(Position::new(6, 6, at("0711111"))));
    assert!(second.diagnostics().iter().all(|guess| guess.position.unwrap().byte >= at("0111111")));
    let last = read[2].as_ref().unwrap_err().diagnostic().unwrap().position;
    assert_eq!(last, Some(Position::new(7, 7, file.len() as u64 * 2)));
}

#[test]
fn a_source_in_pieces_gives_the_same() {
    /// One byte at a time.
    struct Bytes<'b>(&'b [u8]);
    impl io::Read for Bytes<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let [first, rest @ ..] = self.0 else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }
    let mut file = with_amounts(&[("01", "1000"), ("0406", "300"), ("07", "700")]).repeat(3);
    while file.contains("  ") {
        file = file.replace("  ", " ");
    }
    let pieces: Vec<_> = Reader::new(Bytes(file.as_bytes())).into_statements().map(Result::unwrap).collect();
    let whole: Vec<_> = read(&file).into_iter().map(Result::unwrap).collect();
    assert_eq!(pieces, whole);
    assert_eq!(whole.len(), 3);
}

#[test]
fn what_is_written_from_a_repaired_statement_is_sound() {
    let file = with_amounts(&[("01", "1000"), ("0406", "300"), ("07", "700")]);
    let statement = only(&file);
    let mut writer = crate::Writer::new(Vec::new());
    writer.write(&statement).unwrap();
    let written = writer.into_inner();
    let again = crate::statements(&written).next().unwrap().unwrap();
    assert_eq!(amounts(&again), ["-3.00"]);
    assert_eq!(again.diagnostics(), []);
}

#[test]
fn guesses_beyond_the_limit_are_counted() {
    let mut lines = vec![("01", "0000")];
    lines.extend([("0405", "1"); 300]);
    lines.push(("07", "300"));
    let file = with_amounts(&lines);
    let statement = only(&file);
    assert_eq!(statement.diagnostics().len(), 100);
    let stripped = statement.diagnostics().iter().filter(|d| d.code == Code::StrippedBlanks).count() as u64;
    assert!(stripped > 0);
    assert_eq!(statement.diagnostics_dropped(), 302 * 2 - 100);
}

fn sign_lost(signed: &str) -> String {
    let lines = signed.lines().map(|line| {
        let mut line = line.to_owned();
        let sign = match &line[103..104] {
            "{" | "}" => "0".to_owned(),
            letter => (char::from(letter.as_bytes()[0]) as u8 % 9).to_string(),
        };
        line.replace_range(103..104, &sign);
        line + "\n"
    });
    lines.collect()
}

#[test]
fn records_that_have_moved_do_not_come_back_with_a_part_of_their_amounts() {
    let [first, _, _, last] = SIGNED.lines().collect::<Vec<_>>()[..] else { panic!() };
    let movement = |code: &str, label: &str, amount: &str| {
        let start = format!("0411111    22222EUR2 00123456789{code}240420  240420");
        format!("{start}{label:<31}  000000000{amount}")
    };
    let file =
        |movements: [String; 2], last: &str| format!("{first}\n{}\n{}\n{last}\n", movements[0], movements[1]);
    let new = first.replacen("01", "07", 1);
    // Two columns right, as accents of two bytes do: the signs stand behind their column.
    let long = "PREELEEVEMENT".to_owned() + &" ".repeat(20);
    let right =
        file([movement("05", &long, "0000000001200{"), movement("06", &long, "0000000001200}")], &new);
    assert_eq!(amounts(&only(&right)), ["120.00", "-120.00"]);
    // One column left, without signs and with references.
    let left = |code: &str| {
        movement(code, "PRELEVEMNT", "000000000120007654321").replacen("PRELEVEMNT  ", "PRELEVEMNT ", 1)
    };
    let refused = read(&file([left("05"), left("06")], &new)).remove(0);
    assert!(refused.is_err(), "{refused:?}");
    // In their columns they come back.
    let lost = sign_lost(&file(
        [movement("05", "X", "0000000001200{REF1"), movement("06", "Y", "0000000001200}12345")],
        &new,
    ));
    assert_eq!(amounts(&only(&lost)), ["120.00", "-120.00"]);
    let _ = last;
}

#[test]
fn digits_behind_the_amount_of_a_balance_are_no_part_of_it() {
    let dormant = "0111111 22222EUR2 00123456789 230420 00000000000000000000123\n\
                   0711111 22222EUR2 00123456789 240420 00000000000000000000123\n";
    assert_eq!(refused(dormant).code, Code::BlanksUnclear);
}

#[test]
fn accounts_and_dates_of_balances_that_can_be_read_in_two_ways_are_refused() {
    for start in
        ["22222 2 01012012345 230420", "22222EUR2 43090768100020912000000 M X", "22222EUR2 0012345 10120420"]
    {
        let file = format!("0111111 {start} 0000000001200{{\n0711111 {start} 0000000001200{{\n");
        assert_eq!(refused(&file).code, Code::BlanksUnclear, "{start}");
    }
}

#[test]
fn what_was_left_out_takes_the_proof_away() {
    let quoted = "\
0111111    22222EUR2 00123456789  240420                                                  0000000001200{
0411111    22222EUR2 0012345678991240420  240420X                                         00000000000500
> 0411111    22222EUR2 0012345678905240420  240420Y                                       0000000000100{
0711111    22222EUR2 00123456789  240420                                                  0000000001250{
";
    let mut reader = Reader::with_policy(quoted.as_bytes(), Policy::lenient());
    let refused = reader.read_statement().unwrap_err();
    assert_eq!(refused.diagnostic().unwrap().code, Code::RepairUnproven);
    // Another account, which the lenient policy lets pass.
    let other =
        with_amounts(&[("01", "1000"), ("0406", "300"), ("07", "700")]).replacen("56789062", "56788062", 1);
    let mut reader = Reader::with_policy(other.as_bytes(), Policy::lenient());
    assert!(reader.read_statement().is_err());
}

#[test]
fn sound_records_without_a_gap_or_an_account_are_left_alone() {
    let full = "X".repeat(50);
    let no_gap = format!(
        "0111111000022222EUR2 0012345678900230420{full}0000000001200{{\n\
         0711111000022222EUR2 0012345678900240420{full}0000000001000{{\n"
    );
    assert!(!only(&no_gap).is_balanced(), "as it stands");
    let no_account =
        with_amounts(&[("01", "000000000100{"), ("0406", "000000000030}"), ("07", "000000000070{")])
            .replace("00123456789", "           ");
    assert_eq!(amounts(&only(&no_account)), ["-3.00"]);
}

#[test]
fn a_record_that_is_merely_cut_is_called_short() {
    let cut = format!("{}0411111    22222EUR2 00123456789\n", with_amounts(&[("01", "000000000100{")]));
    assert_eq!(refused(&cut).code, Code::ShortRecord);
}

#[test]
fn the_summary_counts_what_was_said() {
    let unclear = "0111111 22222EUR2 00123456789 240420 0000000000010 1\n";
    let mut reader = Reader::new(unclear.as_bytes());
    assert!(reader.read_statement().is_err());
    let counts: Vec<_> = reader.summary().counts().collect();
    assert_eq!(counts, [(Code::BlanksUnclear, 1)]);
}

#[test]
fn what_is_said_once_a_file_is_said_of_the_next_statement_if_the_first_is_refused() {
    let odd = |amounts: &[(&str, &str)]| {
        with_amounts(amounts)
            .replace("89  240420", "89ZZ240420")
            .lines()
            .map(|line| format!("{line:120}\n"))
            .collect::<String>()
    };
    let wrong = odd(&[("01", "1000"), ("0406", "000000000030}"), ("07", "2000")]);
    let sound = odd(&[("01", "000000000100{"), ("0406", "000000000030}"), ("07", "000000000070{")]);
    let file = wrong + &sound;
    let mut reader = Reader::with_policy(file.as_bytes(), Policy::strict());
    assert!(reader.read_statement().is_err());
    let second = reader.read_statement().unwrap().unwrap();
    assert!(second.diagnostics().iter().any(|said| said.code == Code::ReservedNotBlank));
}

#[test]
fn what_stands_behind_the_last_statement_is_told() {
    let file = with_amounts(&[("01", "1000"), ("07", "1000")]) + "08 no record\n";
    let mut reader = Reader::with_policy(file.as_bytes(), Policy::lenient());
    assert!(reader.read_statement().unwrap().is_some());
    assert!(reader.read_statement().unwrap().is_none());
    let codes: Vec<_> = reader.diagnostics().iter().map(|said| said.code).collect();
    assert_eq!(codes, [Code::UnknownRecord]);
}

#[test]
fn a_statement_that_was_not_read_whole_is_unproven_even_if_it_adds_up() {
    let unread = with_amounts(&[("01", "1000"), ("0406", "000000000030A"), ("07", "1000")]);
    let mut reader = Reader::with_policy(unread.as_bytes(), Policy::lenient());
    let refused = reader.read_statement().unwrap_err();
    assert_eq!(refused.diagnostic().unwrap().code, Code::RepairUnproven);
}

#[test]
fn a_record_is_shown_with_its_lost_sign_if_it_stands_in_its_columns() {
    let file = with_amounts(&[("01", "1000"), ("07", "1000")]);
    let statement = only(&file);
    let lines: Vec<_> = file.lines().map(|line| Some(line.as_bytes())).collect();
    let shown: Vec<_> =
        statement.diagnostics().iter().filter(|d| d.code == Code::SignAssumedCredit).collect();
    assert_eq!(shown.iter().map(|guess| guess.raw()).collect::<Vec<_>>(), lines);
}

#[test]
fn a_complement_that_is_unclear_takes_no_money_away() {
    // In its columns, but for what stands in the reserved ones; without two blanks in a row.
    let complement = format!("0511111    22222EUR2 0012345678906240420X YZ LIB{}\n", "x".repeat(70));
    let file = with_amounts(&[("01", "1000"), ("0406", "300"), ("07", "700")]);
    let (before, closing) = file.split_at(file.find("07").unwrap());
    let file = format!("{before}{complement}{closing}").replace("    22222EUR2 ", "B1SE22222EUR2E");
    let statement = only(&file);
    assert_eq!(amounts(&statement), ["-3.00"]);
    assert_eq!(statement.entries[0].details.len(), 1);

    let mut policy = Policy::lenient();
    policy.keep_details = false;
    let without = Reader::with_policy(file.as_bytes(), policy).into_statements().next().unwrap().unwrap();
    assert_eq!(without.diagnostics(), statement.diagnostics());
    assert_eq!((amounts(&without), without.entries[0].details.len()), (amounts(&statement), 0));
}

#[test]
fn what_is_in_no_statement_is_shown_as_it_stands() {
    let sound = with_amounts(&[("01", "1000"), ("07", "1000")]);
    let stray = "0411111 22222EUR2 0012345678906240420 240420VIREMENT EMIS 00000000000300";
    let read = read(&format!("{sound}{stray}\n{sound}"));
    let refused = read[1].as_ref().unwrap_err().diagnostic().unwrap();
    assert_eq!((refused.code, refused.raw()), (Code::StrayRecord, Some(stray.as_bytes())));
    assert!(read[2].is_ok());
}

#[test]
fn an_amount_that_may_be_a_reference_is_refused_even_if_it_adds_up() {
    let start = "11111B1SE22222EUR2E00123456789";
    let balance = |code: &str, amount: &str| format!("{:90}{amount}\n", format!("{code}{start}  240420"));
    let label = "COTISATION DE LA CARTE 123";
    let movement = format!("04{start}9124042010240420{label} 0000000000120}} 1234567890123AXX\n");
    let file = balance("01", "0000000000000{") + &movement + &balance("07", "1234567890123A");
    assert_eq!(crate::statements(file.as_bytes()).filter(|read| read.is_ok()).count(), 1);
    assert_eq!(refused(&file).code, Code::BlanksUnclear);
}

#[test]
fn a_statement_whose_guesses_were_too_many_to_keep_is_refused() {
    // What is read ahead has more records that are unclear than a small limit foresees.
    let mut policy = Policy::lenient();
    policy.max_statement_bytes = 10_000;
    let first = with_amounts(&[("01", "1000"), ("0491", "300"), ("07", "700")]);
    let file = format!("{first}0111111\n{}", "04\n".repeat(30_000));
    let mut reader = Reader::with_policy(file.as_bytes(), policy);
    match reader.read_statement() {
        Ok(Some(statement)) => assert_eq!(amounts(&statement), ["-3.00"]),
        other => assert!(other.is_err(), "{other:?}"),
    }
}

#[test]
fn in_a_record_with_its_gaps_a_number_of_the_label_is_no_amount() {
    // The same character of both amounts was damaged; the sums would not tell.
    let line = |code: &str| {
        let start = format!("0411111    22222EUR2 00123456789{code}240420  240420VIR 12345678901234");
        format!("{start:<90}0000000001X00{{\n")
    };
    let balances = with_amounts(&[("01", "000000000100{"), ("07", "000000000100{")]);
    let (old, new) = balances.split_at(balances.len() / 2);
    let error = refused(&format!("{old}{}{}{new}", line("05"), line("06")));
    assert_eq!(error.code, Code::InvalidAmount);
}
