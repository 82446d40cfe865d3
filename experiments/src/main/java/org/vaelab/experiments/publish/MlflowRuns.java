// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.RunStatus;

/**
 * Writes runs in the layout of MLflow's file store:
 *
 * <pre>
 * mlruns/&lt;experiment&gt;/meta.yaml
 * mlruns/&lt;experiment&gt;/&lt;run&gt;/meta.yaml  metrics/*  params/*  tags/*  artifacts/
 * </pre>
 *
 * <p>The experiment is that of the comparison's name. A run's id is computed from this name and that of
 * its folder, so a second export replaces the run, in two moves.
 */
final class MlflowRuns {

    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_PARAMETER = 6000;
    private static final int LONGEST_TAG = 5000;
    private static final int RUN_ID_LENGTH = 32;
    private static final int EXPERIMENT_ID_DIGITS = 18;

    private static final YAMLMapper YAML = new YAMLMapper();

    // Of mlflow.entities.RunStatus and SourceType.
    private static final int RUNNING = 1;
    private static final int FINISHED = 3;
    private static final int FAILED = 4;
    private static final int LOCAL = 4;

    private MlflowRuns() {}

    /** Writes a run, in place of what an earlier export wrote of it. */
    static void write(TrackedRun run, Path folder, Path staging) throws IOException {
        String experiment = experiment(run, folder, staging);
        String id = Sha256.of(run.experiment() + "/" + run.name()).substring(0, RUN_ID_LENGTH);
        Path written = staging.resolve(id);
        Path place = folder.resolve(experiment).resolve(id);
        for (String part : List.of("metrics", "params", "tags", "artifacts")) {
            Files.createDirectories(written.resolve(part));
        }
        Files.writeString(written.resolve("meta.yaml"), meta(run, experiment, id, place));
        for (Map.Entry<String, List<TrackedRun.Point>> curve : run.curves().entrySet()) {
            write(written, "metrics", curve.getKey(), lines(curve.getValue()));
        }
        for (Map.Entry<String, Double> metric : run.metrics().entrySet()) {
            TrackedRun.Point last =
                    new TrackedRun.Point(
                            run.lastStep(),
                            Math.max(run.startMillis(), run.endMillis()),
                            metric.getValue());
            write(written, "metrics", metric.getKey(), lines(List.of(last)));
        }
        for (Map.Entry<String, JsonNode> setting : run.settings().entrySet()) {
            JsonNode value = setting.getValue();
            String text = value.isTextual() ? value.textValue() : value.toString();
            write(written, "params", setting.getKey(), cut(text, LONGEST_PARAMETER));
        }
        for (Map.Entry<String, String> tag : tags(run).entrySet()) {
            write(written, "tags", tag.getKey(), cut(tag.getValue(), LONGEST_TAG));
        }
        replace(place, written, staging.resolve(id + ".old"));
    }

    private static void replace(Path place, Path by, Path old) throws IOException {
        if (Files.exists(place)) {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(by, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the id of the experiment of the run's comparison, which is created if absent. */
    private static String experiment(TrackedRun run, Path folder, Path staging) throws IOException {
        if (!Files.exists(folder)) {
            // As MLflow makes a new store.
            createExperiment("0", "Default", run, folder, staging);
        }
        Optional<String> known = named(run.experiment(), folder);
        if (known.isPresent()) {
            return known.get();
        }
        BigInteger number = new BigInteger(Sha256.of(run.experiment()), 16);
        String id = number.toString().substring(0, EXPERIMENT_ID_DIGITS);
        createExperiment(id, run.experiment(), run, folder, staging);
        return id;
    }

    private static void createExperiment(
            String id, String name, TrackedRun run, Path folder, Path staging) throws IOException {
        Path written = Files.createDirectories(staging.resolve("experiment-" + id));
        Path place = folder.resolve(id);
        Files.writeString(
                written.resolve("meta.yaml"),
                """
                artifact_location: %s
                creation_time: %s
                experiment_id: %s
                last_update_time: %s
                lifecycle_stage: "active"
                name: %s
                """
                        .formatted(
                                yaml(uri(place)),
                                run.startMillis(),
                                yaml(id),
                                run.startMillis(),
                                yaml(name)));
        Files.createDirectories(folder);
        Files.move(written, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the id of an experiment by its name, whoever made it. */
    private static Optional<String> named(String name, Path folder) throws IOException {
        List<Path> experiments;
        try (Stream<Path> all = Files.list(folder)) {
            experiments = all.sorted().toList();
        }
        for (Path experiment : experiments) {
            Path meta = experiment.resolve("meta.yaml");
            if (Files.isRegularFile(meta)
                    && YAML.readTree(meta.toFile()).path("name").asText().equals(name)) {
                return Optional.of(experiment.getFileName().toString());
            }
        }
        return Optional.empty();
    }

    private static String meta(TrackedRun run, String experiment, String id, Path place) {
        return """
               artifact_uri: %s
               deleted_time: null
               end_time: %s
               entry_point_name: ""
               experiment_id: %s
               lifecycle_stage: "active"
               run_id: %s
               run_name: %s
               run_uuid: %s
               source_name: ""
               source_type: %s
               source_version: ""
               start_time: %s
               status: %s
               tags: []
               user_id: "vaelab"
               """
                .formatted(
                        yaml(uri(place.resolve("artifacts"))),
                        run.endMillis() == 0 ? "null" : run.endMillis(),
                        yaml(experiment),
                        yaml(id),
                        yaml(run.name()),
                        yaml(id),
                        LOCAL,
                        run.startMillis(),
                        status(run.ended()));
    }

    private static int status(@Nullable RunStatus ended) {
        if (ended == null) {
            return RUNNING;
        }
        return ended == RunStatus.COMPLETED ? FINISHED : FAILED;
    }

    private static Map<String, String> tags(TrackedRun run) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.runName", run.name());
        tags.put("mlflow.source.type", "LOCAL");
        String command = run.tags().get("command");
        if (command != null) {
            tags.put("mlflow.source.name", command);
        }
        String commit = run.tags().get("framework.commit");
        if (commit != null) {
            tags.put("mlflow.source.git.commit", commit);
        }
        tags.putAll(run.tags());
        return tags;
    }

    private static String lines(List<TrackedRun.Point> points) {
        return points.stream()
                .map(
                        point ->
                                "%s %s %s\n"
                                        .formatted(
                                                point.millis(),
                                                number(point.value()),
                                                point.step()))
                .collect(Collectors.joining());
    }

    /** Returns a number as Python reads it. */
    private static String number(double value) {
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    private static void write(Path run, String kind, String name, String content)
            throws IOException {
        Path file = run.resolve(kind).resolve(key(name));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Returns a name that MLflow accepts: word characters, {@code - . /} and spaces. */
    private static String key(String name) {
        String plain = name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_").replaceAll("/+", "/");
        return cut(plain, LONGEST_KEY);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** Returns a text in YAML. A string of JSON is one of YAML. */
    private static String yaml(String text) {
        return TextNode.valueOf(text).toString();
    }

    static String uri(Path path) {
        String uri = path.toAbsolutePath().normalize().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
