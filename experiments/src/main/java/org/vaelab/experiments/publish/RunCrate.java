// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;

/**
 * The metadata of an archive as an RO-Crate 1.1 with the profiles Process Run Crate 0.5, Workflow Run Crate
 * 0.5 and Workflow RO-Crate 1.0 (https://www.researchobject.org/workflow-run-crate/profiles/). The config is
 * the workflow. The comparison executes it, and each run is an action of VaeLab.
 *
 * @param plugins the members that are plugin jars
 * @param gaps what is missing, a clause each
 * @param license of the records; empty: none is stated
 * @param sizes of all members that can be described, by name
 */
record RunCrate(
        ComparisonPlan plan,
        Map<PlannedRun, RunRecord> records,
        List<DataDescription> data,
        List<String> plugins,
        List<String> gaps,
        Optional<String> license,
        Map<String, Long> sizes) {

    static final String NAME = "ro-crate-metadata.json";

    private static final JsonTemplate TEMPLATE = JsonTemplate.of("run-crate.json");

    private static final Map<String, String> FORMATS =
            Map.of(
                    "json", "application/json",
                    "yaml", "application/yaml",
                    "md", "text/markdown",
                    "html", "text/html",
                    "jar", "application/java-archive");

    /** The entities by identifier, in order. One that is known is not added again. */
    private record Graph(Map<String, ObjectNode> entities) {

        String add(String kind, Map<String, ?> values) {
            ObjectNode entity = TEMPLATE.fill(kind, values);
            String id = entity.get("@id").textValue();
            entities.putIfAbsent(id, entity);
            return id;
        }

        String folder(String path, String name, String description) {
            return add("folder", Map.of("id", path, "name", name, "description", description));
        }
    }

    /** Returns the name of a member as an identifier. */
    private static String id(String member) {
        try {
            return new URI(null, null, member, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(member, e);
        }
    }

    ObjectNode metadata() {
        Map<String, Object> root = new HashMap<>();
        root.put("name", plan.name());
        root.put("runs", Amount.of(records.size(), "run"));
        root.put("missing", gaps.isEmpty() ? "" : " Missing: " + String.join("; ", gaps) + ".");
        root.put("end", times(false));
        String workflow = id(sizes.containsKey("config.yaml") ? "config.yaml" : "plan.json");
        root.put("workflow", workflow);
        Graph graph = new Graph(new LinkedHashMap<>());
        graph.add("descriptor", Map.of());
        String rootId = graph.add("root", root);
        root.put("license", license(graph));
        for (String profile : List.of("processProfile", "runProfile", "workflowProfile")) {
            graph.add(profile, Map.of());
        }
        List<String> parts = new ArrayList<>();
        List<String> inputs = inputs(graph, parts);
        graph.add("workflow", member(workflow, Map.of("plan", plan.name())));
        graph.add("language", Map.of());
        parts.add(workflow);
        parts.addAll(files(graph));
        List<String> actions = new ArrayList<>();
        actions.add(comparison(graph, workflow, inputs));
        records.forEach((run, record) -> actions.add(action(run, record, graph, parts, inputs)));
        root.put("parts", JsonTemplate.references(parts));
        root.put("actions", JsonTemplate.references(actions));
        graph.entities().put(rootId, TEMPLATE.fill("root", root));
        return TEMPLATE.fill("crate", Map.of("graph", graph.entities().values()));
    }

    private Object license(Graph graph) {
        if (license.isEmpty()) {
            return "No license is stated. Ask the authors.";
        }
        String named = license.get();
        String address = named.contains("://") ? named : "https://spdx.org/licenses/" + named;
        return Map.of("@id", graph.add("license", Map.of("address", address, "name", named)));
    }

    /** Returns the first start, or the last end, of a run. */
    private String times(boolean start) {
        List<String> all =
                records.values().stream()
                        .map(record -> record.provenance().execution())
                        .flatMap(execution -> Optional.ofNullable(execution).stream())
                        .map(of -> start ? of.startedAt() : of.finishedAt())
                        .map(RunCrate::time)
                        .sorted()
                        .toList();
        return all.get(start ? 0 : all.size() - 1);
    }

    /** The profiles want an offset. */
    private static String time(String utc) {
        return utc.replaceFirst("Z$", "+00:00");
    }

    private Map<String, Object> member(String name, Map<String, ?> others) {
        Map<String, Object> values = new HashMap<>(others);
        values.put("id", id(name));
        values.put("name", name);
        values.put("size", "" + sizes.get(name));
        String ending = name.substring(name.lastIndexOf('.') + 1);
        values.put("format", FORMATS.getOrDefault(ending, "text/plain"));
        return values;
    }

    private List<String> files(Graph graph) {
        List<String> files = new ArrayList<>();
        for (String member : sizes.keySet()) {
            boolean isTop = member.matches("[^/]+|data/.*|report/[^/]+") && !member.equals(NAME);
            if (isTop && !graph.entities().containsKey(id(member))) {
                boolean isAboutAll = member.equals("README.md");
                Map<String, ?> about = Map.of("about", Map.of("@id", "./"));
                files.add(graph.add("file", member(member, isAboutAll ? about : Map.of())));
            }
        }
        files.add(
                graph.folder(
                        "report/",
                        "report",
                        "Tables, figures and pages, made from the records alone."));
        if (sizes.keySet().stream().anyMatch(member -> member.startsWith("search/"))) {
            String description = "The searches for the settings of models.";
            files.add(graph.folder("search/", "search", description));
        }
        return files;
    }

    /** Returns the data sets and the plugins. */
    private List<String> inputs(Graph graph, List<String> parts) {
        List<String> inputs = new ArrayList<>();
        for (DataDescription set : data) {
            inputs.add(
                    graph.add(
                            "data",
                            Map.of(
                                    "id", set.id(),
                                    "origin", set.origin(),
                                    "checksum", set.checksum(),
                                    "croissant", id("data/" + set.croissantName()))));
        }
        for (String plugin : plugins) {
            Map<String, String> description =
                    Map.of("description", "A plugin of VaeLab that runs use.");
            String id = graph.add("file", member(plugin, description));
            inputs.add(id);
            parts.add(id);
        }
        return inputs;
    }

    private String comparison(Graph graph, String workflow, List<String> inputs) {
        long failed = records.values().stream().filter(run -> run.failure() != null).count();
        return graph.add(
                "comparison",
                Map.of(
                        "plan", plan.name(),
                        "runs", Amount.of(records.size(), "run"),
                        "failed", failed,
                        "start", times(true),
                        "end", times(false),
                        "workflow", workflow,
                        "inputs", JsonTemplate.references(inputs)));
    }

    private String action(
            PlannedRun run,
            RunRecord record,
            Graph graph,
            List<String> parts,
            List<String> inputs) {
        String folder = "runs/" + run.folderName() + "/";
        String result = folder + "result.json";
        Provenance from = record.provenance();
        Map<String, Object> values = new HashMap<>();
        values.put("run", run.folderName());
        values.put("label", run.label());
        values.put("how", "");
        Provenance.Execution execution = from.execution();
        if (execution != null) {
            values.put("start", time(execution.startedAt()));
            values.put("end", time(execution.finishedAt()));
            values.put(
                    "how",
                    " with the command %s on %s, %s, %s"
                            .formatted(
                                    execution.command(),
                                    execution.jvm(),
                                    execution.os(),
                                    execution.cpu()));
        }
        Failure failure = record.failure();
        values.put("status", failure == null ? "Completed" : "Failed");
        values.put("error", failure == null ? null : failure.cause());
        values.put("used", JsonTemplate.references(used(from, inputs)));
        values.put("record", id(result));
        values.put("folder", id(folder));
        Map<String, String> software = software(from.framework());
        values.put("software", software.get("id"));
        String action = graph.add("run", values);
        graph.add("software", software);
        String described = "The record of " + run.label() + ".";
        parts.add(graph.add("file", member(result, Map.of("description", described))));
        parts.add(graph.folder(id(folder), folder, "All files of " + run.label() + "."));
        return action;
    }

    /** Returns the plan, and those of the inputs that a run used. */
    private List<String> used(Provenance from, List<String> inputs) {
        List<String> used = new ArrayList<>(List.of("plan.json"));
        data.stream()
                .filter(set -> set.checksum().equals(from.data().checksum()))
                .forEach(set -> used.add("#data-" + set.id()));
        from.plugins().keySet().stream()
                .map(name -> id(ArchiveFile.PLUGINS + "/" + name))
                .filter(inputs::contains)
                .forEach(used::add);
        return used;
    }

    private static Map<String, String> software(Provenance.Framework framework) {
        String commit = framework.commit() == null ? "unknown" : framework.commit();
        boolean isChanged = Boolean.TRUE.equals(framework.dirty());
        String suffix = isChanged ? "-changed" : "";
        return Map.of(
                "id", "#vaelab-" + framework.version() + "-" + commit + suffix,
                "version", framework.version(),
                "commit", commit,
                "changed", isChanged ? ", with changes that are not committed" : "");
    }
}
