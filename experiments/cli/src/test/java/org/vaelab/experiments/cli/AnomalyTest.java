// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** A class left out of training, from the config to the report and to the scores of single data. */
@Tag("full")
final class AnomalyTest {

    private static final String CONFIG =
            """
            data:
              source: sprites
              train: 300
              test: 60
              validation: 0.1
              without: {column: shape, values: [heart]}
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [16]}
            training: {steps: 20, batch: 20}
            evaluation: {importanceSamples: 10, importanceExamples: 30,
                         metrics: [auroc, averagePrecision, auroc.logLikelihood]}
            report: {formats: [markdown]}
            models:
              vae: {variant: gaussian, latent: 3}
              circle: {variant: gaussian, latent: 3, data: {without: {column: shape, values: [ellipse]}}}
              whole: {variant: gaussian, latent: 3, data: {without: null},
                      evaluation: {metrics: []}}
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private static List<String[]> rows(String csv) {
        return csv.lines().map(line -> line.split(",", -1)).toList();
    }

    private static int place(List<String[]> rows, String column) {
        return Arrays.asList(rows.get(0)).indexOf(column);
    }

    @Test
    void trainingIsWithoutTheClassAndTheTestIsNot() throws IOException {
        RunRecord record = trained.record("vae");
        RunRecord whole = trained.record("whole");
        assertThat(whole.provenance().data().train()).isEqualTo(270);
        assertThat(whole.provenance().data().validation()).isEqualTo(30);
        assertThat(record.provenance().data().train()).isBetween(150L, 210L);
        assertThat(record.provenance().data().validation()).isBetween(17L, 23L);
        assertThat(record.provenance().data().test()).isEqualTo(60);
        assertThat(record.provenance().data().checksum())
                .isEqualTo(whole.provenance().data().checksum());
        ModelFacts.LeftOut out = record.provenance().facts().preparation().leftOut();
        assertThat(out.column()).isEqualTo("shape");
        assertThat(out.classes()).containsExactly("heart");
        assertThat(out.examples()).isPositive();
        assertThat(whole.provenance().facts().preparation().leftOut()).isNull();
        assertThat(Files.readString(trained.folder().resolve("report/report.md")))
                .contains("left out: shape heart", "left out: shape ellipse");
    }

    /** The area that the record has is that of the scores that it has. */
    @Test
    void scoresAreThoseBehindTheMetrics() throws IOException {
        Path run = trained.run("vae");
        assertThat(terminal.vaelab("score", run.toString())).as("%s", terminal).isZero();
        List<String[]> rows = rows(terminal.out());
        assertThat(rows).hasSize(61);
        assertThat(rows.get(0))
                .startsWith("index", "shape")
                .endsWith("elbo", "reconstruction", "kl");
        int mark = place(rows, "leftOut");
        List<String[]> behind = rows(Files.readString(run.resolve("perDatum.csv")));
        double sum = 0;
        int pairs = 0;
        for (int i = 1; i <= 60; i++) {
            for (int j = 1; j <= 60; j++) {
                if (rows.get(i)[mark].equals("1") && rows.get(j)[mark].equals("0")) {
                    pairs++;
                    double a = Double.parseDouble(behind.get(i)[1]);
                    double b = Double.parseDouble(behind.get(j)[1]);
                    sum += a < b ? 1 : a == b ? 0.5 : 0;
                }
            }
        }
        Estimate auroc = new RunFolder(run).readResult().metrics().get("auroc");
        assertThat(auroc.value()).isCloseTo(sum / pairs, within(1e-12));
        assertThat(auroc.standardError()).isBetween(0.01, 0.2);
    }

    @Test
    void logLikelihoodsAreWrittenWhereTheyAreAskedFor() throws IOException {
        Path file = temporary.resolve("scores.csv");
        String[] command = {
            "score",
            trained.run("whole").toString(),
            "--samples",
            "7",
            "--split",
            "validation",
            "--first",
            "5",
            "--out",
            file.toString()
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        List<String[]> rows = rows(Files.readString(file));
        assertThat(rows).hasSize(6);
        assertThat(place(rows, "leftOut")).isNegative();
        int estimate = place(rows, "logLikelihood");
        for (String[] row : rows.subList(1, 6)) {
            assertThat(Double.parseDouble(row[estimate])).isNegative();
        }
    }

    @Test
    void otherDataAreNamed() throws IOException {
        String run = trained.run("whole").toString();
        assertThat(terminal.vaelab("score", run, "sprites", "--set", "data.test=10"))
                .as("%s", terminal)
                .isZero();
        assertThat(rows(terminal.out())).hasSize(11);
        assertThat(terminal.vaelab("score", run, "sprite")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("data.source: unknown data source 'sprite'", "did you mean 'sprites'?");
        assertThat(terminal.vaelab("score", run, "--samples", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--samples must be at least 1, is 0");
        assertThat(terminal.out()).isEmpty();
    }
}
