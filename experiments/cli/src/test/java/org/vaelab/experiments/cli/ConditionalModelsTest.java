// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** Part of a datum as condition, and a label as a latent variable, from a config to samples. */
final class ConditionalModelsTest {

    private static final int PIXELS = 256;
    private static final int GIVEN = 128;

    private static final String CONFIG =
            """
            name: conditional-models
            data: {source: sprites, size: 16, train: 400, test: 40}
            seeds: [3]
            network: {hidden: [32]}
            training: {steps: 60, batch: 20}
            evaluation: {importanceSamples: 20, importanceExamples: 20}
            report: {formats: [html]}
            models:
              lower: {variant: gaussian, latent: 3, data: {given: {upper: {rows: [0, 7]}}}}
              completion:
                variant: gaussian
                latent: 3
                data: {given: {upper: {rows: [0, 7]}}}
                condition: [upper, shape]
                prior: {type: conditional, hidden: [16]}
              labelled: {variant: gaussian, latent: 3, data: {labelled: 30}, supervision: shape}
              relaxed:
                variant: gaussian
                latent: 3
                data: {labelled: 30}
                supervision: {column: shape, draw: relaxed}
                prior: conditional
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private static RunFolder run(String model) throws IOException {
        return new RunFolder(trained.run(model));
    }

    private static RunRecord record(String model) throws IOException {
        return trained.record(model);
    }

    /** Returns the rows without header and index. */
    private List<List<String>> samples(String model, int count, String... condition)
            throws IOException {
        Path file = temporary.resolve("samples.csv");
        List<String> arguments =
                Stream.concat(
                                Stream.of(
                                        "sample",
                                        run(model).path().toString(),
                                        "--count",
                                        Integer.toString(count),
                                        "--out",
                                        file.toString()),
                                Stream.of(condition).flatMap(c -> Stream.of("--condition", c)))
                        .toList();
        assertThat(terminal.vaelab(arguments.toArray(String[]::new))).as("%s", terminal).isZero();
        // The index, and the label of a model that is given one.
        int keys = Files.readAllLines(file).get(0).startsWith("index,shape,") ? 2 : 1;
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> Arrays.asList(line.split(",")))
                .map(cells -> cells.subList(keys, cells.size()))
                .toList();
    }

    @Test
    void whatIsGivenIsRecorded() throws IOException {
        RunRecord given = record("completion");
        ModelFacts facts = given.provenance().facts();
        assertThat(facts.likelihood().condition()).isEqualTo(Map.of("shape", 3, "upper", 128));
        assertThat(facts.preparation().given()).isEqualTo(Map.of("upper", "rows 0 to 7"));
        assertThat(facts.parts()).containsEntry("prior", "conditional");
        assertThat(given.provenance().data().shape()).isEqualTo("1x8x16");
        ModelFacts lower = record("lower").provenance().facts();
        assertThat(lower.preparation().given()).isEqualTo(Map.of("upper", "rows 0 to 7"));
        assertThat(lower.likelihood().condition()).isEmpty();
        assertThat(given.metrics()).containsKeys("elbo", "logLikelihood");
        assertThat(run("completion").priorSheet()).isNotEmptyFile();
        assertThat(run("completion").reconstructionSheet()).isNotEmptyFile();
    }

    /** What a model completes begins with what it was given. */
    @Test
    void testExamplesAreCompleted() throws IOException {
        List<List<String>> completed = samples("completion", 12, "test");
        assertThat(completed).hasSize(12).allSatisfy(row -> assertThat(row).hasSize(PIXELS));
        for (List<String> row : completed) {
            assertThat(row.subList(0, GIVEN)).containsAnyOf("0", "1").isSubsetOf("0", "1");
        }
        // The first ten go in turn.
        assertThat(completed.get(0).subList(0, GIVEN))
                .isEqualTo(completed.get(10).subList(0, GIVEN))
                .isNotEqualTo(completed.get(1).subList(0, GIVEN));
        assertThat(completed.get(0).subList(GIVEN, PIXELS))
                .isNotEqualTo(completed.get(10).subList(GIVEN, PIXELS));
    }

    @Test
    void rowsOfAFileAreCompleted() throws IOException {
        String dark = String.join(",", Collections.nCopies(GIVEN, "0"));
        String bright = String.join(",", Collections.nCopies(GIVEN, "1"));
        Path file = temporary.resolve("given.csv");
        Files.writeString(file, dark + ",heart\n\n" + bright + ",square\n");
        List<List<String>> completed = samples("completion", 3, file.toString());
        assertThat(completed.get(0).subList(0, GIVEN)).containsOnly("0");
        assertThat(completed.get(1).subList(0, GIVEN)).containsOnly("1");
        assertThat(completed.get(2).subList(0, GIVEN)).containsOnly("0");
    }

    @Test
    void filesThatAreNotWhatIsGivenAreRefused() throws IOException {
        String run = run("completion").path().toString();
        Path file = temporary.resolve("wrong.csv");
        Files.writeString(file, "0,1,0\n");
        assertThat(terminal.vaelab("sample", run, "--condition", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("wrong.csv, line 1: 3 values, and the model is given 129: upper (128)");
        String half = String.join(",", Collections.nCopies(GIVEN - 1, "0"));
        Files.writeString(file, half + ",0.5,heart\n");
        assertThat(terminal.vaelab("sample", run, "--condition", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("line 1, value 128: 0.5 is no value of binary data");
        Files.writeString(file, half + ",0,circle\n");
        assertThat(terminal.vaelab("sample", run, "--condition", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'shape' has no value 'circle'\n    allowed here: ");
        assertThat(terminal.vaelab("sample", run, "--condition", "nowhere.csv"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("nowhere.csv: no such file");
        assertThat(terminal.vaelab("sample", run("lower").path().toString(), "--condition", "test"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("this model is not conditioned on anything");
    }

    @Test
    void aLatentLabelHasAnAccuracyAndAKl() throws IOException {
        for (String model : List.of("labelled", "relaxed")) {
            RunRecord record = record(model);
            assertThat(record.metrics()).containsKeys("accuracy", "kl.shape", "kl.z");
            Estimate accuracy = record.metrics().get("accuracy");
            assertThat(accuracy.value()).isBetween(0.0, 1.0);
            assertThat(accuracy.kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
            assertThat(record.provenance().facts().likelihood().condition()).isEmpty();
        }
        ModelFacts.Training training = record("labelled").provenance().facts().training();
        assertThat(training.gradient()).isEqualTo("enumerated");
        assertThat(training.kl()).isEqualTo("analytic");
    }

    @Test
    void aLatentLabelMayBeGiven() throws IOException {
        List<List<String>> hearts = samples("labelled", 6, "heart");
        assertThat(hearts).isEqualTo(samples("labelled", 6, "shape=heart"));
        assertThat(hearts).isNotEqualTo(samples("labelled", 6, "square"));
    }

    /** The labels that stay known are drawn by the seed: to the same parameters. */
    @Tag("full")
    @Test
    void aRunIsReproduced() throws IOException {
        assertThat(terminal.vaelab("reproduce", run("labelled").path().toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.vaelab("reproduce", run("completion").path().toString()))
                .as("%s", terminal)
                .isZero();
    }
}
