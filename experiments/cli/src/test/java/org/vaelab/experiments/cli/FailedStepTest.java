// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.FailedStep;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** A run that met NaN saves its step, and {@code reproduce} takes it again. */
final class FailedStepTest {

    private static final String CONFIG =
            """
            name: spoilt
            data: {source: sprites, size: 16, train: 200, test: 40, validation: 40}
            seeds: [1]
            network: {hidden: [12]}
            training:
              steps: 20
              batch: 20
              checkpointEvery: 5
              optimizer: {type: adam, learningRate: {type: piecewise, values: [1e-3, 1e39], until: [8]}}
            evaluation: {importanceSamples: 20, importanceExamples: 20}
            report: {formats: [html]}
            models:
            """;

    private static final String MODELS =
            """
              update: {variant: gaussian, latent: 2}
              loss:
                variant: gaussian
                latent: 2
                training: {checkEvery: 6, optimizer: {type: sgd, learningRate: 1e25}}
              stopping: {variant: gaussian, latent: 2, training: {earlyStopping: {every: 4, patience: 9}}}
              lag: {variant: gaussian, latent: 2, training: {lag: {steps: 2}}}
              labels: {variant: gaussian, latent: 2, condition: shape}
              svi: {variant: gaussian, latent: 2, inference: {type: svi, steps: 3}}
              gumbel: {variant: gumbel, variables: 3, categories: 4}
              codes: {variant: vq, positions: 3, codebookSize: 4, codeDimension: 2}
              prior:
                variant: gaussian
                latent: 2
                prior: vamp
                training: {optimizer: {learningRate: 1e-3}, priorSteps: 9, priorOptimizer: {learningRate: 1e39}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private Trained failing(String models, String... more) throws IOException {
        Path config = Files.writeString(temporary.resolve("spoilt.yaml"), CONFIG + models);
        Path folder = temporary.resolve("out");
        String[] command = {"compare", config.toString(), "--out", folder.toString()};
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        assertThat(terminal.vaelab(all)).as("%s", terminal).isEqualTo(ExitCode.FAILED);
        return new Trained(config, folder);
    }

    @Test
    @Tag("full")
    void everyFailedStepIsTakenAgain() throws IOException {
        for (Path run : failing(MODELS).runs()) {
            RunFolder folder = new RunFolder(run);
            RunRecord record = folder.readResult();
            assertThat(record.status()).as("%s", run).isEqualTo(RunStatus.FAILED);
            FailedStep step = folder.failedStep().find().orElseThrow();
            assertThat(record.failure().step()).isEqualTo(step.step());
            assertThat(record.failure().cause()).startsWith(step.cause() + "; ");
            assertThat(record.failure().reproduce()).isEqualTo("./vaelab reproduce " + run);
            assertThat(step.stepsBefore()).isEqualTo(step.step() - 1);
            assertThat(step.phase()).isEqualTo(record.model().equals("prior") ? "prior" : "all");

            assertThat(terminal.vaelab("reproduce", run.toString())).as("%s", terminal).isZero();
            assertThat(terminal.out())
                    .contains("recorded: " + step.cause(), "batch: 20 examples, values from 0.0")
                    .contains("objective: loss ", "gradient: norm ")
                    .endsWith("reproduced: the same numbers are not finite again\n");
        }
    }

    @Test
    @Tag("full")
    void theWholeRunIsReproducedOnRequest() throws IOException {
        Path run = failing("  update: {variant: gaussian, latent: 2}").runs().get(0);
        assertThat(terminal.vaelab("reproduce", run.toString(), "--whole"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains("reproduced: the new record equals");
    }

    @Tag("full")
    @Test
    void aStepThatIsFiniteNowIsNotReproduced() throws IOException {
        Path run = failing("  update: {variant: gaussian, latent: 2}").runs().get(0);
        Path result = run.resolve("result.json");
        Files.writeString(result, Files.readString(result).replace("1.0E39", "0.001"));
        assertThat(terminal.vaelab("reproduce", run.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).contains("not reproduced: all numbers are finite now");
    }

    @Tag("full")
    @Test
    void aFailureIsReportedIfItsStepCannotBeSaved() throws IOException {
        Path run = failing("  update: {variant: gaussian, latent: 2}").runs().get(0);
        for (String name :
                new String[] {"failure.json", "batch.safetensors", "state.safetensors"}) {
            Files.delete(run.resolve("failure").resolve(name));
        }
        Files.delete(run.resolve("failure"));
        Files.writeString(run.resolve("failure"), "in the way");

        failing("  update: {variant: gaussian, latent: 2}");

        assertThat(new RunFolder(run).readResult().failure().step()).isEqualTo(9);
        assertThat(terminal.err()).contains("not finite after the update of step 9");
        Files.delete(run.resolve("failure"));
        // Without the step, the whole run is trained again.
        assertThat(terminal.vaelab("reproduce", run.toString())).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("reproduced: the new record equals");
    }
}
