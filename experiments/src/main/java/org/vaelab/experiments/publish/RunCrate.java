// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

        String add(String kind, @Nullable Object... values) {
            ObjectNode entity = TEMPLATE.fill(kind, values);
            String id = entity.get("@id").textValue();
            entities.putIfAbsent(id, entity);
            return id;
        }

        String file(String kind, String member, Map<String, Long> sizes, String key, Object value) {
            String ending = member.substring(member.lastIndexOf('.') + 1);
            return add(
                    kind,
                    "id",
                    RunCrate.id(member),
                    "name",
                    member,
                    "size",
                    "" + sizes.get(member),
                    "format",
                    FORMATS.getOrDefault(ending, "text/plain"),
                    key,
                    value);
        }

        String folder(String path, String name, String description) {
            return add("folder", "id", path, "name", name, "description", description);
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
        Graph graph = new Graph(new LinkedHashMap<>());
        graph.add("descriptor");
        // The second entity, which is known last.
        graph.entities().put("./", TEMPLATE.fill("descriptor"));
        Object licensed = license(graph);
        for (String profile : List.of("processProfile", "runProfile", "workflowProfile")) {
            graph.add(profile);
        }
        List<String> parts = new ArrayList<>();
        List<String> inputs = inputs(graph, parts);
        String config = sizes.containsKey("config.yaml") ? "config.yaml" : "plan.json";
        String workflow = graph.file("workflow", config, sizes, "plan", plan.name());
        graph.add("language");
        parts.add(workflow);
        parts.addAll(files(graph));
        List<String> actions = new ArrayList<>();
        actions.add(comparison(graph, workflow, inputs));
        records.forEach((run, record) -> actions.add(action(run, record, graph, parts, inputs)));
        ObjectNode root =
                TEMPLATE.fill(
                        "root",
                        "name",
                        plan.name(),
                        "runs",
                        Amount.of(records.size(), "run"),
                        "missing",
                        gaps.isEmpty() ? "" : " Missing: " + String.join("; ", gaps) + ".",
                        "end",
                        times(false),
                        "license",
                        licensed,
                        "workflow",
                        workflow,
                        "parts",
                        JsonTemplate.references(parts),
                        "actions",
                        JsonTemplate.references(actions));
        graph.entities().put("./", root);
        return TEMPLATE.fill("crate", "graph", graph.entities().values());
    }

    private Object license(Graph graph) {
        if (license.isEmpty()) {
            return "No license is stated. Ask the authors.";
        }
        String named = license.get();
        String address = named.contains("://") ? named : "https://spdx.org/licenses/" + named;
        return Map.of("@id", graph.add("license", "address", address, "name", named));
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

    private List<String> files(Graph graph) {
        List<String> files = new ArrayList<>();
        for (String member : sizes.keySet()) {
            boolean isTop = member.matches("[^/]+|data/.*|report/[^/]+") && !member.equals(NAME);
            if (isTop && !graph.entities().containsKey(id(member))) {
                Object about = member.equals("README.md") ? Map.of("@id", "./") : Optional.empty();
                files.add(graph.file("file", member, sizes, "about", about));
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
                            "id",
                            set.id(),
                            "origin",
                            set.origin(),
                            "checksum",
                            set.checksum(),
                            "croissant",
                            id("data/" + set.croissantName())));
        }
        for (String plugin : plugins) {
            String description = "A plugin of VaeLab that runs use.";
            String id = graph.file("file", plugin, sizes, "description", description);
            inputs.add(id);
            parts.add(id);
        }
        return inputs;
    }

    private String comparison(Graph graph, String workflow, List<String> inputs) {
        long failed = records.values().stream().filter(run -> run.failure() != null).count();
        return graph.add(
                "comparison",
                "plan",
                plan.name(),
                "runs",
                Amount.of(records.size(), "run"),
                "failed",
                failed,
                "start",
                times(true),
                "end",
                times(false),
                "workflow",
                workflow,
                "inputs",
                JsonTemplate.references(inputs));
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
        Optional<Provenance.Execution> execution = Optional.ofNullable(from.execution());
        Failure failure = record.failure();
        String action =
                graph.add(
                        "run",
                        "run",
                        run.folderName(),
                        "label",
                        run.label(),
                        "how",
                        execution.map(RunCrate::how).orElse(""),
                        "software",
                        software(from.framework()),
                        "start",
                        execution.map(of -> time(of.startedAt())),
                        "end",
                        execution.map(of -> time(of.finishedAt())),
                        "status",
                        failure == null ? "Completed" : "Failed",
                        "error",
                        failure == null ? null : failure.cause(),
                        "used",
                        JsonTemplate.references(used(from, inputs)),
                        "record",
                        id(result),
                        "folder",
                        id(folder));
        graph.add(
                "software",
                "id",
                software(from.framework()),
                "version",
                from.framework().version(),
                "commit",
                commit(from.framework()),
                "changed",
                isChanged(from.framework()) ? ", with changes that are not committed" : "");
        String described = "The record of " + run.label() + ".";
        parts.add(graph.file("file", result, sizes, "description", described));
        parts.add(graph.folder(id(folder), folder, "All files of " + run.label() + "."));
        return action;
    }

    private static String how(Provenance.Execution of) {
        return " with the command %s on %s, %s, %s"
                .formatted(of.command(), of.jvm(), of.os(), of.cpu());
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

    private static String software(Provenance.Framework framework) {
        String suffix = isChanged(framework) ? "-changed" : "";
        return "#vaelab-" + framework.version() + "-" + commit(framework) + suffix;
    }

    private static String commit(Provenance.Framework framework) {
        return framework.commit() == null ? "unknown" : framework.commit();
    }

    private static boolean isChanged(Provenance.Framework framework) {
        return Boolean.TRUE.equals(framework.dirty());
    }
}
