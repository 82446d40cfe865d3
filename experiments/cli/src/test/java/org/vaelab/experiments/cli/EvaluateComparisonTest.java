// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;

@Tag("exhaustive")
class EvaluateComparisonTest {

    private static final String CONFIG =
            """
            name: again
            data: {source: sprites, size: 16, train: 60, test: 40}
            seeds: [1, 2]
            runtime: {threads: 1}
            network: {hidden: [8]}
            training: {steps: 6, batch: 10}
            evaluation: {importanceSamples: 5}
            models:
              vae: {variant: gaussian, latent: 2}
              tight: {variant: gaussian, latent: 2, evaluation: {importanceSamples: 30}}
            """;

    private static final String[] MORE_DRAWS = {"--set", "evaluation.importanceSamples=30"};

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @TempDir Path temporary;

    @BeforeAll
    static void train(@TempDir Path shared) throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    private Trained copy() throws IOException {
        return trained.copy(temporary.resolve("copy"));
    }

    private int evaluate(Trained comparison, String... further) {
        String[] command = new String[further.length + 4];
        command[0] = "evaluate";
        command[1] = comparison.folder().toString();
        System.arraycopy(MORE_DRAWS, 0, command, 2, 2);
        System.arraycopy(further, 0, command, 4, further.length);
        return terminal.vaelab(command);
    }

    private static List<EvaluationRecord> evaluations(Path run) throws IOException {
        return new RunFolder(run)
                .evaluations().files().stream()
                        .map(
                                file -> {
                                    try {
                                        return EvaluationFolder.read(file);
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                })
                        .toList();
    }

    @Test
    void allRunsAreEvaluatedOnceAndReported() throws IOException {
        Trained copy = copy();
        assertThat(evaluate(copy, "--jobs", "2")).isZero();
        assertThat(terminal.err())
                .contains("vae seed 1: elbo")
                .contains("tight seed 1: has these settings itself");
        // A model of the same seeds and settings has the same numbers by either way.
        List<EvaluationRecord> again = evaluations(copy.run("vae"));
        assertThat(again).hasSize(1);
        assertThat(again.get(0).metrics()).isEqualTo(copy.record("tight").metrics());
        String report = Files.readString(copy.folder().resolve("report/report.md"));
        assertThat(report)
                .contains("## Further evaluations")
                .contains("Evaluated with evaluation.importanceSamples: 30 (was 5).");
        Path tables = copy.folder().resolve("report/tables");
        assertThat(tables.resolve("evaluation-importancesamples-30.tex")).isNotEmptyFile();
        assertThat(Files.readString(copy.folder().resolve("report/data/evaluations.csv")))
                .contains("evaluation.importanceSamples=30,vae,gaussian,1,completed,elbo,");
        assertThat(evaluate(copy)).isZero();
        assertThat(terminal.err()).contains("vae seed 2: evaluated already, kept");
        assertThat(evaluations(copy.run("vae"))).isEqualTo(again);
    }

    @Test
    void curvesOfAnEvaluationAreDrawn() throws IOException {
        Trained copy = copy();
        String[] ranks = {
            "--set", "evaluation.metrics=[{type: calibration, examples: 20, draws: 9}]"
        };
        assertThat(evaluate(copy, ranks)).isZero();
        String report = Files.readString(copy.folder().resolve("report/report.md"));
        assertThat(report.substring(report.indexOf("## Further evaluations")))
                .contains("Calibration of q. Evaluated with evaluation.metrics");
        try (Stream<Path> figures = Files.list(copy.folder().resolve("report/figures"))) {
            assertThat(figures.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.matches("evaluation-.*-calibration\\.svg"));
        }
    }

    @Test
    void aFailedEvaluationIsReportedAndTheOthersAreMade() throws IOException {
        Trained copy = copy();
        List<Path> runs = copy.runs();
        Path first = copy.run("vae");
        Files.delete(new RunFolder(first).checkpoint().resolve("checkpoint.safetensors"));
        assertThat(evaluate(copy)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("holds no checkpoint", "1 of 4 evaluations failed");
        assertThat(
                        runs.stream()
                                .filter(run -> run.getFileName().toString().startsWith("vae-"))
                                .filter(run -> !run.equals(first)))
                .allSatisfy(run -> assertThat(evaluations(run)).hasSize(1));
        assertThat(evaluations(first)).isEmpty();
    }

    @Test
    void incompleteRunsAreNamedAndDamagedResultsMadeAgain() throws IOException {
        Trained copy = copy();
        assertThat(evaluate(copy)).isZero();
        Path file = new RunFolder(copy.run("vae")).evaluations().files().get(0);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[] {'{'});
        Path tight = copy.run("tight");
        Files.delete(new RunFolder(tight).result());
        assertThat(evaluate(copy)).isZero();
        assertThat(terminal.err()).contains("tight seed").contains("left out, it is not complete");
        assertThat(EvaluationFolder.read(file).metrics())
                .isEqualTo(RecordMapper.read(whole, EvaluationRecord.class, "before").metrics());
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
    }

    @Test
    void itSaysWhatIsMissing() throws IOException {
        Trained copy = copy();
        assertThat(terminal.vaelab("evaluate", copy.folder().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("name what its evaluation shall change");
        assertThat(evaluate(copy, "--set", "evaluation.metrics=[nonsense]"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("unknown metric 'nonsense'");
        assertThat(terminal.vaelab("evaluate", temporary.toString(), "--set", "a=1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("it has neither result.json nor plan.json");
    }
}
