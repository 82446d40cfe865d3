// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;

/**
 * The runs of a comparison as they were evaluated again with some settings.
 *
 * @param id a short name, unique among the further evaluations of a comparison
 * @param settings the replaced settings with their values, in order
 * @param former by setting, the values of the runs' own evaluation; null where a run had none
 * @param comparison the models that were evaluated so, with the records of this evaluation. A run
 *     whose own evaluation has these settings has its own record
 */
@Internal
public record FurtherEvaluation(
        String id,
        Map<String, JsonNode> settings,
        Map<String, List<JsonNode>> former,
        Comparison comparison) {

    private static final int LONGEST_ID = 60;
    private static final int HASH_LENGTH = 6;

    /**
     * Returns the further evaluations of the completed runs of a comparison, which are read once.
     * Evaluations that differ in nothing from that of their run are left out.
     *
     * @throws IOException if a file cannot be read
     */
    public static List<FurtherEvaluation> of(Comparison comparison) throws IOException {
        return comparison.evaluations.of("", () -> read(comparison));
    }

    private static List<FurtherEvaluation> read(Comparison comparison) throws IOException {
        Map<String, List<Found>> byKey = new TreeMap<>();
        for (ComparedRun run : comparison.runs()) {
            for (Found each : read(run)) {
                byKey.computeIfAbsent(text(each.settings()), k -> new ArrayList<>()).add(each);
            }
        }
        List<FurtherEvaluation> evaluations = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        byKey.forEach((key, found) -> evaluations.add(of(comparison, found, id(key, ids))));
        return List.copyOf(evaluations);
    }

    /** An evaluation of one run. */
    private record Found(
            ComparedRun run,
            List<SettingChange> replaced,
            RunRecord record,
            Map<String, double[]> perDatum,
            DiagnosticsFolder diagnostics) {

        Map<String, JsonNode> settings() {
            Map<String, JsonNode> settings = new TreeMap<>();
            replaced.forEach(change -> settings.put(change.key(), change.to()));
            return settings;
        }
    }

    private static List<Found> read(ComparedRun run) throws IOException {
        List<Found> found = new ArrayList<>();
        if (run.completed().isPresent()) {
            RunRecord own = run.completed().get();
            EvaluationFolder folder = run.folder().evaluations();
            for (Path file : folder.files()) {
                EvaluationRecord of = EvaluationFolder.read(file);
                List<SettingChange> replaced = of.origin().replaced();
                if (!replaced.isEmpty()) {
                    Map<String, double[]> perDatum = folder.readPerDatum(of.config());
                    DiagnosticsFolder diagnostics = folder.diagnostics(of.config());
                    found.add(new Found(run, replaced, of.asRun(own), perDatum, diagnostics));
                }
            }
        }
        return found;
    }

    private static FurtherEvaluation of(Comparison comparison, List<Found> found, String id) {
        Map<String, JsonNode> settings = found.get(0).settings();
        List<ComparedModel> models = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            List<ComparedRun> runs =
                    model.runs().stream().map(run -> evaluated(run, settings, found)).toList();
            if (runs.stream().anyMatch(run -> run.completed().isPresent())) {
                models.add(
                        new ComparedModel(model.name(), model.variant(), runs)
                                .labelled(model.label())
                                .after(model.seen()));
            }
        }
        Map<String, List<JsonNode>> former = new LinkedHashMap<>();
        settings.keySet().forEach(key -> former.put(key, former(key, found)));
        return new FurtherEvaluation(
                id,
                settings,
                former,
                new Comparison(
                        comparison.plan(),
                        models,
                        comparison.changes(),
                        comparison.baselines(),
                        comparison.configs(),
                        List.of()));
    }

    /** Returns a run with the record of the evaluation; without a record if it has none. */
    private static ComparedRun evaluated(
            ComparedRun run, Map<String, JsonNode> settings, List<Found> found) {
        for (Found of : found) {
            if (of.run().equals(run)) {
                return run.evaluated(of.record(), of.perDatum(), of.diagnostics());
            }
        }
        boolean hasOwn = run.completed().map(own -> hasAll(own, settings)).orElse(false);
        return hasOwn || run.failure().isPresent()
                ? run
                : run.evaluated(null, Map.of(), run.diagnostics());
    }

    private static boolean hasAll(RunRecord own, Map<String, JsonNode> settings) {
        JsonNode config = own.provenance().config();
        return settings.entrySet().stream()
                .allMatch(of -> at(config, of.getKey()).equals(of.getValue().toString()));
    }

    private static String at(JsonNode config, String key) {
        return config.at("/" + key.replace('.', '/')).toString();
    }

    private static List<JsonNode> former(String key, List<Found> found) {
        return found.stream()
                .flatMap(each -> each.replaced().stream())
                .filter(change -> change.key().equals(key))
                .map(change -> change.from() == null ? RecordMapper.tree(null) : change.from())
                .distinct()
                .toList();
    }

    /**
     * Returns the settings in words, such as {@code evaluation.importanceSamples: 5,000 (was 500)}.
     */
    public String description() {
        return settings.keySet().stream().map(this::description).collect(Collectors.joining(", "));
    }

    private String description(String key) {
        String was =
                former.getOrDefault(key, List.of()).stream()
                        .map(ChangeText::value)
                        .collect(Collectors.joining(" or "));
        return key + ": " + ChangeText.value(settings.get(key)) + " (was " + was + ")";
    }

    /** Returns the settings as one text, such as {@code evaluation.importanceSamples=5000}. */
    public String key() {
        return text(settings);
    }

    private static String text(Map<String, JsonNode> settings) {
        return settings.entrySet().stream()
                .map(of -> of.getKey() + "=" + text(of.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** Returns a name from the last keys and their values; with a hash if it is long or taken. */
    private static String id(String settings, Set<String> taken) {
        String last =
                List.of(settings.split(" ")).stream()
                        .map(setting -> setting.replaceFirst("^[^=]*\\.", ""))
                        .collect(Collectors.joining("-"));
        String id =
                "evaluation-"
                        + last.replaceAll("[^A-Za-z0-9.]+", "-")
                                .replaceAll("^-|-$", "")
                                .replace('.', '-')
                                .toLowerCase(Locale.ROOT);
        if (id.length() > LONGEST_ID || taken.contains(id)) {
            String hash = RecordMapper.hash(RecordMapper.tree(settings)).substring(0, HASH_LENGTH);
            id = id.substring(0, Math.min(id.length(), LONGEST_ID)) + "-" + hash;
        }
        taken.add(id);
        return id;
    }
}
