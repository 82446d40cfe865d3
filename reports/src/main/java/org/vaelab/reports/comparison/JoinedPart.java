// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.ComparedRun.TrainingLog;

/** One of the comparisons that a report joins: a folder with its plan. */
record JoinedPart(ComparisonFolder folder, ComparisonPlan plan) {

    /** The key in which the runs of a model differ. */
    private static final String SEED = "seed";

    private static final String START = "start";
    private static final String RUN = "run";
    private static final String CHECKSUM = "checksum";
    private static final String SEED_AND_HASH = "-[0-9]+-[0-9a-f]{10}$";

    static JoinedPart read(Path path) throws IOException {
        ComparisonFolder folder = new ComparisonFolder(path);
        return new JoinedPart(folder, folder.readPlan());
    }

    /**
     * Returns the completed runs of earlier configs in the folder, as further plans: the n-th has
     * the n-th newest version of each run.
     */
    List<JoinedPart> former() {
        List<Map<String, PlannedRun>> versions = new ArrayList<>();
        for (PlannedRun run : plan.former()) {
            if (!folder.run(run).hasResult()) {
                continue;
            }
            Map<String, PlannedRun> free =
                    versions.stream()
                            .filter(of -> !of.containsKey(run.label()))
                            .findFirst()
                            .orElseGet(
                                    () -> {
                                        versions.add(new LinkedHashMap<>());
                                        return versions.get(versions.size() - 1);
                                    });
            free.put(run.label(), run);
        }
        List<JoinedPart> all = new ArrayList<>();
        for (Map<String, PlannedRun> version : versions) {
            String number = all.isEmpty() ? "" : String.valueOf(all.size() + 1);
            ComparisonPlan of =
                    new ComparisonPlan(
                            ComparisonPlan.SCHEMA,
                            "earlier" + number,
                            null,
                            plan.reportFormats(),
                            List.copyOf(version.values()),
                            plan.budget(),
                            List.of(),
                            List.of(),
                            plan.rope());
            all.add(new JoinedPart(folder, of));
        }
        return all;
    }

    Path path() {
        return folder.path();
    }

    /** Returns the configs of a model's runs without seeds: one, unless the plan was extended. */
    Set<JsonNode> configs(String model) {
        return plan.runs().stream()
                .filter(run -> run.model().equals(model))
                .map(run -> withoutSeed(run.config()))
                .collect(Collectors.toSet());
    }

    /** Returns the searches for settings of its models. */
    Map<SearchFolder, SearchRecord> searches() throws IOException {
        Map<SearchFolder, SearchRecord> searches = new LinkedHashMap<>();
        for (SearchFolder search : folder.allSearches()) {
            search.record()
                    .find()
                    .filter(record -> plan.searched().contains(record.model()))
                    .ifPresent(record -> searches.put(search, record));
        }
        return searches;
    }

    private static JsonNode withoutSeed(JsonNode config) {
        JsonNode copy = config.deepCopy();
        if (copy instanceof ObjectNode keys) {
            keys.remove(SEED);
        }
        if (copy.path(START) instanceof ObjectNode start) {
            // Runs of a model may start each from the run with its seed.
            start.remove(CHECKSUM);
            String run = start.path(RUN).asText();
            start.put(RUN, run.replaceFirst(SEED_AND_HASH, ""));
        }
        return copy;
    }

    /**
     * Returns a run with its files.
     *
     * @param name of its model in the report; the record keeps the name in the plan
     */
    ComparedRun read(PlannedRun planned, String name) throws IOException {
        RunFolder files = folder.run(planned);
        RunRecord record = files.hasResult() ? files.readResult() : null;
        if (record != null) {
            requireSame(files, "model", planned.model(), record.model());
            requireSame(files, SEED, planned.seed(), record.seed());
            requireSame(files, "config hash", planned.hash(), record.provenance().configHash());
        }
        return new ComparedRun(
                new PlannedRun(
                        name,
                        planned.variant(),
                        planned.seed(),
                        planned.hash(),
                        planned.config(),
                        planned.data()),
                files,
                record,
                new TrainingLog(files.readHistory(), files.health().read()),
                files.klByUnit().read(),
                files.gradients().read(),
                files.readPerDatum(),
                files.diagnostics());
    }

    private static void requireSame(RunFolder folder, String what, Object planned, Object found)
            throws IOException {
        if (!planned.equals(found)) {
            String text = "%s: the plan says %s %s, the record says %s";
            throw new IOException(text.formatted(folder.result(), what, planned, found));
        }
    }
}
