// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The further evaluations of a run, and scores of its validation examples.
 *
 * <pre>
 * &lt;hash of the config&gt;.json  &lt;hash&gt;-perDatum.csv  &lt;hash&gt;-gradients.csv
 * validation-&lt;hash&gt;-&lt;score&gt;.json
 * &lt;hash&gt;-diagnostics/
 * </pre>
 *
 * @param path the folder; it need not exist yet
 */
public record EvaluationFolder(Path path) {

    private static final Pattern FILE = Pattern.compile("[0-9a-f]{10}\\.json");
    private static final int HASH_LENGTH = 10;

    /** Returns the path of the evaluation with a config. */
    public Path file(JsonNode config) {
        return path.resolve(name(config) + ".json");
    }

    /** Returns the path of the numbers behind the means of an evaluation. */
    public Path perDatum(JsonNode config) {
        return path.resolve(name(config) + "-perDatum.csv");
    }

    /** Returns the measured gradients of an evaluation. */
    public CsvFile<GradientQuality> gradients(JsonNode config) {
        return new CsvFile<>(path.resolve(name(config) + "-gradients.csv"), GradientQuality.class);
    }

    /**
     * Returns the path of the scores of the validation examples under a config.
     *
     * @param score its name in the name of the file
     */
    public Path validationScores(JsonNode config, String score) {
        return path.resolve("validation-" + name(config) + "-" + score + ".json");
    }

    /** Returns the folder of what the metrics of an evaluation show beside their numbers. */
    public DiagnosticsFolder diagnostics(JsonNode config) {
        return new DiagnosticsFolder(path.resolve(name(config) + "-diagnostics"));
    }

    private static String name(JsonNode config) {
        return RecordMapper.hash(config).substring(0, HASH_LENGTH);
    }

    /**
     * Returns the paths of all evaluations, in the order of their names.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> FILE.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads an evaluation.
     *
     * @throws DamagedFileException if the file is cut short or overwritten
     * @throws IOException if it is not an evaluation
     */
    public static EvaluationRecord read(Path file) throws IOException {
        return new JsonFile<>(file, EvaluationRecord.class).read();
    }

    /**
     * Reads the numbers behind the means of an evaluation.
     *
     * @return the numbers of each column by its name, NaN where there is none; empty if there is no
     *     such file
     * @throws IOException if it is damaged
     */
    public Map<String, double[]> readPerDatum(JsonNode config) throws IOException {
        Path file = perDatum(config);
        return Files.exists(file) ? Csv.readColumns(file) : Map.of();
    }

    /**
     * Writes an evaluation, wholly or not at all.
     *
     * @return the path of the file
     * @throws IOException if it cannot be written
     */
    public Path write(EvaluationRecord evaluation) throws IOException {
        Path file = file(evaluation.config());
        new JsonFile<>(file, EvaluationRecord.class).write(evaluation);
        return file;
    }
}
