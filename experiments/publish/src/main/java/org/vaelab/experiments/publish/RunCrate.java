// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.settings.Amount;

/**
 * The metadata of an archive as an RO-Crate 1.1 with the profiles Process Run Crate 0.5, Workflow
 * Run Crate 0.5 and Workflow RO-Crate 1.0
 * (https://www.researchobject.org/workflow-run-crate/profiles/). The config is the workflow. The
 * comparison executes it, and each run is an action of VaeLab.
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

    private static final String CRATE = "https://w3id.org/ro/crate/1.1";
    private static final String WORKFLOW = "https://w3id.org/workflowhub/workflow-ro-crate/1.0";
    private static final Map<String, String> PROFILES =
            Map.of(
                    "https://w3id.org/ro/wfrun/process/0.5",
                    "Process Run Crate",
                    "https://w3id.org/ro/wfrun/workflow/0.5",
                    "Workflow Run Crate",
                    WORKFLOW,
                    "Workflow RO-Crate");
    private static final String STATUS = "http://schema.org/";

    private static final class Graph {
        final ObjectNode root = JsonNodeFactory.instance.objectNode();
        final ArrayNode entities;
        final Map<String, ObjectNode> byId = new LinkedHashMap<>();

        Graph() {
            root.putArray("@context")
                    .add(CRATE + "/context")
                    .add("https://w3id.org/ro/terms/workflow-run/context");
            entities = root.putArray("@graph");
        }

        /** Returns the entity of an identifier, new if there is none yet. */
        ObjectNode entity(String id, String... types) {
            ObjectNode known = byId.get(id);
            if (known != null) {
                return known;
            }
            ObjectNode entity = entities.addObject().put("@id", id);
            if (types.length == 1) {
                entity.put("@type", types[0]);
            } else {
                ArrayNode all = entity.putArray("@type");
                List.of(types).forEach(all::add);
            }
            byId.put(id, entity);
            return entity;
        }
    }

    private static void refer(ObjectNode from, String property, String id) {
        from.putObject(property).put("@id", id);
    }

    private static void refer(ObjectNode from, String property, List<String> ids) {
        ArrayNode all = from.putArray(property);
        ids.stream().distinct().forEach(id -> all.addObject().put("@id", id));
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
        Graph graph = new Graph();
        ObjectNode descriptor = graph.entity(NAME, "CreativeWork");
        refer(descriptor, "about", "./");
        refer(descriptor, "conformsTo", List.of(CRATE, WORKFLOW));
        ObjectNode root = graph.entity("./", "Dataset");
        root.put("name", plan.name()).put("description", description());
        root.put("datePublished", times(false));
        license(root, graph);
        List<String> profiles = PROFILES.keySet().stream().sorted().toList();
        refer(root, "conformsTo", profiles);
        for (String profile : profiles) {
            graph.entity(profile, "CreativeWork")
                    .put("name", PROFILES.get(profile))
                    .put("version", profile.substring(profile.lastIndexOf('/') + 1));
        }
        List<String> parts = new ArrayList<>();
        List<String> inputs = inputs(graph, parts);
        String workflow = workflow(graph);
        refer(root, "mainEntity", workflow);
        parts.add(workflow);
        parts.addAll(files(graph));
        List<String> actions = new ArrayList<>();
        actions.add(comparison(graph, workflow, inputs));
        records.forEach((run, record) -> actions.add(action(run, record, graph, parts, inputs)));
        refer(root, "hasPart", parts.stream().filter(part -> !part.startsWith("#")).toList());
        refer(root, "mentions", actions);
        return graph.root;
    }

    private String description() {
        return "A comparison of models with VaeLab: %s. The date of publication is the end of the last run.%s"
                .formatted(
                        Amount.of(records.size(), "run"),
                        gaps.isEmpty() ? "" : " Missing: " + String.join("; ", gaps) + ".");
    }

    private void license(ObjectNode root, Graph graph) {
        if (license.isEmpty()) {
            root.put("license", "No license is stated. Ask the authors.");
            return;
        }
        String named = license.get();
        String address = named.contains("://") ? named : "https://spdx.org/licenses/" + named;
        graph.entity(address, "CreativeWork")
                .put("name", named)
                .put("description", "License of the records and the report.");
        refer(root, "license", address);
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

    private String workflow(Graph graph) {
        String member = sizes.containsKey("config.yaml") ? "config.yaml" : "plan.json";
        ObjectNode workflow =
                file(member, graph, "File", "SoftwareSourceCode", "ComputationalWorkflow")
                        .put("name", "Config of " + plan.name())
                        .put("description", "Models, data, training and evaluation.");
        refer(workflow, "programmingLanguage", "#config-language");
        graph.entity("#config-language", "ComputerLanguage")
                .put("name", "Config of VaeLab")
                .put("description", "A format in YAML that the program VaeLab reads.");
        return id(member);
    }

    private ObjectNode file(String member, Graph graph, String... types) {
        ObjectNode file =
                graph.entity(id(member), types.length == 0 ? new String[] {"File"} : types);
        file.put("name", member).put("contentSize", "" + sizes.get(member));
        String ending = member.substring(member.lastIndexOf('.') + 1);
        return file.put(
                "encodingFormat",
                Map.of(
                                "json", "application/json",
                                "yaml", "application/yaml",
                                "md", "text/markdown",
                                "html", "text/html",
                                "jar", "application/java-archive")
                        .getOrDefault(ending, "text/plain"));
    }

    private List<String> files(Graph graph) {
        List<String> files = new ArrayList<>();
        for (String member : sizes.keySet()) {
            boolean isTop = member.matches("[^/]+|data/.*|report/[^/]+") && !member.equals(NAME);
            if (isTop && !graph.byId.containsKey(id(member))) {
                ObjectNode file = file(member, graph);
                if (member.equals("README.md")) {
                    refer(file, "about", "./");
                }
                files.add(id(member));
            }
        }
        files.add("report/");
        graph.entity("report/", "Dataset")
                .put("name", "report")
                .put("description", "Tables, figures and pages, made from the records alone.");
        if (sizes.keySet().stream().anyMatch(member -> member.startsWith("search/"))) {
            files.add("search/");
            graph.entity("search/", "Dataset")
                    .put("name", "search")
                    .put("description", "The searches for the settings of models.");
        }
        return files;
    }

    /** Returns the data sets and the plugins. */
    private List<String> inputs(Graph graph, List<String> parts) {
        List<String> inputs = new ArrayList<>();
        for (DataDescription set : data) {
            String id = "#data-" + set.id();
            ObjectNode entity =
                    graph.entity(id, "CreativeWork")
                            .put("additionalType", "http://schema.org/Dataset")
                            .put("name", set.id())
                            .put("description", set.origin() + " The data are not in this crate.")
                            .put("identifier", "sha256:" + set.checksum());
            refer(entity, "subjectOf", id("data/" + set.croissantName()));
            inputs.add(id);
        }
        for (String plugin : plugins) {
            file(plugin, graph).put("description", "A plugin of VaeLab that runs use.");
            inputs.add(id(plugin));
            parts.add(id(plugin));
        }
        return inputs;
    }

    private String comparison(Graph graph, String workflow, List<String> inputs) {
        long failed = records.values().stream().filter(run -> run.failure() != null).count();
        String id = "#comparison";
        ObjectNode action =
                graph.entity(id, "CreateAction")
                        .put("name", "Comparison " + plan.name())
                        .put(
                                "description",
                                "Executed the config: %s, of which %s failed."
                                        .formatted(Amount.of(records.size(), "run"), failed))
                        .put("startTime", times(true))
                        .put("endTime", times(false))
                        .put("actionStatus", STATUS + "CompletedActionStatus");
        refer(action, "instrument", workflow);
        refer(action, "object", inputs);
        refer(action, "result", List.of("report/", "plan.json"));
        return id;
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
        ObjectNode action =
                graph.entity("#run-" + run.folderName(), "CreateAction")
                        .put("name", run.label())
                        .put("description", "Trained and evaluated " + run.label() + ".");
        refer(action, "instrument", software(from.framework(), graph));
        Provenance.Execution execution = from.execution();
        if (execution != null) {
            action.put("startTime", time(execution.startedAt()))
                    .put("endTime", time(execution.finishedAt()))
                    .put(
                            "description",
                            "Trained and evaluated %s with the command %s on %s, %s, %s."
                                    .formatted(
                                            run.label(),
                                            execution.command(),
                                            execution.jvm(),
                                            execution.os(),
                                            execution.cpu()));
        }
        Failure failure = record.failure();
        action.put(
                "actionStatus",
                STATUS + (failure == null ? "CompletedActionStatus" : "FailedActionStatus"));
        if (failure != null) {
            action.put("error", failure.cause());
        }
        refer(action, "object", used(from, inputs));
        refer(action, "result", List.of(id(result), id(folder)));
        file(result, graph).put("description", "The record of " + run.label() + ".");
        graph.entity(id(folder), "Dataset")
                .put("name", folder)
                .put("description", "All files of " + run.label() + ".");
        parts.add(id(result));
        parts.add(id(folder));
        return "#run-" + run.folderName();
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

    private static String software(Provenance.Framework framework, Graph graph) {
        String commit = framework.commit() == null ? "unknown" : framework.commit();
        boolean changed = Boolean.TRUE.equals(framework.dirty());
        String id = "#vaelab-" + framework.version() + "-" + commit + (changed ? "-changed" : "");
        graph.entity(id, "SoftwareApplication")
                .put("name", "VaeLab")
                .put("softwareVersion", framework.version())
                .put(
                        "description",
                        "Commit "
                                + commit
                                + (changed ? ", with changes that are not committed." : "."));
        return id;
    }
}
