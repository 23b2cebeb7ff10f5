// Pods whose containers see one another's processes.
//
// In C without a library: what the bindings need of one is in `libc/`. Everything that is
// returned stays where it is, as the guest is gone after the call.

#include "plugin.h"

#include <stdlib.h>

#define TEXT(text) { (uint8_t *)(text), sizeof(text) - 1 }
#define NONE { 0, 0 }

static plugin_string_t rule = TEXT("shared-processes");

static plugin_string_t paths[] = {
    TEXT("spec.shareProcessNamespace"),
    TEXT("spec.template.spec.shareProcessNamespace"),
    TEXT("spec.jobTemplate.spec.template.spec.shareProcessNamespace"),
};

static plugin_string_t kinds[] = { TEXT("workload") };
static plugin_string_t needles[] = { TEXT("shareProcessNamespace") };
static plugin_string_t standards[] = { TEXT("CIS-Kubernetes-5.2.2"), TEXT("CWE-668") };
static plugin_string_t references[] = {
    TEXT("https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/"),
};

static tidewaiter_plugin_types_example_t examples[] = {
    { TIDEWAITER_PLUGIN_TYPES_EXAMPLE_FAILS,
      { .fails = TEXT("//- pod.yaml\n"
                      "apiVersion: v1\n"
                      "kind: Pod\n"
                      "metadata: {name: a}\n"
                      "spec:\n"
                      "  shareProcessNamespace: true\n"
                      "//                       ^^^^ the containers of this pod share their processes\n") } },
    { TIDEWAITER_PLUGIN_TYPES_EXAMPLE_FAILS,
      { .fails = TEXT("//- job.yaml\n"
                      "apiVersion: batch/v1\n"
                      "kind: CronJob\n"
                      "metadata: {name: a}\n"
                      "spec: {jobTemplate: {spec: {template: {spec: {shareProcessNamespace: yes}}}}}\n"
                      "//                                                                   ^^^ the containers of this pod share their processes\n") } },
    { TIDEWAITER_PLUGIN_TYPES_EXAMPLE_PASSES,
      { .passes = TEXT("//- pods.yaml\n"
                       "apiVersion: v1\n"
                       "kind: Pod\n"
                       "metadata: {name: a}\n"
                       "spec:\n"
                       "  shareProcessNamespace: false\n"
                       "---\n"
                       "apiVersion: v1\n"
                       "kind: Pod\n"
                       "metadata: {name: b}\n"
                       "spec:\n"
                       "  shareProcessNamespace: ${SHARED}\n"
                       "---\n"
                       "apiVersion: v1\n"
                       "kind: ConfigMap\n"
                       "metadata: {name: c}\n"
                       "spec:\n"
                       "  shareProcessNamespace: true\n") } },
};

static tidewaiter_plugin_types_rule_info_t rules[] = { {
    .id = TEXT("shared-processes"),
    .summary = TEXT("The containers of a pod see one another's processes"),
    .why = TEXT("Each sees what the others run, may send it signals, and reads their files and "
                "their environment below `/proc`: one that is broken into opens the others."),
    .fix = TEXT("Delete `shareProcessNamespace`. To look into a running pod, use "
                "`kubectl debug --target`, which shares the processes of one container alone."),
    .severity = TIDEWAITER_PLUGIN_TYPES_SEVERITY_MEDIUM,
    .confidence = TIDEWAITER_PLUGIN_TYPES_CONFIDENCE_HIGH,
    .profile = TIDEWAITER_PLUGIN_TYPES_PROFILE_DEFAULT,
    .scope = TIDEWAITER_PLUGIN_TYPES_SCOPE_DOCUMENT,
    .kinds = { kinds, 1 },
    .needles = { needles, 1 },
    .standards = { standards, 2 },
    .references = { references, 1 },
    .examples = { examples, 3 },
} };

void exports_tidewaiter_plugin_rules_info(exports_tidewaiter_plugin_rules_plugin_info_t *ret) {
    plugin_string_t name = TEXT("namespaces"), version = TEXT("0.1.0");
    ret->name = name;
    ret->version = version;
    ret->rules.ptr = rules;
    ret->rules.len = 1;
}

// There are no options; what is given is not read.
bool exports_tidewaiter_plugin_rules_configure(plugin_string_t *options, plugin_string_t *err) {
    return true;
}

static void look(tidewaiter_plugin_host_borrow_node_t node,
                 exports_tidewaiter_plugin_rules_list_finding_t *found) {
    tidewaiter_plugin_types_scalar_t scalar;
    tidewaiter_plugin_host_method_node_scalar(node, &scalar);
    tidewaiter_plugin_types_place_t at = { TIDEWAITER_PLUGIN_TYPES_PLACE_NODE };
    at.val.node = tidewaiter_plugin_host_method_node_id(node);
    if (scalar.tag == TIDEWAITER_PLUGIN_TYPES_SCALAR_UNKNOWN) {
        plugin_string_t by = TEXT("a value that is not known here");
        tidewaiter_plugin_host_silenced(&rule, &at, &by);
    }
    if (scalar.tag != TIDEWAITER_PLUGIN_TYPES_SCALAR_BOOLEAN || !scalar.val.boolean) {
        return;
    }
    tidewaiter_plugin_types_finding_t finding = {
        .rule = rule,
        .message = TEXT("the containers of this pod share their processes"),
        .at = at,
    };
    size_t size = (found->len + 1) * sizeof(finding);
    found->ptr = realloc(found->ptr, size);
    found->ptr[found->len++] = finding;
}

bool exports_tidewaiter_plugin_rules_check_document(
    plugin_list_string_t *rules, exports_tidewaiter_plugin_rules_borrow_document_t of,
    exports_tidewaiter_plugin_rules_list_finding_t *ret, plugin_string_t *err) {
    ret->ptr = 0;
    ret->len = 0;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        tidewaiter_plugin_host_list_own_node_t nodes;
        tidewaiter_plugin_host_method_document_select(of, &paths[i], &nodes);
        for (size_t j = 0; j < nodes.len; j++) {
            look(tidewaiter_plugin_host_borrow_node(nodes.ptr[j]), ret);
        }
    }
    tidewaiter_plugin_host_document_drop_borrow(of);
    return true;
}

bool exports_tidewaiter_plugin_rules_check_program(
    plugin_list_string_t *rules, exports_tidewaiter_plugin_rules_borrow_program_t of,
    exports_tidewaiter_plugin_rules_list_finding_t *ret, plugin_string_t *err) {
    ret->ptr = 0;
    ret->len = 0;
    tidewaiter_plugin_host_program_drop_borrow(of);
    return true;
}
