//! The same of what there is around templates.

use proptest::prelude::{Strategy, prop, proptest};

use super::{dump, is_plain, text};
use crate::syntax::{
    laws::mutated,
    yaml::{code::Code, plain, plain::Unread, read, template},
};

const CHART: &str = r##"{{- if .Values.on }}
# Of {{ .Chart.Name }}
apiVersion: {{ include "version" . | quote }}
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web # {{ not this }}
  labels:
    {{- include "labels" . | nindent 4 }}
    app: "{{ .Values.app }}"
  {{- with .Values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ .Values.replicas | default 2 }}
  {{ .Values.key }}: value
  list: [{{ .a }}, b, "{{ .c }}"]
  containers:
    {{- range $name, $it := .Values.containers }}
    - name: {{ $name }}
      args:
      - --port={{ $it.port }}
      - '{{ $it.text }}'
      {{ if $it.more -}}
      - more
      {{- else }}
      - {{ $it.less }} {{ $it.least }}
      {{- end }}
      script: |
        {{- if $it.wait }}
        sleep 1
        {{- end }}
        exec {{ $it.command }}
      folded: >-
{{ $it.folded | indent 8 }}
      template: {{ printf "%s
        %s" 1 2 }}
    {{- end }}
  none:
  resources: {{- toYaml .Values.resources | nindent 4 }}
  last:
    {% for a in b %}
    a: {{ a }}
    {% endfor %}
{{- end }}
"##;

/// Whether the plain way reads what is around templates; if so, the other way has to read
/// the same.
fn is_plain_around(source: &str) -> bool {
    let code = || {
        let (code, masks) = template::mask(source)?;
        Some(Code::masked(code, masks))
    };
    let (Some(code), Some(same)) = (code(), code()) else { return false };
    let text = text(source);
    let Ok(parsed) = plain::parse(&text, &code) else { return false };
    assert_eq!(dump(&parsed), dump(&read(&text, same).0), "{source:?}");
    true
}

#[test]
fn a_chart_is_read_as_by_the_other_way() {
    assert!(is_plain_around(CHART));
    assert!(is_plain_around(&CHART.replace('\n', "\r\n")));
}

#[test]
fn where_only_a_template_can_stand_one_is_seen() {
    let templates = [
        "a: {{ b }}",
        "{{ a }}: b",
        "- {{ a }}",
        "a: [{{ b }}]",
        "a: b\n{{- if c }}",
        "a:\n  {{ b }}",
        "a: \"b\"\n  {{ c }}",
        "a: {% b %}",
        "{# a #}",
        "---\n{{ a }}",
        "- - {{ a }}\n  {{ b }}",
        "a: |\n  b\n{{ c }}",
    ];
    for source in templates {
        let read = plain::parse(&text(source), &Code::as_written(source));
        assert!(matches!(read, Err(Unread::Template)), "{source:?}");
        assert!(!is_plain(source), "{source:?}");
    }
}

/// Lines of a chart of which most make sense, in whatever order.
fn few_actions() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "  ", "  ", "    ", "      "]);
    let rest = prop::sample::select(vec![
        "a: {{ b }}",
        "{{ a }}: b",
        "- {{ a }}",
        "{{- if a }}",
        "{{- end }}",
        "{{ a }}",
        "a:",
        "a: |",
        "a: b",
        "- a",
        "- a: {{ b }} c",
        "a: 'b {{ c }}'",
        "a: {{ b }} # c",
        "# {{ a }}",
        "",
        "a: >-",
        "{{ a }}{{ b }}",
        "a: [{{ b }}, c]",
        "a: {{ b\n}}",
        "- {{ a }}: b",
        "{{- a -}}",
        "a: \"b",
        "a: {{- b | nindent 4 }}",
        "a: &b {{ c }}",
        "---",
        "a: {b: {{ c }}}",
        "{{/* a\nb */}}",
    ]);
    let line = (indent, rest).prop_map(|(indent, rest)| format!("{indent}{rest}\n"));
    prop::collection::vec(line, 1..9).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn any_chart_is_read_as_by_the_other_way(
        cuts in prop::collection::vec((0.0..1.0, "[-: \n#'\"|>{}%,a\\[\\]]{0,3}"), 0..4)
    ) {
        let cuts: Vec<_> = cuts.iter().map(|(share, part)| (*share, part.as_str())).collect();
        let chart = mutated(CHART, &cuts);
        is_plain(&chart);
        is_plain_around(&chart);
        is_plain_around(&chart.replace('\n', "\r\n"));
    }

    #[test]
    fn few_lines_of_a_chart_are_read_as_by_the_other_way(lines in few_actions()) {
        is_plain(&lines);
        is_plain_around(&lines);
    }
}
