//! What is read of YAML that is broken, generated, or about to be.

use tidewaiter::{
    syntax::{self, Document, Input, NoticeKind},
    text::{FileId, Span, Text},
    tree::{Selector, Style, Tree},
};

fn parse(text: &str) -> (Vec<Document>, Vec<(NoticeKind, String)>) {
    let input = Input::file("a.yaml", Text::of_file(FileId(0), text));
    let (documents, notices) = syntax::parse(&input);
    (documents, notices.into_iter().map(|it| (it.kind, it.message)).collect())
}

/// The kinds of notices, and each scalar that a path leads to: what it says, and
/// what is written at its place.
fn read<'a>(text: &'a str, path: &str) -> (Vec<NoticeKind>, Vec<(String, &'a str)>) {
    let (documents, notices) = parse(text);
    let path = Selector::parse(path).expect("a path");
    let trees = documents.iter().filter_map(|it| it.tree.as_ref());
    let scalars = trees.flat_map(|tree| {
        let found = tree.select(&path).into_iter();
        found.map(|id| {
            let said = tree.str(id).unwrap_or("no scalar").to_owned();
            (said, &text[tree.locate(id).span.range()])
        })
    });
    (notices.into_iter().map(|it| it.0).collect(), scalars.collect())
}

fn said(text: &str, path: &str) -> Vec<String> {
    read(text, path).1.into_iter().map(|it| it.0).collect()
}

fn keys(text: &str) -> Vec<String> {
    let (documents, _) = parse(text);
    let tree = documents[0].tree.as_ref().expect("a tree");
    tree.entries(Tree::ROOT).map(|(key, _)| tree.str(key).expect("a name").to_owned()).collect()
}

const TEMPLATE: [NoticeKind; 1] = [NoticeKind::Template];

#[test]
fn a_value_of_a_template_says_what_is_written() {
    for (text, value) in [
        ("a: {{ .b }}\n", "{{ .b }}"),
        ("a: {{ .b }}:latest # c\n", "{{ .b }}:latest"),
        ("a: x-{{ .b }}.{{ .c }}\n{{ end }}\n", "x-{{ .b }}.{{ .c }}"),
        ("a: {{ if .b }}3{{ else }}1{{ end }}\n", "{{ if .b }}3{{ else }}1{{ end }}"),
        ("a: {{ .b | default \"}}\" }}\n", "{{ .b | default \"}}\" }}"),
        ("a: {{- dict\n\"é\" 1 }}\n", "{{- dict\n\"é\" 1 }}"),
        ("a:\n  {{- toYaml .b | nindent 2 }}\n", "{{- toYaml .b | nindent 2 }}"),
        ("a:\n{{ toYaml .b | indent 2 }}\n", "{{ toYaml .b | indent 2 }}"),
        ("a: <%= b %>\n<% if c %>\n", "<%= b %>"),
        ("{% if b %}\na: {{ b }}\n{% endif %}\n", "{{ b }}"),
    ] {
        let (notices, found) = read(text, "a");
        assert_eq!(found, [(value.to_owned(), value)], "{text}");
        assert!(!notices.contains(&NoticeKind::Unparsed), "{text}");
    }
}

#[test]
fn a_quoted_value_of_a_template_keeps_its_quotes() {
    let text = "{{ if .x }}\na: \"{{ .b | default \"c\" }}\"\n{{ end }}\n";
    let expected = ("{{ .b | default \"c\" }}".to_owned(), "\"{{ .b | default \"c\" }}\"");
    assert_eq!(read(text, "a"), (TEMPLATE.to_vec(), vec![expected]));
}

#[test]
fn lines_of_control_leave_the_rest_as_it_is() {
    let text = "{{- if .x }}\nkind: A\n{{- /* two\nlines */}}\nlist:\n{{- range .l }}\n- {{ . }}\n\
                {{- end }}\n  {{- include \"x\" . | nindent 2 }}\n---\n{{- else -}}\nkind: B\n{{ end }}\n";
    assert_eq!(said(text, "kind"), ["A", "B"]);
    assert_eq!(said(text, "list[*]"), ["{{ . }}"]);
    assert_eq!(read(text, "kind").0, TEMPLATE);
}

#[test]
fn what_an_action_adds_to_a_map_is_left_out() {
    let text =
        "a:\n  {{- include \"l\" . | nindent 2 }}\n  b: 1\nc: {{- include \"l\" . }}\n  d: 2\n";
    assert_eq!(said(text, "a.b"), ["1"]);
    assert_eq!(said(text, "c.d"), ["2"]);
}

#[test]
fn a_key_of_a_template_is_kept_as_written() {
    assert_eq!(keys("{{ $k }}: {{ $v | quote }}\nb: 1\n"), ["{{ $k }}", "b"]);
}

#[test]
fn a_template_in_a_block_is_text_of_it() {
    let text = "a: |\n  x\n  {{ if .b }}\n  y: {{ .c }}\n{{ .d | indent 2 }}\n  z\n{{- if .e }}\n  w\n{{- end }}\nf: {{ .g }}\n";
    let expected = "x\n{{ if .b }}\ny: {{ .c }}\n{{ .d | indent 2 }}\nz\n{{- if .e }}\nw\n";
    assert_eq!(said(text, "a"), [expected]);
    assert_eq!(said(text, "f"), ["{{ .g }}"]);
    let alone = "a: |-\n{{ .b | indent 2 }}\nc: {{ .d }}\n";
    assert_eq!(said(alone, "a"), ["{{ .b | indent 2 }}\n"]);
    let (documents, _) = parse(alone);
    let tree = documents[0].tree.as_ref().expect("a tree");
    let a = tree.get(Tree::ROOT, "a").and_then(|id| tree.scalar(id)).expect("a scalar");
    assert_eq!(a.style, Style::Literal);
}

#[test]
fn what_can_be_read_as_it_is_needs_no_notice() {
    for text in [
        "a: \"{{ $labels.x }}\"\n",
        "a: x {{ $value }} y\n",
        "a: |\n  {{ x }}\n  {% y %}\n",
        "# {{ x }}\na: 1\n",
        "a: ${{ secrets.B }}\n",
        "a: {b: {c: d}}\n",
    ] {
        assert_eq!(parse(text).1, [], "{text}");
    }
}

#[test]
fn quoted_lines_may_stand_too_far_to_the_left() {
    let text = "a:\n  b: \"one\n  two\n\n  three\n  four\"\n  c: 'x\r\n  y'\nd: e\n";
    assert_eq!(parse(text).1, []);
    assert_eq!(said(text, "d"), ["e"]);
    assert_eq!(said(text, "a.c"), ["x y"]);
    assert!(said(text, "a.b")[0].starts_with("one two"));
    assert_eq!(read(text, "a.c").1[0].1, "'x\r\n  y'");
}

#[test]
fn so_many_lines_too_far_to_the_left_end_the_document_alone() {
    let text = format!("a: \"x\n{}\"\n---\nb: 1\n", "y\n".repeat(1000));
    assert_eq!(said(&text, "b"), ["1"]);
    assert_eq!(parse(&text).1.len(), 1);
}

#[test]
fn a_tab_is_an_error_where_it_indents_and_a_carriage_return_ends_a_line() {
    let (notices, found) = read("a:\n\tb: 1\n---\nc: 2\t# d\n", "c");
    assert_eq!(notices, [NoticeKind::Unparsed]);
    assert_eq!(found, [("2".to_owned(), "2")]);
    assert_eq!(said("a: 1\rb: |\r  x\r  y\rc: 2\r", "*"), ["1", "x\ny\n", "2"]);
}

#[test]
fn many_comments_between_two_values_are_kept() {
    let text = format!("a:\n{}  b: 1\n", "  # c\n".repeat(500));
    let (documents, notices) = parse(&text);
    assert_eq!((documents[0].comments.len(), notices.len()), (500, 0));
}

#[test]
fn of_every_beginning_of_a_template_each_scalar_is_what_is_written() {
    let text = "{{- if .ä }}\na: \"{{ .b }}\" # é\nb: {{ \"é\" }}é\nc: |\n  é {{ x }}\n{{ .d }}\n  é\n\
                d:\n{{ .é }}\ne: {{ if }}\n  {{/* é\n */}} f: {% é %}\n- <% é %>\n{{ é }}: {# é #}\n{{ end }}\n";
    for (end, _) in text.char_indices() {
        let text = &text[..end];
        for tree in parse(text).0.into_iter().filter_map(|it| it.tree) {
            for id in tree.nodes() {
                assert!(text.get(tree.span(id).range()).is_some(), "{text}");
                let Some(part) = tree.part(id) else { continue };
                let whole = part.locate(Span::new(0, part.as_str().len())).span;
                assert!(text.get(whole.range()).is_some(), "{whole:?} of {text}");
            }
        }
    }
}
